#include "metrics/checks.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/core.h>

#include <crescent/base/error.hpp>

namespace crescent::metrics {

void check_rows(const char* what, std::size_t rows, std::size_t other_rows) {
  if (rows != other_rows) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("y_true has {} rows but {} has {}; they must be as many", rows, what,
                            other_rows));
  }
  if (rows == 0) {
    throw Error(ErrorCode::invalid_argument, "no rows to score; give at least one");
  }
}

void check_class(const char* what, std::size_t row, int value, Index classes) {
  if (value >= 0 && value < classes) return;
  throw Error(ErrorCode::invalid_argument,
              fmt::format("{} holds the class {} in row {} (from 0), but with {} classes they run "
                          "from 0 to {}",
                          what, value, row, classes, classes - 1));
}

void check_probability(double p, Index row, Index column) {
  if (p >= 0 && p <= 1) return;
  const auto code = std::isnan(p) ? ErrorCode::numeric : ErrorCode::invalid_argument;
  throw Error(code, fmt::format("the probability in row {}, column {} (both from 0) is {}; it must "
                                "lie between 0 and 1",
                                row, column, p));
}

void check_predictions(const std::vector<int>& y_true, const Matrix<double>& probabilities) {
  check_rows("probabilities", y_true.size(), static_cast<std::size_t>(probabilities.rows()));
  for (Index i = 0; i < probabilities.rows(); ++i) {
    const auto row = static_cast<std::size_t>(i);
    check_class("y_true", row, y_true[row], probabilities.cols());
    for (Index k = 0; k < probabilities.cols(); ++k) check_probability(probabilities(i, k), i, k);
  }
}

void check_weights(Weights weights, std::size_t rows) {
  if (weights.empty()) return;
  if (weights.size() != rows) {
    throw Error(
        ErrorCode::invalid_argument,
        fmt::format("there are {} weights for {} rows; give one a row", weights.size(), rows));
  }
  double sum = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    if (!(weights[i] >= 0) || !std::isfinite(weights[i])) {
      throw Error(ErrorCode::invalid_argument,
                  fmt::format("the weight of row {} (from 0) is {}; weights are finite and not "
                              "below 0",
                              i, weights[i]));
    }
    sum += weights[i];
  }
  if (!(sum > 0)) {
    throw Error(ErrorCode::invalid_argument, "all weights are 0: no row counts; give one above 0");
  }
}

double clipped_log_loss(double p) {
  constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
  return -std::log(std::clamp(p, kEpsilon, 1 - kEpsilon));
}

double brier_of(const Matrix<double>& probabilities, Index row, int y) {
  const auto square = [&](Index k) {
    const double distance = probabilities(row, k) - (k == y ? 1.0 : 0.0);
    return distance * distance;
  };
  if (probabilities.cols() == 2) return square(1);
  double sum = 0;
  for (Index k = 0; k < probabilities.cols(); ++k) sum += square(k);
  return sum;
}

}  // namespace crescent::metrics
