#pragma once

#include <vector>

#include <crescent/base/matrix.hpp>
#include <crescent/metrics/weights.hpp>

namespace crescent::metrics {

/// Throws Error(invalid_argument) unless both are as many, and at least one.
void check_rows(const char* what, std::size_t rows, std::size_t other_rows);

/// Throws Error(invalid_argument) unless 0 <= value < classes.
void check_class(const char* what, std::size_t row, int value, Index classes);

/// Throws Error(invalid_argument) unless 0 <= p <= 1, Error(numeric) for NaN.
void check_probability(double p, Index row, Index column);

/// check_rows, check_class and check_probability of everything.
void check_predictions(const std::vector<int>& y_true, const Matrix<double>& probabilities);

/// What metrics/weights.hpp promises.
void check_weights(Weights weights, std::size_t rows);

inline double weight_of(Weights weights, std::size_t row) {
  return weights.empty() ? 1.0 : weights[row];
}

/// a / b, and 0 for 0 / 0.
inline double ratio(double a, double b) { return b == 0 ? 0.0 : a / b; }

/// -log p, p clipped to [eps, 1 - eps].
double clipped_log_loss(double p);

/// One row's part of brier_score.
double brier_of(const Matrix<double>& probabilities, Index row, int y);

}  // namespace crescent::metrics
