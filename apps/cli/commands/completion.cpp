#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "commands.hpp"
#include "options/words.hpp"

namespace crescent::cli {
namespace {

/// A command, and the words that lead to it: {"plot", "boundary"}.
struct Place {
  const CLI::App* command;
  std::vector<std::string> path;
};

/// `app` and all commands below it.
std::vector<Place> places(const CLI::App& app, const std::vector<std::string>& path = {}) {
  std::vector<Place> list = {{&app, path}};
  for (const auto& name : command_names(app)) {
    auto below = path;
    below.push_back(name);
    const auto more = places(*app.get_subcommand(name), below);
    list.insert(list.end(), more.begin(), more.end());
  }
  return list;
}

std::string bash(const CLI::App& app) {
  std::vector<std::string> paths;
  std::string cases;
  for (const auto& [command, path] : places(app)) {
    const std::string name = fmt::format("{}", fmt::join(path, " "));
    if (!path.empty()) paths.push_back("\"" + name + "\"");
    cases += fmt::format("    \"{}\") commands=\"{}\" options=\"{}\" ;;\n", name,
                         fmt::join(command_names(*command), " "),
                         fmt::join(option_names(*command), " "));
  }
  return fmt::format(
      R"sh(# bash completion of crescent; to use it: eval "$(crescent completion bash)"
_crescent() {{
  local current=${{COMP_WORDS[COMP_CWORD]}} path="" next word commands options
  for word in "${{COMP_WORDS[@]:1:$((COMP_CWORD - 1))}}"; do
    next="${{path:+$path }}$word"
    case "$next" in {}) path="$next" ;; esac
  done
  case "$path" in
{}  esac
  if [[ $current == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$current"))
  elif [[ -n $commands ]]; then
    COMPREPLY=($(compgen -W "$commands" -- "$current"))
  else
    local IFS=$'\n'
    COMPREPLY=($(compgen -f -- "$current"))
  fi
}}
complete -o filenames -F _crescent crescent
)sh",
      fmt::join(paths, "|"), cases);
}

std::string zsh(const CLI::App& app) {
  return "#compdef crescent\n# zsh completion of crescent; to use it: eval \"$(crescent completion "
         "zsh)\"\n"
         "autoload -U +X bashcompinit && bashcompinit\n" +
         bash(app);
}

/// In single quotes, as fish reads them.
std::string fish_quoted(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "'";
}

/// The condition under which the words behind `path` are offered.
std::string fish_condition(const Place& place) {
  std::vector<std::string> tests;
  for (const auto& name : place.path) tests.push_back("__fish_seen_subcommand_from " + name);
  const auto below = command_names(*place.command);
  if (!below.empty()) {
    tests.push_back(fmt::format("not __fish_seen_subcommand_from {}", fmt::join(below, " ")));
  }
  return fish_quoted(fmt::format("{}", fmt::join(tests, "; and ")));
}

std::string fish(const CLI::App& app) {
  std::string text =
      "# fish completion of crescent; to use it: crescent completion fish | source\n";
  for (const Place& place : places(app)) {
    const std::string condition = fish_condition(place);
    for (const auto& name : command_names(*place.command)) {
      text += fmt::format("complete -c crescent -f -n {} -a {} -d {}\n", condition, name,
                          fish_quoted(place.command->get_subcommand(name)->get_description()));
    }
    for (const auto& name : option_names(*place.command)) {
      text += fmt::format("complete -c crescent -n {} -l {} -d {}\n", condition, name.substr(2),
                          fish_quoted(place.command->get_option(name)->get_description()));
    }
  }
  return text;
}

}  // namespace

void add_completion(CLI::App& app) {
  auto shell = std::make_shared<std::string>();
  auto* command =
      app.add_subcommand("completion", "Print a script that completes crescent's words in a shell");
  command->footer(R"sh(Examples:
  eval "$(crescent completion bash)"        # now; put it into ~/.bashrc for always
  crescent completion fish > ~/.config/fish/completions/crescent.fish)sh");
  command->add_option("shell", *shell, "bash, zsh or fish")
      ->required()
      ->type_name("SHELL")
      ->check(CLI::IsMember({"bash", "zsh", "fish"}));
  command->callback([shell, &app] {
    fmt::print("{}", *shell == "bash" ? bash(app) : *shell == "zsh" ? zsh(app) : fish(app));
  });
}

}  // namespace crescent::cli
