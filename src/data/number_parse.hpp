#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <system_error>

#include <fast_float/fast_float.h>

namespace crescent::data {

inline bool is_digit(char c) { return static_cast<unsigned char>(c - '0') < 10; }

/// A plain decimal of at most 15 digits: its digits are a whole number that a double holds exactly,
/// and so is the power of ten by which it is divided, so that the one rounding of the division
/// gives the nearest double (Clinger 1990). False for everything else, numbers too.
inline bool parse_short_decimal(std::string_view cell, double& number) {
  constexpr std::array<double, 16> powers = {1e0, 1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                             1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15};
  if (cell.empty() || cell.size() > 17) return false;
  const char* p = cell.data();
  const char* const end = p + cell.size();
  const bool negative = *p == '-';
  p += negative;
  std::int64_t digits = 0;
  const char* const first = p;
  for (; p != end && is_digit(*p); ++p) digits = 10 * digits + (*p - '0');
  auto count = p - first;
  std::ptrdiff_t decimals = 0;
  if (p != end && *p == '.') {
    const char* const point = ++p;
    for (; p != end && is_digit(*p); ++p) digits = 10 * digits + (*p - '0');
    decimals = p - point;
    count += decimals;
  }
  if (p != end || count == 0 || count > 15) return false;
  const double whole = static_cast<double>(digits);
  number = decimals == 0 ? whole : whole / powers[static_cast<std::size_t>(decimals)];
  if (negative) number = -number;
  return true;
}

/// `parse_number` with the number in a place of the caller's; false if the cell spells none.
inline bool read_number(std::string_view cell, double& number) {
  if (parse_short_decimal(cell, number)) return true;
  if (!cell.empty() && cell.front() == '+') {
    cell.remove_prefix(1);
    if (!cell.empty() && cell.front() == '-') return false;  // "+-5"
  }
  const char* const end = cell.data() + cell.size();
  const auto [stop, status] = fast_float::from_chars(cell.data(), end, number);
  // A number too small for a double may be reported as out of range too; as 0 it is good enough.
  if (status != std::errc() && status != std::errc::result_out_of_range) return false;
  return stop == end && std::isfinite(number);
}

}  // namespace crescent::data
