#pragma once

#include <cstddef>
#include <string>

#include <crescent/describe/describe.hpp>

#include "console/json.hpp"

namespace crescent::cli {

Json to_json(const describe::Report& report);

/// For people: the file in a line, a line a column in an aligned table, the warnings. No line is
/// longer than `width` characters, but for words that are; 0: lines as long as they are.
std::string to_text(const describe::Report& report, std::size_t width);

}  // namespace crescent::cli
