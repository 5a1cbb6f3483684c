#include "options/variants.hpp"

#include <algorithm>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <crescent/base/choice.hpp>
#include <crescent/base/error.hpp>

#include "options/words.hpp"

namespace crescent::cli {
namespace {

struct Varied {
  std::string name;
  std::vector<std::string> values;
};

[[noreturn]] void refuse(const std::string& message) {
  throw Error(ErrorCode::invalid_argument, message);
}

Varied parse(const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
    refuse(fmt::format("--vary takes NAME=VALUE,VALUE,…, as in hidden=1,2,3; '{}' is not", text));
  }
  Varied varied{text.substr(0, equals), {}};
  if (varied.name.starts_with("--")) varied.name.erase(0, 2);
  const std::string values = text.substr(equals + 1);
  const char separator = values.find(';') == std::string::npos ? ',' : ';';
  for (std::size_t begin = 0; begin <= values.size();) {
    const std::size_t end = std::min(values.find(separator, begin), values.size());
    if (end == begin) refuse(fmt::format("'{}' has an empty value; remove a separator", text));
    varied.values.push_back(values.substr(begin, end - begin));
    begin = end + 1;
  }
  return varied;
}

}  // namespace

std::string to_words(const Settings& settings) {
  std::string words;
  for (const auto& [name, value] : settings) {
    words += fmt::format("{}--{} {}", words.empty() ? "" : " ", name, value);
  }
  return words;
}

RecipeOptions with_settings(const RecipeOptions& base, const Settings& settings) {
  RecipeOptions options = base;
  CLI::App app;
  options.add_to(app);
  std::vector<std::string> words;  // CLI11 takes them from the end
  for (const auto& [name, value] : settings) {
    find_choice(option_names(app), "--" + name, "option of training");
    words.push_back(fmt::format("--{}={}", name, value));
  }
  std::reverse(words.begin(), words.end());
  try {
    app.parse(words);
  } catch (const CLI::ParseError& error) {
    refuse(fmt::format("{} ({})", error.what(), to_words(settings)));
  }
  return options;
}

std::vector<Settings> grid(const std::vector<std::string>& varied) {
  constexpr std::size_t kMost = 10'000;
  std::vector<Settings> combinations = {{}};
  for (const std::string& text : varied) {
    const Varied one = parse(text);
    std::vector<Settings> longer;
    for (const Settings& settings : combinations) {
      for (const auto& [name, value] : settings) {
        if (name == one.name) refuse(fmt::format("--vary names '{}' twice", name));
      }
      for (const std::string& value : one.values) {
        longer.push_back(settings);
        longer.back().emplace_back(one.name, value);
      }
    }
    combinations = std::move(longer);
    if (combinations.size() > kMost) {
      refuse(fmt::format("--vary asks for more than {} trainings; vary less", kMost));
    }
  }
  return combinations;
}

}  // namespace crescent::cli
