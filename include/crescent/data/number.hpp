#pragma once

#include <optional>
#include <string_view>

namespace crescent::data {

/// The finite number that all of `cell` spells: "-1.5", "+3", ".28", "5.", "1e5". Everything else
/// is text: "12abc", "1,5", "0x1F", "inf", "nan", and numbers too large for a double.
std::optional<double> parse_number(std::string_view cell) noexcept;

}  // namespace crescent::data
