#pragma once

#include <string>

namespace crescent::plot {

/// gnuplot's SVG made fit for an HTML page: no prolog, no ids but its own (a prefix made from the
/// picture's contents), fallback fonts, the outline in the markers' definition, and less of it.
/// `name` is what a screen reader says.
std::string tidy_svg(const std::string& svg, const std::string& name);

}  // namespace crescent::plot
