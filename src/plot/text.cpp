#include "plot/text.hpp"

#include <algorithm>
#include <cstdint>

#include <fmt/format.h>

namespace crescent::plot {
namespace {

/// Length of the well-formed UTF-8 character `text` starts with; 0 if there is none.
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < length) return 0;
  std::uint32_t code = lead & (0x7fu >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return 0;
    code = (code << 6) | (byte(i) & 0x3fu);
  }
  const bool overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
  // Surrogates and the two non-characters are not allowed in XML.
  const bool forbidden =
      (code >= 0xd800 && code < 0xe000) || code > 0x10ffff || code == 0xfffe || code == 0xffff;
  return overlong || forbidden ? 0 : length;
}

bool is_control(std::string_view character) {
  const auto lead = static_cast<unsigned char>(character[0]);
  if (character.size() == 1) return lead < 0x20 || lead == 0x7f;
  // U+0080 to U+009F
  return lead == 0xc2 && static_cast<unsigned char>(character[1]) < 0xa0;
}

double ascii_width(char c) {
  if (c >= '0' && c <= '9') return 0.636;
  if (std::string_view("ijlI'|").find(c) != std::string_view::npos) return 0.29;
  if (std::string_view(" .,:;!()[]ftr/-\\`").find(c) != std::string_view::npos) return 0.37;
  if (std::string_view("mwMWQO%@#+=<>~^_").find(c) != std::string_view::npos) return 0.84;
  return c >= 'A' && c <= 'Z' ? 0.68 : 0.6;
}

}  // namespace

std::string gnuplot_string(std::string_view text) {
  std::string result = "\"";
  bool after_escape = false;
  for (const char c : text) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    const bool digit = c >= '0' && c <= '9';
    // gnuplot reads a fourth octal digit after \0oo, so a digit there is escaped as well.
    const bool plain = letter || (digit && !after_escape);
    result += plain ? std::string(1, c) : fmt::format("\\{:03o}", static_cast<unsigned char>(c));
    after_escape = !plain;
  }
  return result + '"';
}

std::string printable(std::string_view text, bool keep_lines) {
  std::string result;
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    const std::string_view character = text.substr(0, std::max<std::size_t>(length, 1));
    if (length == 0) {
      result += "\xEF\xBF\xBD";
    } else if (is_control(character) && !(keep_lines && character == "\n")) {
      result += ' ';
    } else {
      result += character;
    }
    text.remove_prefix(character.size());
  }
  return result;
}

std::string shortened(const std::string& text, double width) {
  if (text_width(text) <= width) return text;
  std::string result;
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::string_view character = rest.substr(0, std::max<std::size_t>(utf8_length(rest), 1));
    if (text_width(result) + text_width(character) + 1.0 > width) break;
    result += character;
    rest.remove_prefix(character.size());
  }
  return result + "…";
}

double text_width(std::string_view text) {
  double width = 0;
  while (!text.empty()) {
    const std::size_t length = std::max<std::size_t>(utf8_length(text), 1);
    const bool superscript = length == 3 && text.starts_with("\xE2\x81");
    const bool latin = length == 2;
    width += length == 1 ? ascii_width(text[0]) : superscript ? 0.42 : latin ? 0.62 : 1.0;
    text.remove_prefix(length);
  }
  return width;
}

}  // namespace crescent::plot
