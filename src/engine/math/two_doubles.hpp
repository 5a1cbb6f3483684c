// Numbers as sums of two doubles, for the tables that are computed while compiling.
#pragma once

namespace crescent::engine::math {

/// A number good for about 100 bits: T. J. Dekker, "A floating-point technique for extending the
/// available precision", Numer. Math. 18 (1971). No infinities, and slow: not for run time.
struct TwoDoubles {
  double high;
  double low;
};

constexpr TwoDoubles exact_sum(double a, double b) {
  const double s = a + b;
  const double from_b = s - a;
  return {s, (a - (s - from_b)) + (b - from_b)};
}

constexpr TwoDoubles sum(TwoDoubles a, TwoDoubles b) {
  const TwoDoubles s = exact_sum(a.high, b.high);
  return exact_sum(s.high, s.low + (a.low + b.low));
}

constexpr TwoDoubles exact_product(double a, double b) {
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

constexpr TwoDoubles product(TwoDoubles a, TwoDoubles b) {
  const TwoDoubles p = exact_product(a.high, b.high);
  return exact_sum(p.high, p.low + (a.high * b.low + a.low * b.high));
}

}  // namespace crescent::engine::math
