#pragma once

#include <string>
#include <vector>

/// Do two samples come from one distribution?
namespace crescent::metrics {

/// Population stability index of counts in the same bins: sum of (a - e) ln(a / e) over the shares,
/// half a row added to every bin, so that an empty one costs much and not infinitely. Below 0.1 is
/// called stable, 0.1 to 0.25 a shift, above that a large one (Siddiqi 2006). Chance alone makes it
/// about (bins - 1) (1/rows + 1/rows). Throws Error(invalid_argument) unless both have as many
/// bins, at least one, and rows.
double population_stability_index(const std::vector<double>& expected,
                                  const std::vector<double>& actual);

struct DriftTest {
  double statistic = 0;
  double p_value = 1;
};

/// Two-sample Kolmogorov-Smirnov test (Smirnov 1948, asymptotic p) of `values` (N >= 1) against a
/// sample of `rows` of which only evenly spaced quantiles are known, minimum and maximum included
/// (Q >= 2, ascending). What the quantiles leave open, half of the step between two, is taken off
/// the distance: a column never moved by that alone. Throws Error(invalid_argument) for fewer.
DriftTest kolmogorov_smirnov(const std::vector<double>& quantiles, double rows,
                             std::vector<double> values);

/// Chi squared test of homogeneity of counts in the same bins; bins with fewer than 5 rows in all
/// are put together. p is 1 where one bin is left. Throws as population_stability_index.
DriftTest chi_squared(const std::vector<double>& expected, const std::vector<double>& actual);

}  // namespace crescent::metrics
