#pragma once

#include <vector>

#include <crescent/base/matrix.hpp>

namespace crescent::linear {

/// Parameters as in scikit-learn.
struct LogisticRegressionOptions {
  double C = 1.0;  ///< inverse of the L2 strength, > 0
  bool fit_intercept = true;
  int max_iter = 1000;
  double tol = 1e-10;  ///< on the largest entry of the mean loss's gradient
};

/// Logistic regression, L2-penalised, fitted by L-BFGS. Two classes: one row of coefficients (the
/// logit of class 1); more: multinomial, one row a class. The same optimum as scikit-learn's
/// `LogisticRegression(C=C)`: minimises C * sum of cross-entropies + 1/2 * sum of squared
/// coefficients, intercepts unpenalised.
class LogisticRegression {
 public:
  using Options = LogisticRegressionOptions;

  /// x (N, F), y (N) classes 0 to K - 1. Throws Error(data) with fewer than two classes,
  /// Error(invalid_argument) for C <= 0 or shapes that do not fit.
  static LogisticRegression fit(const Matrix<double>& x, const std::vector<int>& y,
                                const Options& options = {});

  Matrix<double> decision_function(const Matrix<double>& x) const;  ///< (N, 1) or (N, K)
  Matrix<double> predict_proba(const Matrix<double>& x) const;      ///< (N, K)
  std::vector<int> predict(const Matrix<double>& x) const;          ///< (N)

  Matrix<double> coef;          ///< (1, F) for two classes, else (K, F)
  RowVector<double> intercept;  ///< (1) or (K)
  double C = 1.0;
  int n_iter = 0;
};

struct LogisticRegressionCVOptions {
  std::vector<double> Cs;  ///< empty: 10 values from 1e-4 to 1e4, evenly spaced in the logarithm
  int cv = 5;              ///< stratified folds, not shuffled
  LogisticRegressionOptions fit;
};

struct LogisticRegressionCVResult {
  LogisticRegression model;     ///< refitted on all rows with the chosen C
  std::vector<double> Cs;       ///< (number of C's)
  Matrix<double> scores;        ///< (folds, number of C's): accuracy on the fold left out
};

/// Chooses C by cross-validated accuracy (the first of the best), then refits:
/// scikit-learn's `LogisticRegressionCV`.
LogisticRegressionCVResult fit_logistic_regression_cv(const Matrix<double>& x,
                                                      const std::vector<int>& y,
                                                      const LogisticRegressionCVOptions& options = {});

}  // namespace crescent::linear
