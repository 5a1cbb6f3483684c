#include "metrics/distributions.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <Eigen/Core>
#include <unsupported/Eigen/SpecialFunctions>

namespace crescent::metrics {
namespace {

/// The x >= 0 at which a falling tail probability is p: doubling, then bisection to the last bit.
template <class Tail>
double invert(double p, const Tail& tail) {
  double low = 0, high = 1;
  while (tail(high) > p && high < 1e300) high *= 2;
  for (;;) {
    const double middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) return middle;
    (tail(middle) > p ? low : high) = middle;
  }
}

}  // namespace

double student_t_two_sided(double t, double df) {
  if (std::isnan(t)) return t;
  if (std::isinf(t)) return 0;
  return Eigen::numext::betainc(df / 2, 0.5, df / (df + t * t));
}

double student_t_quantile(double p, double df) {
  return invert(p, [df](double t) { return student_t_two_sided(t, df); });
}

double normal_quantile(double p) {
  return invert(p, [](double z) { return std::erfc(z / std::sqrt(2.0)); });
}

double fair_binomial_cdf(double k, double n) {
  return k >= n ? 1.0 : Eigen::numext::betainc(n - k, k + 1, 0.5);
}

double fair_binomial_pmf(double k, double n) {
  return k == 0 ? std::exp2(-n) : fair_binomial_cdf(k, n) - fair_binomial_cdf(k - 1, n);
}

double chi_squared_tail(double x, double df) {
  return x <= 0 ? 1.0 : Eigen::numext::igammac(df / 2, x / 2);
}

double kolmogorov_tail(double d, double rows_a, double rows_b) {
  const double z = d * std::sqrt(rows_a * rows_b / (rows_a + rows_b));
  if (z < 0.2) return 1;  // 1 - 1e-12; the series below would need many terms
  double sum = 0, sign = 1;
  for (int k = 1; k <= 100; ++k, sign = -sign) {
    const double term = std::exp(-2 * k * k * z * z);
    sum += sign * term;
    if (term < std::numeric_limits<double>::epsilon() * sum) break;
  }
  return std::clamp(2 * sum, 0.0, 1.0);
}

}  // namespace crescent::metrics
