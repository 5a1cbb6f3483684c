#pragma once

#include <string>
#include <string_view>

namespace crescent::plot {

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
