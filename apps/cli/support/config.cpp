#include "config.hpp"

#include <algorithm>
#include <optional>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/base/file.hpp>
#include <crescent/data/number.hpp>

#include "config_file.hpp"
#include "json.hpp"
#include "words.hpp"

namespace crescent::cli {
namespace {

const std::vector<std::string> not_in_a_file = {"help", "config", "print-config"};

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// The options of a command and of its groups, in the order of --help.
std::vector<const CLI::Option*> options_of(const CLI::App& command) {
  std::vector<const CLI::Option*> options;
  for (const CLI::Option* option : command.get_options()) {
    const auto& names = option->get_lnames();
    if (!names.empty() && !contains(not_in_a_file, names.front())) options.push_back(option);
  }
  for (const CLI::App* group :
       command.get_subcommands([](const CLI::App* sub) { return sub->get_name().empty(); })) {
    for (const CLI::Option* option : options_of(*group)) options.push_back(option);
  }
  return options;
}

/// The file that --config names.
std::optional<std::string> config_of(const std::vector<std::string>& arguments) {
  for (std::size_t i = 0; i < arguments.size() && arguments[i] != "--"; ++i) {
    if (arguments[i].starts_with("--config=")) return arguments[i].substr(9);
    if (arguments[i] == "--config" && i + 1 < arguments.size()) return arguments[i + 1];
  }
  return {};
}

bool is_given(const std::vector<std::string>& arguments, const std::string& name) {
  return std::any_of(arguments.begin(), arguments.end(), [&](const std::string& argument) {
    return argument == "--" + name || argument.starts_with("--" + name + "=");
  });
}

std::string argument_of(const CLI::Option& option, const Setting& setting,
                        const std::string& source) {
  const std::string name = "--" + setting.name;
  if (option.get_items_expected_max() > 0) return name + "=" + setting.value;
  if (setting.value == "true") return name;
  if (setting.value == "false") return "";
  throw Error(ErrorCode::parse, fmt::format("'{}' must be true or false", setting.name),
              {.file = source, .line = setting.line});
}

const CLI::Option& find_option(const std::vector<const CLI::Option*>& options,
                               const Setting& setting, const std::string& source) {
  std::vector<std::string> names;
  for (const CLI::Option* option : options) {
    names.push_back(option->get_lnames().front());
    if (names.back() == setting.name) return *option;
  }
  throw Error(ErrorCode::invalid_argument,
              fmt::format("there is no option '{}'; did you mean '{}'?", setting.name,
                          nearest(names, setting.name)),
              {.file = source, .line = setting.line});
}

/// A text as TOML: JSON's escapes are TOML's.
std::string quoted(const std::string& text) {
  return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string value_of(const CLI::Option& option, const std::string& value) {
  if (option.get_items_expected_max() == 0) return value.empty() ? "false" : value;
  if (option.get_delimiter() == '\0') return data::parse_number(value) ? value : quoted(value);
  std::string list;
  for (const std::string& entry : CLI::detail::split(value, ',')) {
    list += (list.empty() ? "" : ", ") + (data::parse_number(entry) ? entry : quoted(entry));
  }
  return "[" + list + "]";
}

}  // namespace

void add_config(CLI::App& command, bool& print_config) {
  command
      .add_option("--config",
                  "Options from a file of TOML or JSON, by their long names; the command line wins")
      ->type_name("FILE");
  command.add_flag("--print-config", print_config,
                   "Print every option in effect, as --config takes them, and do nothing else");
}

std::vector<std::string> with_config(const CLI::App& app, std::vector<std::string> arguments) {
  const auto file = config_of(arguments);
  const auto names = command_names(app);
  if (!file || arguments.empty() || !contains(names, arguments[0])) return arguments;
  const CLI::App& command = *app.get_subcommand(arguments[0]);
  if (!contains(option_names(command), "--config")) return arguments;
  std::vector<std::string> added;
  const auto options = options_of(command);
  for (const Setting& setting : parse_config(read_file(*file), *file)) {
    const CLI::Option& option = find_option(options, setting, *file);
    if (is_given(arguments, setting.name)) continue;
    const std::string argument = argument_of(option, setting, *file);
    if (!argument.empty()) added.push_back(argument);
  }
  arguments.insert(arguments.begin() + 1, added.begin(), added.end());
  return arguments;
}

std::string to_toml(const CLI::App& command, const std::vector<std::string>& without) {
  std::string text;
  for (const CLI::Option* option : options_of(command)) {
    const std::string& name = option->get_lnames().front();
    if (contains(without, name)) continue;
    const bool flag = option->get_items_expected_max() == 0;
    if (option->count() > 0) {
      const std::string value = CLI::detail::join(option->results(), ",");
      text += fmt::format("{} = {}\n", name, flag ? "true" : value_of(*option, value));
    } else if (!flag && option->get_configurable() && !option->get_default_str().empty()) {
      text += fmt::format("{} = {}\n", name, value_of(*option, option->get_default_str()));
    } else if (!flag) {
      // Not set: what it would be depends on the other options.
      text += fmt::format("# {} = {}\n", name, value_of(*option, option->get_default_str()));
    } else {
      text += fmt::format("{} = false\n", name);
    }
  }
  return text;
}

}  // namespace crescent::cli
