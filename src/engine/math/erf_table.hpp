// erf and its slope at the points j / 128, from which erf-inl.hpp starts.
#pragma once

#include <array>
#include <cstddef>

#include "two_doubles.hpp"

namespace crescent::engine::math {

constexpr int erf_steps = 128;            ///< a unit
constexpr double erf_end = 751.0 / 128;   ///< from here on erf rounds to 1
constexpr std::size_t erf_entries = 752;  ///< 0, 1/128, …, erf_end

template <class T, std::size_t size>
struct ErfTable {
  std::array<T, size> value;
  std::array<T, size> slope;  ///< 2 / √π · e^-c²
};

namespace detail {

/// erf(c + h) - erf(c) = slope · h · (1 - c h + …), the series of erf-inl.hpp two terms longer.
constexpr TwoDoubles erf_step(TwoDoubles slope, double c) {
  constexpr double h = 1.0 / erf_steps;
  const double c2 = c * c;
  const double a6 = (c2 * (c2 * (8 * c2 - 60) + 90) - 15) / 630;
  const double a5 = -c * (c2 * (4 * c2 - 20) + 15) / 90;
  const double a4 = (c2 * (4 * c2 - 12) + 3) / 30;
  const double a3 = -c * (2 * c2 - 3) / 6;
  const double a2 = (2 * c2 - 1) / 3;
  const double rest = h * (-c + h * (a2 + h * (a3 + h * (a4 + h * (a5 + h * a6)))));
  const TwoDoubles first{slope.high * h, slope.low * h};
  return sum(first, exact_product(first.high, rest));
}

constexpr ErfTable<double, erf_entries> make_erf_table() {
  constexpr TwoDoubles curve{0x1.fff0003fff555p-1, 0x1.aaaa2222d82cbp-55};  // e^(-2/128²)
  ErfTable<double, erf_entries> table{};
  TwoDoubles value{0, 0};
  TwoDoubles slope{0x1.20dd750429b6dp+0, 0x1.1ae3a914fed8p-56};    // 2/√π
  TwoDoubles ratio{0x1.fff8000fffeabp-1, -0x1.50000444416c2p-55};  // e^(-1/128²)
  for (std::size_t j = 0; j < erf_entries; ++j) {
    table.value[j] = value.high;
    table.slope[j] = slope.high;
    value = sum(value, erf_step(slope, static_cast<double>(j) / erf_steps));
    slope = product(slope, ratio);
    ratio = product(ratio, curve);
  }
  return table;
}

}  // namespace detail

inline constexpr ErfTable<double, erf_entries> erf_table = detail::make_erf_table();

/// Every `stride`-th entry as float32; past the end 1 and 0.
template <std::size_t size, std::size_t stride>
constexpr ErfTable<float, size> erf_table_float32() {
  ErfTable<float, size> table{};
  for (std::size_t i = 0; i < size; ++i) {
    const bool inside = i * stride < erf_entries;
    table.value[i] = inside ? static_cast<float>(erf_table.value[i * stride]) : 1.0F;
    table.slope[i] = inside ? static_cast<float>(erf_table.slope[i * stride]) : 0.0F;
  }
  return table;
}

}  // namespace crescent::engine::math
