#include "text.hpp"

#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <crescent/base/error.hpp>

namespace crescent::model::c {
namespace {

constexpr std::size_t line_length = 100;
constexpr std::size_t longest_string = 4095;  // C99, 5.2.4.1
constexpr std::size_t longest_comment = 60;
constexpr std::size_t longest_short_list = 90;

bool is_printable(char c) { return c >= 0x20 && c < 0x7F; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

}  // namespace

std::string macro_name(std::string_view text) {
  std::string name;
  for (const char c : text) {
    if (is_lower(c)) {
      name += static_cast<char>(c - 'a' + 'A');
    } else {
      name += is_upper(c) || is_digit(c) ? c : '_';
    }
  }
  return name;
}

std::string unique_macro_name(std::string_view text, std::set<std::string>& taken) {
  const std::string base = macro_name(text.substr(0, longest_comment));
  std::string name = base;
  for (int i = 2; !taken.insert(name).second; ++i) name = fmt::format("{}_{}", base, i);
  return name;
}

std::string string_literal(std::string_view text) {
  if (text.size() > longest_string) {
    throw Error(ErrorCode::data, fmt::format("the text '{}...' is longer than the {} bytes that C "
                                             "promises for a string; it cannot be exported",
                                             text.substr(0, 40), longest_string));
  }
  std::string literal = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\' || c == '?') {  // ??= and its like are trigraphs
      literal += '\\';
      literal += c;
    } else if (is_printable(c)) {
      literal += c;
    } else {
      literal += fmt::format("\\{:03o}", static_cast<unsigned char>(c));
    }
  }
  return literal + '"';
}

std::string comment(std::string_view text) {
  std::string plain;
  for (const char c : text.substr(0, longest_comment)) {
    plain += !is_printable(c) || c == '*' || c == '\\' || c == '?' ? '_' : c;
  }
  return text.size() > longest_comment ? plain + "..." : plain;
}

std::string number(double value, Precision precision) {
  const bool single = precision == Precision::float32;
  const auto narrow = static_cast<float>(value);
  if (!std::isfinite(single ? static_cast<double>(narrow) : value)) {
    throw Error(ErrorCode::data,
                fmt::format("the model holds the number {}, which is out of range{}", value,
                            single ? "; export it with float64 precision" : ""));
  }
  std::string text = single ? fmt::format("{}", narrow) : fmt::format("{}", value);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return single ? text + "f" : text;
}

std::string braces(const std::vector<std::string>& entries) {
  std::string text = fmt::format("{{{}}}", fmt::join(entries, ", "));
  if (text.size() <= longest_short_list && text.find('\n') == std::string::npos) return text;
  text = "{";
  std::size_t column = line_length;  // the first entry begins a line
  for (std::size_t i = 0; i < entries.size(); ++i) {
    if (i > 0) text += ',';
    if (column + entries[i].size() + 2 > line_length) {
      text += "\n    ";
      column = 4;
    } else {
      text += ' ';
      ++column;
    }
    text += entries[i];
    column += entries[i].size() + 1;
  }
  return text + "}";
}

std::string braces(const std::vector<double>& values, Precision precision) {
  std::vector<std::string> entries;
  entries.reserve(values.size());
  for (const double value : values) entries.push_back(number(value, precision));
  return braces(entries);
}

std::string fill(std::string_view code, const COptions& options) {
  const std::string upper = macro_name(options.prefix);
  const std::string suffix = options.precision == Precision::float32 ? "f" : "";
  std::string text;
  for (const char c : code) {
    if (c == '$') {
      text += options.prefix;
    } else if (c == '@') {
      text += upper;
    } else if (c == '~') {
      text += suffix;
    } else {
      text += c;
    }
  }
  return text;
}

}  // namespace crescent::model::c
