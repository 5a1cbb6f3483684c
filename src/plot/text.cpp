#include "plot/text.hpp"

#include <algorithm>
#include <cstdint>

#include <fmt/format.h>

namespace crescent::plot {
namespace {

bool is_control(std::uint32_t code) { return code < 0x20 || (code >= 0x7f && code < 0xa0); }

double ascii_width(char c) {
  if (c >= '0' && c <= '9') return 0.636;
  if (std::string_view("ijlI'|").find(c) != std::string_view::npos) return 0.29;
  if (std::string_view(" .,:;!()[]ftr/-\\`").find(c) != std::string_view::npos) return 0.37;
  if (std::string_view("mwMWQO%@#+=<>~^_").find(c) != std::string_view::npos) return 0.84;
  return c >= 'A' && c <= 'Z' ? 0.68 : 0.6;
}

}  // namespace

Character first_character(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const Character bad{0xfffd, 1, false};
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1, true};
  const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < length) return bad;
  std::uint32_t code = lead & (0x7fu >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return bad;
    code = (code << 6) | (byte(i) & 0x3fu);
  }
  const bool overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
  // Surrogates and these two are not allowed in XML.
  const bool forbidden =
      (code >= 0xd800 && code < 0xe000) || code > 0x10ffff || code == 0xfffe || code == 0xffff;
  return overlong || forbidden ? bad : Character{code, length, true};
}

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
    const Character c = first_character(text);
    if (!c.valid) {
      result += kReplacement;
    } else if (is_control(c.code) && !(keep_lines && c.code == '\n')) {
      result += ' ';
    } else {
      result += text.substr(0, c.length);
    }
    text.remove_prefix(c.length);
  }
  return result;
}

std::string shortened(const std::string& text, double width) {
  if (text_width(text) <= width) return text;
  std::string result;
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::string_view character = rest.substr(0, first_character(rest).length);
    if (text_width(result) + text_width(character) + 1.0 > width) break;
    result += character;
    rest.remove_prefix(character.size());
  }
  return result + "…";
}

double text_width(std::string_view text) {
  double width = 0;
  while (!text.empty()) {
    const Character c = first_character(text);
    const bool superscript =
        (c.code >= 0x2070 && c.code < 0x2080) || c.code == 0xb2 || c.code == 0xb3 || c.code == 0xb9;
    if (c.code < 0x80) {
      width += ascii_width(static_cast<char>(c.code));
    } else if (superscript) {
      width += 0.42;
    } else {
      // Latin, Greek and Cyrillic letters; the minus and other signs; ideographs.
      width += c.code < 0x800 ? 0.63 : c.code < 0x2e80 ? 0.84 : 1.0;
    }
    text.remove_prefix(c.length);
  }
  return width;
}

}  // namespace crescent::plot
