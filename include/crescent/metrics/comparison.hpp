#pragma once

#include <vector>

#include <crescent/metrics/metric.hpp>
#include <crescent/metrics/paired_tests.hpp>
#include <crescent/metrics/report.hpp>

namespace crescent::metrics {

/// One number of the first model minus that of the second, on the same rows.
struct Comparison {
  Metric metric;
  Difference difference;

  /// Whether the first is better: the sign of the difference, turned for losses and errors.
  bool first_is_better() const;
  /// p < 0.05.
  bool is_real() const { return difference.p_value < 0.05; }
};

/// Of classes: accuracy (McNemar's p; with weights the bootstrap's) and log_loss; of values: r2 and
/// mean_absolute_error. Intervals and all other p by paired bootstrap. Throws
/// Error(invalid_argument) unless both are predictions of the same truth.
std::vector<Comparison> compare(const Predictions& first, const Predictions& second,
                                Weights weights = {}, const BootstrapOptions& options = {});

}  // namespace crescent::metrics
