// tanh at the points j / 128, from which tanh-inl.hpp starts.
#pragma once

#include <array>
#include <cstddef>

namespace crescent::engine::math {

constexpr int tanh_steps = 128;             ///< a unit
constexpr double tanh_end = 19.0625;        ///< from here on tanh rounds to 1
constexpr std::size_t tanh_entries = 2441;  ///< 0, 1/128, …, tanh_end

namespace detail {

/// A number as the sum of two, good for 100 bits: Dekker, "A floating-point technique for extending
/// the available precision" (1971). Not for run time: it leaves infinities and speed aside.
struct Two {
  double high;
  double low;
};

constexpr Two sum(double a, double b) {
  const double s = a + b;
  const double from_b = s - a;
  return {s, (a - (s - from_b)) + (b - from_b)};
}

constexpr Two product(double a, double b) {
  const auto upper = [](double x) {
    const double scaled = 134217729.0 * x;  // 2^27 + 1
    return scaled - (scaled - x);
  };
  const double a1 = upper(a);
  const double a2 = a - a1;
  const double b1 = upper(b);
  const double b2 = b - b1;
  const double p = a * b;
  return {p, ((a1 * b1 - p) + a1 * b2 + a2 * b1) + a2 * b2};
}

constexpr Two product(Two a, Two b) {
  const Two p = product(a.high, b.high);
  return sum(p.high, p.low + (a.high * b.low + a.low * b.high));
}

/// tanh(c) = 1 - 2 / (e^2c + 1).
constexpr double tanh_from(Two e2c) {
  Two below = sum(e2c.high, 1);
  below.low += e2c.low;
  const double q = 2 / below.high;
  const Two back = product(q, below.high);
  const double rest = (((2 - back.high) - back.low) - q * below.low) / below.high;
  const Two result = sum(1, -q);
  return result.high + (result.low - rest);
}

constexpr std::array<double, tanh_entries> make_tanh_table() {
  constexpr Two step{0x1.04080ab55de39p+0, 0x1.7ab864b3e9045p-56};  // e^(1/64)
  std::array<double, tanh_entries> table{};
  Two power{1, 0};  // e^(j / 64)
  for (double& entry : table) {
    entry = tanh_from(power);
    power = product(power, step);
  }
  return table;
}

}  // namespace detail

inline constexpr std::array<double, tanh_entries> tanh_table = detail::make_tanh_table();

/// Every `stride`-th entry as float32.
template <std::size_t size, std::size_t stride>
constexpr std::array<float, size> tanh_table_float32() {
  std::array<float, size> table{};
  for (std::size_t i = 0; i < size; ++i) {
    table[i] = i * stride < tanh_entries ? static_cast<float>(tanh_table[i * stride]) : 1.0F;
  }
  return table;
}

}  // namespace crescent::engine::math
