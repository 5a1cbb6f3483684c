#include "options/help.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace crescent::cli {
namespace {

constexpr std::size_t kWidth = 96;   // of a line, in characters
constexpr std::size_t kColumn = 28;  // where descriptions start

/// `text` in lines that fit between kColumn and kWidth, the first one behind `start`.
std::string wrapped(const std::string& start, const std::string& text) {
  std::string lines = "  " + start;
  std::size_t used = lines.size();
  if (used + 2 > kColumn) {
    lines += "\n";
    used = 0;
  }
  lines += std::string(kColumn - used, ' ');
  used = kColumn;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    const std::size_t length = end - at;
    if (used > kColumn && used + 1 + length > kWidth) {
      lines += "\n" + std::string(kColumn, ' ');
      used = kColumn;
    } else if (used > kColumn) {
      lines += " ";
      ++used;
    }
    lines += text.substr(at, length);
    used += length;
    at = end + 1;
  }
  return lines + "\n";
}

/// What CLI11 calls a type: the placeholder and, behind a colon, what is checked.
struct Type {
  std::string placeholder;
  std::string check;
};

Type type_of(const CLI::Option& option) {
  const std::string full = option.get_type_name();
  const auto colon = full.find(':');
  Type type{full.substr(0, colon), colon == std::string::npos ? "" : full.substr(colon + 1)};
  if (type.placeholder == "INT" || type.placeholder == "UINT") type.placeholder = "N";
  if (type.placeholder == "FLOAT") type.placeholder = "X";
  if (type.placeholder == "TEXT") type.placeholder = "NAME";
  return type;
}

/// "above 0", "1 to 1000"; empty where the description says what is allowed.
std::string range_of(const std::string& check) {
  if (check == "POSITIVE") return "above 0";
  if (check == "NONNEGATIVE" || check == "NOT NEGATIVE") return "0 or more";
  const auto open = check.find(" in [");
  const auto dash = check.find(" - ", open);
  if (open == std::string::npos || dash == std::string::npos || check.back() != ']') return "";
  const auto low = check.substr(open + 5, dash - open - 5);
  const auto high = check.substr(dash + 3, check.size() - dash - 4);
  return high.size() > 8 ? low + " or more" : low + " to " + high;  // no limit that anyone meets
}

std::string flag_of(const CLI::Option& option) {
  const std::string names = fmt::format("{}", fmt::join(option.get_lnames(), ", --"));
  const bool is_short = !option.get_snames().empty();
  std::string text = is_short ? "-" + option.get_snames()[0] + ", --" + names : "--" + names;
  if (option.get_type_size() != 0) text += " " + type_of(option).placeholder;
  return text;
}

class HelpFormatter : public CLI::Formatter {
 public:
  HelpFormatter() { label("Positionals", "Arguments"); }

  std::string make_help(const CLI::App* app, std::string name,
                        CLI::AppFormatMode mode) const override {
    std::string help = Formatter::make_help(app, std::move(name), mode);
    help = CLI::detail::find_and_replace(help, "\nSubcommands:\n", "\nCommands:\n");
    return CLI::detail::find_and_replace(help, "\n\n\n", "\n\n");
  }

  /// A named group of a command's options, the only nameless command there is.
  std::string make_expanded(const CLI::App* group) const override {
    std::string text = "\n" + group->get_group() + ":\n";
    for (const CLI::Option* option : group->get_options()) {
      if (option != group->get_help_ptr()) text += make_option(option, false);
    }
    return text;
  }

  std::string make_footer(const CLI::App* app) const override {
    std::string footer = Formatter::make_footer(app);
    if (app->get_parent() != nullptr)
      footer += "\nExit status: 0 success, 1 the run failed, 2 the call is wrong.\n";
    return footer;
  }

  std::string make_usage(const CLI::App* app, std::string name) const override {
    std::string usage = "\nUsage: " + name;
    for (const CLI::Option* option : app->get_options()) {
      if (!option->get_positional()) continue;
      const std::string word = type_of(*option).placeholder;
      usage += option->get_required() ? " " + word : " [" + word + "]";
    }
    for (const CLI::Option* option : app->get_options()) {
      if (option->get_required() && option->nonpositional()) usage += " " + flag_of(*option);
    }
    const bool commands = app->get_require_subcommand_min() > 0;
    return usage + (commands ? " COMMAND [OPTIONS]\n" : " [OPTIONS]\n");
  }

  std::string make_option(const CLI::Option* option, bool is_positional) const override {
    std::vector<std::string> notes;
    if (!is_positional && option->get_required()) notes.emplace_back("required");
    if (const auto range = range_of(type_of(*option).check); !range.empty()) notes.push_back(range);
    if (!option->get_default_str().empty())
      notes.push_back("default: " + option->get_default_str());
    std::string text = option->get_description();
    if (!notes.empty()) {
      const bool goes_on = text.ends_with(')');
      if (goes_on) text.pop_back();
      text += fmt::format("{}{})", goes_on ? "; " : " (", fmt::join(notes, "; "));
    }
    return wrapped(is_positional ? type_of(*option).placeholder : flag_of(*option), text);
  }

  std::string make_subcommand(const CLI::App* command) const override {
    return wrapped(command->get_name(), command->get_description());
  }
};

}  // namespace

std::shared_ptr<CLI::FormatterBase> help_formatter() { return std::make_shared<HelpFormatter>(); }

}  // namespace crescent::cli
