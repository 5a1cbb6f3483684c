#include "config_file.hpp"

#include <algorithm>
#include <sstream>

#include <fmt/format.h>
#define TOML_HEADER_ONLY 1
#include <toml++/toml.h>

#include <crescent/base/error.hpp>

#include "json.hpp"

namespace crescent::cli {
namespace {

Error error_at(const std::string& source, std::size_t line, const std::string& message) {
  return {ErrorCode::parse, message, {.file = source, .line = line}};
}

Error wrong_value(const std::string& source, std::size_t line, std::string_view name) {
  return error_at(source, line,
                  fmt::format("'{}' must be a number, a text, true, false, or a list of numbers or "
                              "texts",
                              name));
}

// ---- TOML

/// Empty where the node is none of the values that options take.
std::optional<std::string> text_of(const toml::node& node) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* truth = node.as_boolean()) return truth->get() ? "true" : "false";
  if (const auto* whole = node.as_integer()) return fmt::format("{}", whole->get());
  if (const auto* number = node.as_floating_point()) return fmt::format("{}", number->get());
  return {};
}

std::vector<Setting> parse_toml(std::string_view text, const std::string& source) {
  toml::table table;
  try {
    table = toml::parse(text, source);
  } catch (const toml::parse_error& error) {
    throw error_at(source, error.source().begin.line, std::string(error.description()));
  }
  std::vector<Setting> settings;
  for (const auto& [key, node] : table) {
    const std::size_t line = key.source().begin.line;
    std::vector<std::string> values;
    if (const auto* list = node.as_array()) {
      for (const auto& entry : *list) {
        const auto one = text_of(entry);
        if (!one) throw wrong_value(source, line, key.str());
        values.push_back(*one);
      }
    } else if (const auto one = text_of(node)) {
      values = {*one};
    } else {
      throw wrong_value(source, line, key.str());
    }
    settings.push_back({std::string(key.str()), std::move(values), line});
  }
  std::stable_sort(settings.begin(), settings.end(),
                   [](const Setting& a, const Setting& b) { return a.line < b.line; });
  return settings;
}

// ---- JSON

std::optional<std::string> text_of(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_boolean() || value.is_number()) return value.dump();
  return {};
}

/// The line in which a key stands first: nlohmann-json does not keep it.
std::size_t line_of(std::string_view text, const std::string& key) {
  const auto place = text.find(Json(key).dump(-1, ' ', false, Json::error_handler_t::replace));
  if (place == std::string_view::npos) return 0;
  return 1 + static_cast<std::size_t>(
                 std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(place), '\n'));
}

std::vector<Setting> parse_json(std::string_view text, const std::string& source) {
  Json object;
  try {
    object = Json::parse(text);
  } catch (const Json::parse_error& error) {
    const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(error.byte, text.size()));
    throw error_at(source, 1 + static_cast<std::size_t>(std::count(text.begin(), end, '\n')),
                   "is not valid JSON here");
  } catch (const Json::exception&) {
    throw error_at(source, 0, "holds a number that is too large");
  }
  std::vector<Setting> settings;
  for (const auto& [key, node] : object.items()) {
    const std::size_t line = line_of(text, key);
    std::vector<std::string> values;
    if (node.is_array()) {
      for (const auto& entry : node) {
        const auto one = text_of(entry);
        if (!one) throw wrong_value(source, line, key);
        values.push_back(*one);
      }
    } else if (const auto one = text_of(node)) {
      values = {*one};
    } else {
      throw wrong_value(source, line, key);
    }
    settings.push_back({key, std::move(values), line});
  }
  return settings;
}

}  // namespace

std::vector<Setting> parse_config(std::string_view text, const std::string& source) {
  const auto first = text.find_first_not_of(" \t\r\n");
  const bool json = first != std::string_view::npos && text[first] == '{';
  return json ? parse_json(text, source) : parse_toml(text, source);
}

}  // namespace crescent::cli
