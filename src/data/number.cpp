#include <cmath>
#include <system_error>

#include <fast_float/fast_float.h>

#include <crescent/data/number.hpp>

#include "data/number_parse.hpp"

namespace crescent::data {

bool read_number(std::string_view cell, double& number) noexcept {
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

std::optional<double> parse_number(std::string_view cell) noexcept {
  double number = 0;
  if (!read_number(cell, number)) return {};
  return number;
}

}  // namespace crescent::data
