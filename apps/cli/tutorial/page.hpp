#pragma once

#include <functional>
#include <string>

#include "console/json.hpp"

namespace crescent::cli {

/// The tutorial's page: one HTML file that needs nothing else.
/// `tutorial`: the object of tutorial.json; `svg_of(name)`: a picture's SVG text. The page is also
/// well-formed XML. Throws std::logic_error if a template asks for what the context does not hold.
std::string tutorial_page(const Json& tutorial,
                          const std::function<std::string(const std::string& name)>& svg_of);

}  // namespace crescent::cli
