#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include <crescent/base/error.hpp>
#include <crescent/metrics/calibration.hpp>
#include <crescent/metrics/classification.hpp>

#include "metrics/calibration_bins.hpp"
#include "metrics/checks.hpp"

namespace crescent::metrics {
namespace {

/// Fills the bins by the probability of class 1 if `of_class_1`, else by that of the predicted
/// class.
CalibrationBins fill(const std::vector<int>& y_true, const Matrix<double>& probabilities,
                     Weights weights, int bins, bool of_class_1) {
  check_predictions(y_true, probabilities);
  check_weights(weights, y_true.size());
  if (bins < 1) {
    throw Error(ErrorCode::invalid_argument, fmt::format("bins is {}; it must be 1 or more", bins));
  }
  const auto count = static_cast<std::size_t>(bins);
  const std::vector<int> predicted =
      of_class_1 ? std::vector<int>(y_true.size(), 1) : argmax_rows(probabilities);
  CalibrationBins result(count);
  for (std::size_t i = 0; i < y_true.size(); ++i) {
    const double p = probabilities(static_cast<Index>(i), predicted[i]);
    result.add(calibration_bin(p, count), p, y_true[i] == predicted[i], weight_of(weights, i));
  }
  return result;
}

}  // namespace

std::size_t calibration_bin(double p, std::size_t bins) {
  const auto count = static_cast<double>(bins);
  auto bin = static_cast<std::size_t>(std::max(0.0, std::ceil(p * count) - 1));
  bin = std::min(bin, bins - 1);
  // The product is rounded; the edges themselves decide.
  while (bin > 0 && p <= static_cast<double>(bin) / count) --bin;
  while (bin + 1 < bins && p > static_cast<double>(bin + 1) / count) ++bin;
  return bin;
}

double CalibrationBins::error() const {
  double sum = 0, total = 0;
  for (std::size_t b = 0; b < weight.size(); ++b) {
    sum += std::abs(predicted[b] - observed[b]);
    total += weight[b];
  }
  return sum / total;
}

ReliabilityCurve reliability_curve(const std::vector<int>& y_true,
                                   const Matrix<double>& probabilities, Weights weights, int bins) {
  const auto filled = fill(y_true, probabilities, weights, bins, probabilities.cols() == 2);
  ReliabilityCurve curve;
  for (std::size_t b = 0; b < filled.weight.size(); ++b) {
    if (filled.weight[b] == 0) continue;
    curve.predicted.push_back(filled.predicted[b] / filled.weight[b]);
    curve.observed.push_back(filled.observed[b] / filled.weight[b]);
    curve.weight.push_back(filled.weight[b]);
  }
  return curve;
}

double expected_calibration_error(const std::vector<int>& y_true,
                                  const Matrix<double>& probabilities, Weights weights, int bins) {
  return fill(y_true, probabilities, weights, bins, false).error();
}

}  // namespace crescent::metrics
