#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/core.h>

#include <crescent/base/error.hpp>
#include <crescent/metrics/paired_tests.hpp>

#include "metrics/checks.hpp"
#include "metrics/distributions.hpp"

namespace crescent::metrics {

McNemar mcnemar(const std::vector<int>& y_true, const std::vector<int>& first,
                const std::vector<int>& second) {
  check_rows("first", y_true.size(), first.size());
  check_rows("second", y_true.size(), second.size());
  McNemar result;
  for (std::size_t i = 0; i < y_true.size(); ++i) {
    const bool a = first[i] == y_true[i], b = second[i] == y_true[i];
    result.only_first += a && !b ? 1 : 0;
    result.only_second += b && !a ? 1 : 0;
  }
  const auto n = static_cast<double>(result.only_first + result.only_second);
  const auto k = static_cast<double>(std::min(result.only_first, result.only_second));
  if (n == 0) return result;
  const double exact = std::min(1.0, 2 * fair_binomial_cdf(k, n));
  // Where both are equal the two tails share the middle: half of it is taken off.
  result.p_value = exact - fair_binomial_pmf(k, n) * (2 * k == n ? 0.5 : 1.0);
  return result;
}

Difference bootstrap_difference(double value, const Matrix<double>& replicates, double confidence) {
  Difference result{.value = value, .interval = percentile_intervals(replicates, confidence).at(0)};
  double below = 1, above = 1, count = 1;
  for (Index i = 0; i < replicates.rows(); ++i) {
    const double one = replicates(i, 0);
    if (std::isnan(one)) continue;
    below += one <= 0 ? 1 : 0;
    above += one >= 0 ? 1 : 0;
    ++count;
  }
  result.p_value = count == 1 ? std::numeric_limits<double>::quiet_NaN()
                              : std::min(1.0, 2 * std::min(below, above) / count);
  return result;
}

Difference corrected_resampled_t_test(const std::vector<double>& differences, double test_share,
                                      double confidence) {
  const auto n = static_cast<double>(differences.size());
  if (n < 2 || !(test_share > 0)) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("{} differences with test rows by training rows {}; give two or more, "
                            "and a share above 0",
                            n, test_share));
  }
  double mean = 0, squares = 0;
  for (const double d : differences) mean += d / n;
  for (const double d : differences) squares += (d - mean) * (d - mean);
  const double error = std::sqrt((1 / n + test_share) * squares / (n - 1));
  const double reach = student_t_quantile(1 - confidence, n - 1) * error;
  Difference result{.value = mean, .interval = {mean - reach, mean + reach}};
  result.p_value = mean == 0 ? 1.0 : student_t_two_sided(mean / error, n - 1);
  return result;
}

}  // namespace crescent::metrics
