#include "words.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <crescent/base/choice.hpp>

namespace crescent::cli {
std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command :
       app.get_subcommands([](const CLI::App* sub) { return !sub->get_name().empty(); })) {
    names.push_back(command->get_name());
  }
  return names;
}

std::vector<std::string> option_names(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    for (const auto& name : option->get_lnames()) names.push_back("--" + name);
  }
  for (const CLI::App* group :
       command.get_subcommands([](const CLI::App* sub) { return sub->get_name().empty(); })) {
    for (const auto& name : option_names(*group)) {
      if (name != "--help") names.push_back(name);  // every group has its own
    }
  }
  return names;
}

std::string check_words(const CLI::App& app, const std::vector<std::string>& arguments) {
  const CLI::App* command = &app;
  std::string path = app.get_name();
  for (const std::string& argument : arguments) {
    if (argument == "--") break;
    if (argument.starts_with("--")) {
      find_choice(option_names(*command), argument.substr(0, argument.find('=')),
                  fmt::format("option of '{}'", path));
    } else if (!argument.starts_with('-') && !command_names(*command).empty()) {
      find_choice(command_names(*command), argument, fmt::format("command of '{}'", path));
      command = command->get_subcommand(argument);
      path += " " + argument;
    }
  }
  return path;
}

}  // namespace crescent::cli
