// tanh at the points j / 128, from which tanh-inl.hpp starts.
#pragma once

#include <array>
#include <cstddef>

#include "two_doubles.hpp"

namespace crescent::engine::math {

constexpr int tanh_steps = 128;             ///< a unit
constexpr double tanh_end = 19.0625;        ///< from here on tanh rounds to 1
constexpr std::size_t tanh_entries = 2441;  ///< 0, 1/128, …, tanh_end

namespace detail {

/// tanh(c) = 1 - 2 / (e^2c + 1).
constexpr double tanh_from(TwoDoubles e2c) {
  const TwoDoubles below = sum(e2c, {1, 0});
  const double q = 2 / below.high;
  const TwoDoubles back = exact_product(q, below.high);
  const double rest = (((2 - back.high) - back.low) - q * below.low) / below.high;
  const TwoDoubles result = exact_sum(1, -q);
  return result.high + (result.low - rest);
}

constexpr std::array<double, tanh_entries> make_tanh_table() {
  constexpr TwoDoubles step{0x1.04080ab55de39p+0, 0x1.7ab864b3e9045p-56};  // e^(1/64)
  std::array<double, tanh_entries> table{};
  TwoDoubles power{1, 0};
  for (double& entry : table) {
    entry = tanh_from(power);
    power = product(power, step);
  }
  return table;
}

}  // namespace detail

inline constexpr std::array<double, tanh_entries> tanh_table = detail::make_tanh_table();

/// Every `stride`-th entry as float32; 1 past the end.
template <std::size_t size, std::size_t stride>
constexpr std::array<float, size> tanh_table_float32() {
  std::array<float, size> table{};
  for (std::size_t i = 0; i < size; ++i) {
    table[i] = i * stride < tanh_entries ? static_cast<float>(tanh_table[i * stride]) : 1.0F;
  }
  return table;
}

}  // namespace crescent::engine::math
