#pragma once

#include <vector>

#include <crescent/base/matrix.hpp>

namespace crescent::metrics {

/// Share of rows whose predicted class is the true one; (N) each, N >= 1.
double accuracy(const std::vector<int>& y_true, const std::vector<int>& y_predicted);

/// Mean of -log p(true class), natural logarithm; probabilities (N, K). A probability of 0 for the
/// true class counts as the smallest positive double's, as scikit-learn clips it to its epsilon
/// (2.2e-16).
double log_loss(const std::vector<int>& y_true, const Matrix<double>& probabilities);

/// (K, K): how often class `row` was predicted as class `column`.
Eigen::MatrixXi confusion_matrix(const std::vector<int>& y_true, const std::vector<int>& y_predicted,
                                 int classes);

/// The column of each row's largest entry; the first where several are equal.
std::vector<int> argmax_rows(const Matrix<double>& scores);

}  // namespace crescent::metrics
