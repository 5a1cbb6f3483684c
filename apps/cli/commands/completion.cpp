#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "commands.hpp"

// The lists are read off the commands themselves, so a completion can never lag behind them.
namespace crescent::cli {
namespace {

std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command :
       app.get_subcommands([](const CLI::App* sub) { return !sub->get_name().empty(); })) {
    names.push_back(command->get_name());
  }
  return names;
}

/// "--name" of every option, those of nameless option groups included.
std::vector<std::string> option_names(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    for (const auto& name : option->get_lnames()) names.push_back("--" + name);
  }
  for (const CLI::App* group :
       command.get_subcommands([](const CLI::App* sub) { return sub->get_name().empty(); })) {
    const auto more = option_names(*group);
    names.insert(names.end(), more.begin(), more.end());
  }
  return names;
}

/// What may follow a command: its options, and its sub-commands where it has any.
std::vector<std::string> words_of(const CLI::App& command) {
  auto words = command_names(command);
  const auto options = option_names(command);
  words.insert(words.end(), options.begin(), options.end());
  return words;
}

std::string bash(const CLI::App& app) {
  std::string cases;
  for (const auto& name : command_names(app)) {
    cases += fmt::format("    {}) words=\"{}\" ;;\n", name,
                         fmt::join(words_of(*app.get_subcommand(name)), " "));
  }
  return fmt::format(
      R"sh(# bash completion of crescent; to use it: eval "$(crescent completion bash)"
_crescent() {{
  local current=${{COMP_WORDS[COMP_CWORD]}} words
  case ${{COMP_CWORD}}:${{COMP_WORDS[1]}} in
    1:*) words="{}" ;;
    *) case ${{COMP_WORDS[1]}} in
{}    esac ;;
  esac
  if [[ $current == -* || $COMP_CWORD -eq 1 ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$current"))
  else
    COMPREPLY=($(compgen -W "${{words//--[a-z0-9-]*/}}" -- "$current") $(compgen -f -- "$current"))
  fi
}}
complete -o filenames -F _crescent crescent
)sh",
      fmt::join(words_of(app), " "), cases);
}

std::string zsh(const CLI::App& app) {
  return "#compdef crescent\n# zsh completion of crescent; to use it: eval \"$(crescent completion "
         "zsh)\"\n"
         "autoload -U +X bashcompinit && bashcompinit\n" +
         bash(app);
}

std::string fish(const CLI::App& app) {
  std::string text =
      "# fish completion of crescent; to use it: crescent completion fish | source\n";
  for (const auto& name : command_names(app)) {
    const CLI::App& command = *app.get_subcommand(name);
    text += fmt::format("complete -c crescent -n __fish_use_subcommand -a {} -d '{}'\n", name,
                        command.get_description());
    for (const auto& word : words_of(command)) {
      const bool is_option = word.starts_with("--");
      text += fmt::format("complete -c crescent -n '__fish_seen_subcommand_from {}' {} {}\n", name,
                          is_option ? "-l" : "-a", is_option ? word.substr(2) : word);
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
