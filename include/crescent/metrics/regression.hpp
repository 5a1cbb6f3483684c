#pragma once

#include <vector>

#include <crescent/metrics/weights.hpp>

/// Predicted numbers beside true ones, (N) each, N >= 1. Named and defined as in scikit-learn. All
/// throw Error(invalid_argument) for shapes that do not fit or no rows, Error(numeric) for a number
/// that is not finite.
namespace crescent::metrics {

/// 1 - sum (y - p)² / sum (y - mean y)²: 1 is perfect, 0 what the mean of y gives, below 0 worse
/// than that. Where all y are equal: 1 if p is exact, else 0. NaN for a single row.
double r2(const std::vector<double>& y_true, const std::vector<double>& predicted,
          Weights weights = {});
/// Square root of the mean squared error, in y's unit.
double root_mean_squared_error(const std::vector<double>& y_true,
                               const std::vector<double>& predicted, Weights weights = {});
/// Mean of |y - p|, in y's unit.
double mean_absolute_error(const std::vector<double>& y_true, const std::vector<double>& predicted,
                           Weights weights = {});
/// Median of |y - p|: half of the rows are off by less. With weights the averaged inverted
/// distribution function (Hyndman and Fan 1996).
double median_absolute_error(const std::vector<double>& y_true,
                             const std::vector<double>& predicted, Weights weights = {});

}  // namespace crescent::metrics
