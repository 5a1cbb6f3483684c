#include "options/config.hpp"

#include <algorithm>
#include <optional>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/base/file.hpp>
#include <crescent/data/number.hpp>

#include "console/json.hpp"
#include "options/config_file.hpp"
#include "options/words.hpp"

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

/// Whether it is given once for each of its values.
bool repeats(const CLI::Option& option) {
  return option.get_items_expected_max() > 1 && option.get_delimiter() == '\0';
}

std::vector<std::string> arguments_of(const CLI::Option& option, const Setting& setting,
                                      const std::string& source) {
  const std::string name = "--" + setting.name;
  if (repeats(option)) {
    std::vector<std::string> arguments;
    for (const std::string& value : setting.values) arguments.push_back(name + "=" + value);
    return arguments;
  }
  const std::string value = CLI::detail::join(setting.values, ",");
  if (option.get_items_expected_max() > 0) return {name + "=" + value};
  if (value == "true") return {name};
  if (value == "false") return {};
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

std::string list_of(const std::vector<std::string>& entries) {
  std::string list;
  for (const std::string& entry : entries) {
    list += (list.empty() ? "" : ", ") + (data::parse_number(entry) ? entry : quoted(entry));
  }
  return "[" + list + "]";
}

std::string value_of(const CLI::Option& option, const std::string& value) {
  if (option.get_items_expected_max() == 0) return value.empty() ? "false" : value;
  if (option.get_delimiter() == '\0') return data::parse_number(value) ? value : quoted(value);
  return list_of(CLI::detail::split(value, ','));
}

}  // namespace

void add_config(CLI::App& command, std::function<void()> run,
                const std::vector<std::string>& open) {
  command
      .add_option("--config",
                  "Options from a file of TOML or JSON, by their long names; the command line wins")
      ->type_name("FILE");
  const CLI::Option* print = command.add_flag("--print-config")
                                 ->description(
                                     "Print every option in effect, as --config takes "
                                     "them, and do nothing else");
  command.callback([&command, print, run = std::move(run), open] {
    if (print->count() == 0) return run();
    fmt::print("{}", to_toml(command, {}, open));
  });
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
    for (std::string& argument : arguments_of(option, setting, *file)) {
      added.push_back(std::move(argument));
    }
  }
  arguments.insert(arguments.begin() + 1, added.begin(), added.end());
  return arguments;
}

std::string to_toml(const CLI::App& command, const std::vector<std::string>& without,
                    const std::vector<std::string>& open) {
  std::string text;
  for (const CLI::Option* option : options_of(command)) {
    const std::string& name = option->get_lnames().front();
    if (contains(without, name)) continue;
    const bool flag = option->get_items_expected_max() == 0;
    if (option->count() > 0 && repeats(*option)) {
      text += fmt::format("{} = {}\n", name, list_of(option->results()));
    } else if (option->count() > 0) {
      const std::string value = CLI::detail::join(option->results(), ",");
      text += fmt::format("{} = {}\n", name, flag ? "true" : value_of(*option, value));
    } else if (!flag && !contains(open, name) && option->get_configurable() &&
               !option->get_default_str().empty()) {
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
