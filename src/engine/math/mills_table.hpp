// Mills' ratio of the normal distribution, from which gelu-inl.hpp starts.
#pragma once

#include <array>
#include <cstddef>

#include "two_doubles.hpp"

namespace crescent::engine::math {

// Nodes c with 1 + c = 2^e (1 + j / 256): as floating-point numbers are spaced, so that their bits
// are the index. c from 0 to 39.
constexpr std::size_t mills_steps = 256;
constexpr std::size_t mills_entries = 5 * mills_steps + 65;

struct MillsTable {
  std::array<double, mills_entries> ratio;  ///< m(c) = e^(c²/2) Φ(-c)
  std::array<double, mills_entries>
      slope;  ///< m'(c) = c m(c) - 1/√(2π): cancels too much to compute
};

namespace detail {

constexpr double mills_node(std::size_t j) {
  const double start = static_cast<double>(std::size_t{1} << (j / mills_steps));
  return start * (1 + static_cast<double>(j % mills_steps) / mills_steps) - 1;
}

constexpr TwoDoubles mills_slope(TwoDoubles m, double c) {
  return sum(product(m, {c, 0}), {-0x1.9884533d43651p-2, 0x1.cbc0d30ebfd15p-56});
}

/// m(c + h) by Taylor's series, that of gelu-inl.hpp some terms longer.
constexpr TwoDoubles mills_step(TwoDoubles m, double c, double h) {
  const TwoDoubles slope = mills_slope(m, c);
  double before = m.high;
  double now = slope.high;
  double power = h;
  double rest = 0;
  for (int n = 2; n < 26; ++n) {
    const double next = (c * now + before) / n;
    before = now;
    now = next;
    power *= h;
    rest += now * power;
  }
  return sum(sum(m, product(slope, {h, 0})), {rest, 0});
}

/// From far out, where m is about 1/√(2π) / c, inwards: an error at the start dies out like
/// e^(c²/2).
constexpr MillsTable make_mills_table() {
  std::size_t j = mills_entries + 24;
  double c = mills_node(j);
  TwoDoubles m{0x1.9884533d43651p-2 * (1 - 1 / (c * c)) / c, 0};
  MillsTable table{};
  while (j > 0) {
    --j;
    const double next = mills_node(j);
    m = mills_step(m, c, next - c);
    c = next;
    if (j >= mills_entries) continue;
    table.ratio[j] = m.high;
    table.slope[j] = mills_slope(m, c).high;
  }
  return table;
}

}  // namespace detail

inline constexpr MillsTable mills_table = detail::make_mills_table();

/// Every fourth ratio as float32.
constexpr std::array<float, mills_entries / 4 + 1> make_mills_table_float32() {
  std::array<float, mills_entries / 4 + 1> table{};
  for (std::size_t j = 0; j < table.size(); ++j)
    table[j] = static_cast<float>(mills_table.ratio[4 * j]);
  return table;
}
inline constexpr auto mills_table_float32 = make_mills_table_float32();

}  // namespace crescent::engine::math
