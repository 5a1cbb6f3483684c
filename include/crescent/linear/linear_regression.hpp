#pragma once

#include <span>
#include <vector>

#include <crescent/base/matrix.hpp>

namespace crescent::linear {

/// Ordinary least squares with an intercept: scikit-learn's `LinearRegression`. Columns that depend
/// on each other (all levels of a one-hot column) are no trouble: of the solutions that fit equally
/// well, the one with the smallest coefficients is taken, as scikit-learn does.
class LinearRegression {
 public:
  /// x (N, F), y (N), weights (N) >= 0 or empty. Solved on centred columns by a complete orthogonal
  /// decomposition (Golub and Van Loan, chapter 5), which, unlike the normal equations, does not
  /// square the condition number. Throws Error(invalid_argument) for shapes that do not fit or no
  /// rows, Error(data) for a number that is not finite.
  static LinearRegression fit(const Matrix<double>& x, const std::vector<double>& y,
                              std::span<const double> weights = {});

  /// (N). Throws Error(invalid_argument) if x has another number of columns than `coef`.
  std::vector<double> predict(const Matrix<double>& x) const;

  RowVector<double> coef;  ///< (F)
  double intercept = 0;
};

}  // namespace crescent::linear
