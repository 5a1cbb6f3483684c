#include <crescent/data/number.hpp>

#include "data/number_parse.hpp"

namespace crescent::data {

std::optional<double> parse_number(std::string_view cell) noexcept {
  double number = 0.0;
  if (!read_number(cell, number)) return {};
  return number;
}

}  // namespace crescent::data
