#pragma once

#include <vector>

#include <crescent/metrics/calibration.hpp>

namespace crescent::metrics {

/// The rows of a bin, added up.
struct CalibrationBins {
  explicit CalibrationBins(std::size_t bins) : weight(bins), predicted(bins), observed(bins) {}

  void add(std::size_t bin, double p, bool came_true, double w) {
    weight[bin] += w;
    predicted[bin] += w * p;
    observed[bin] += came_true ? w : 0.0;
  }
  /// Mean distance of predicted and observed, weighted by rows.
  double error() const;

  std::vector<double> weight, predicted, observed;
};

/// The bin of p: [0, 1/bins], then (b/bins, (b+1)/bins].
std::size_t calibration_bin(double p, std::size_t bins);

}  // namespace crescent::metrics
