#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace crescent::plot {

/// What stands for a character that cannot be shown (U+FFFD).
inline constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

struct Character {
  std::uint32_t code;  ///< U+FFFD where the bytes are no UTF-8
  std::size_t length;  ///< in bytes; 1 where they are none
  bool valid;
};

/// The character that `text` (not empty) starts with.
Character first_character(std::string_view text);

/// `text` as a gnuplot string that can hold nothing else: every byte that is not a letter or digit
/// stands as an octal escape, so no quote, backslash, backquote, `@` or line end reaches gnuplot.
std::string gnuplot_string(std::string_view text);

/// Valid UTF-8 on one line: control characters become spaces, bytes that are no UTF-8 become
/// U+FFFD. `keep_lines` leaves '\n' alone.
std::string printable(std::string_view text, bool keep_lines = false);

/// `text` with an ellipsis where it is wider than `width`, in em.
std::string shortened(const std::string& text, double width);

/// How wide `text` (UTF-8) runs in DejaVu Sans, in em; an estimate within some percent.
double text_width(std::string_view text);

}  // namespace crescent::plot
