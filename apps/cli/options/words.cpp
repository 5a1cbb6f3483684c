#include "options/words.hpp"

#include <algorithm>
#include <numeric>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <crescent/base/choice.hpp>
#include <crescent/base/error.hpp>

namespace crescent::cli {
namespace {

/// Levenshtein's distance.
std::size_t distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t exchanged = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, exchanged});
    }
  }
  return row.back();
}

}  // namespace

std::string nearest(const std::vector<std::string>& names, const std::string& text) {
  return *std::min_element(names.begin(), names.end(),
                           [&](const std::string& a, const std::string& b) {
                             return distance(a, text) < distance(b, text);
                           });
}

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

std::map<std::string, std::string> given_options(const CLI::App& command) {
  std::map<std::string, std::string> given;
  for (const CLI::Option* option : command.get_options()) {
    if (option->count() == 0 || option->get_lnames().empty()) continue;
    given[option->get_lnames().front()] = fmt::format("{}", fmt::join(option->results(), ","));
  }
  for (const CLI::App* group :
       command.get_subcommands([](const CLI::App* sub) { return sub->get_name().empty(); })) {
    given.merge(given_options(*group));
  }
  return given;
}

std::string check_words(const CLI::App& app, const std::vector<std::string>& arguments) {
  const CLI::App* command = &app;
  std::string path = app.get_name();
  for (const std::string& argument : arguments) {
    if (argument == "--") break;
    if (argument.starts_with("--")) {
      const std::string name = argument.substr(0, argument.find('='));
      const auto names = option_names(*command);
      if (std::find(names.begin(), names.end(), name) == names.end()) {
        throw Error(ErrorCode::invalid_argument,
                    fmt::format("'{}' is no option of '{}'; did you mean '{}'? See '{} --help'",
                                name, path, nearest(names, name), path));
      }
    } else if (!argument.starts_with('-') && !command_names(*command).empty()) {
      find_choice(command_names(*command), argument, fmt::format("command of '{}'", path));
      command = command->get_subcommand(argument);
      path += " " + argument;
    }
  }
  return path;
}

}  // namespace crescent::cli
