#include <cmath>
#include <system_error>

#include <fast_float/fast_float.h>

#include <crescent/data/number.hpp>

namespace crescent::data {

std::optional<double> parse_number(std::string_view cell) noexcept {
  if (!cell.empty() && cell.front() == '+') {
    cell.remove_prefix(1);
    if (!cell.empty() && cell.front() == '-') return {};  // "+-5"
  }
  double number = 0.0;
  const char* const end = cell.data() + cell.size();
  const auto [stop, status] = fast_float::from_chars(cell.data(), end, number);
  // A number too small for a double may be reported as out of range too; as 0 it is good enough.
  if (status != std::errc() && status != std::errc::result_out_of_range) return {};
  if (stop != end || !std::isfinite(number)) return {};
  return number;
}

}  // namespace crescent::data
