#pragma once

#include <vector>

#include <crescent/base/matrix.hpp>

namespace crescent::metrics {

// All functions throw Error(invalid_argument) for shapes that do not fit, no rows at all, or a
// class out of range.

/// Share of rows whose predicted class is the true one; (N) each, N >= 1.
double accuracy(const std::vector<int>& y_true, const std::vector<int>& y_predicted);

/// Mean of -log p(true class), natural logarithm; probabilities (N, K), each in [0, 1]. As in
/// scikit-learn, p is clipped to [eps, 1 - eps], eps = 2.2e-16, so that a probability of 0 costs
/// 36.04 and not infinity; rows that do not sum to 1 are taken as they are. Throws
/// Error(invalid_argument) for a probability outside [0, 1], Error(numeric) for NaN.
double log_loss(const std::vector<int>& y_true, const Matrix<double>& probabilities);

/// (K, K): how often class `row` was predicted as class `column`.
Eigen::MatrixXi confusion_matrix(const std::vector<int>& y_true,
                                 const std::vector<int>& y_predicted, int classes);

/// The column of each row's largest entry; the first where several are equal. scores (N, K), N may
/// be 0. Throws Error(numeric) for NaN.
std::vector<int> argmax_rows(const Matrix<double>& scores);

}  // namespace crescent::metrics
