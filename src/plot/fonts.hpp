#pragma once

#include <string>
#include <string_view>

namespace crescent::plot {

/// `text` (UTF-8) with U+FFFD for every character that no installed font has. gnuplot's PNG
/// terminal would draw such a character as a box larger than the picture.
std::string with_known_glyphs(std::string_view text);

}  // namespace crescent::plot
