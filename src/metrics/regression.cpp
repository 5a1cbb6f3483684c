#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <fmt/core.h>

#include <crescent/base/error.hpp>
#include <crescent/metrics/regression.hpp>

#include "metrics/checks.hpp"
#include "metrics/residuals.hpp"

namespace crescent::metrics {
namespace {

void check_finite(const char* what, const std::vector<double>& values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isfinite(values[i])) continue;
    throw Error(ErrorCode::numeric,
                fmt::format("{} is {} in row {} (from 0); it must be finite", what, values[i], i));
  }
}

}  // namespace

Residuals::Residuals(const std::vector<double>& y_true, const std::vector<double>& predicted)
    : y_(y_true), error_(predicted), order_(y_true.size()) {
  check_rows("predicted", y_true.size(), predicted.size());
  check_finite("y_true", y_true);
  check_finite("predicted", predicted);
  for (std::size_t i = 0; i < y_.size(); ++i) error_[i] -= y_[i];
  std::iota(order_.begin(), order_.end(), std::size_t{0});
  std::stable_sort(order_.begin(), order_.end(), [&](std::size_t a, std::size_t b) {
    return std::abs(error_[a]) < std::abs(error_[b]);
  });
}

Residuals::Scores Residuals::scores(Weights weights) const {
  check_weights(weights, y_.size());
  double total = 0, sum = 0, squared = 0, absolute = 0;
  Index counted = 0;
  for (std::size_t i = 0; i < y_.size(); ++i) {
    const double w = weight_of(weights, i);
    total += w;
    sum += w * y_[i];
    squared += w * error_[i] * error_[i];
    absolute += w * std::abs(error_[i]);
    counted += w > 0 ? 1 : 0;
  }
  const double mean = sum / total;
  double spread = 0;
  for (std::size_t i = 0; i < y_.size(); ++i) {
    spread += weight_of(weights, i) * (y_[i] - mean) * (y_[i] - mean);
  }
  double r2 = 1 - squared / spread;
  if (spread == 0) r2 = squared == 0 ? 1 : 0;
  if (counted < 2) r2 = std::numeric_limits<double>::quiet_NaN();
  return {r2, std::sqrt(squared / total), absolute / total, median(weights)};
}

double Residuals::median(Weights weights) const {
  double total = 0;
  for (const std::size_t row : order_) total += weight_of(weights, row);
  double below = 0;
  std::size_t i = 0;
  // The first row at which half of the weight is reached; where it is reached exactly, halfway to
  // the next row that counts.
  for (; i < order_.size(); ++i) {
    below += weight_of(weights, order_[i]);
    if (below >= total / 2) break;
  }
  i = std::min(i, order_.size() - 1);
  const double value = std::abs(error_[order_[i]]);
  if (below - total / 2 > std::numeric_limits<double>::epsilon()) return value;
  for (std::size_t j = i + 1; j < order_.size(); ++j) {
    if (weight_of(weights, order_[j]) > 0) return (value + std::abs(error_[order_[j]])) / 2;
  }
  return value;
}

double r2(const std::vector<double>& y_true, const std::vector<double>& predicted,
          Weights weights) {
  return Residuals(y_true, predicted).scores(weights).r2;
}

double root_mean_squared_error(const std::vector<double>& y_true,
                               const std::vector<double>& predicted, Weights weights) {
  return Residuals(y_true, predicted).scores(weights).root_mean_squared_error;
}

double mean_absolute_error(const std::vector<double>& y_true, const std::vector<double>& predicted,
                           Weights weights) {
  return Residuals(y_true, predicted).scores(weights).mean_absolute_error;
}

double median_absolute_error(const std::vector<double>& y_true,
                             const std::vector<double>& predicted, Weights weights) {
  return Residuals(y_true, predicted).scores(weights).median_absolute_error;
}

}  // namespace crescent::metrics
