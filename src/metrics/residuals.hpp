#pragma once

#include <vector>

#include <crescent/metrics/regression.hpp>

namespace crescent::metrics {

/// Rows with their errors, sorted once for the median of many weightings.
class Residuals {
 public:
  /// Throws as metrics::r2.
  Residuals(const std::vector<double>& y_true, const std::vector<double>& predicted);

  struct Scores {
    double r2, root_mean_squared_error, mean_absolute_error, median_absolute_error;
  };
  Scores scores(Weights weights) const;

 private:
  double median(Weights weights) const;

  std::vector<double> y_, error_;   ///< error_: predicted - true
  std::vector<std::size_t> order_;  ///< by |error|
};

}  // namespace crescent::metrics
