#pragma once

#include <span>
#include <vector>

#include <crescent/linear/logistic_regression.hpp>

namespace crescent::linear {

/// Throws Error(invalid_argument) unless C > 0 is finite, max_iter >= 0 and tol >= 0.
void check_options(const LogisticRegressionOptions& options);

/// The number of classes K in `y`. Throws Error(invalid_argument) for shapes that do not fit or a
/// negative class, Error(data) for fewer than two classes, a class below K that has no rows, or a
/// value of `x` that is not finite.
int checked_classes(const Matrix<double>& x, const std::vector<int>& y);

/// Throws Error(invalid_argument) unless there are no weights or as many as rows; Error(data) for
/// one that is negative or not finite, or if all are 0.
void check_weights(std::span<const double> weights, Index rows);

/// Throws Error(data) that names the first value that is not finite.
void check_finite(const Matrix<double>& x);

}  // namespace crescent::linear
