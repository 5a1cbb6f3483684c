#pragma once

#include <span>
#include <vector>

#include <crescent/base/matrix.hpp>

namespace crescent::linear {

/// Parameters as in scikit-learn.
struct LogisticRegressionOptions {
  double C = 1.0;  ///< inverse of the L2 strength, > 0
  bool fit_intercept = true;
  int max_iter = 1000;
  /// On the largest entry of the gradient of the objective divided by C N, in variables scaled so
  /// that it curves about alike in each: measuring a column in other units changes nothing.
  double tol = 1e-10;
  int threads = 1;  ///< 0: all of the machine; the number changes no bit of the result
};

/// Logistic regression, L2-penalised, fitted by L-BFGS. Two classes: one row of coefficients (the
/// logit of class 1); more: multinomial, one row a class. The same optimum as scikit-learn's
/// `LogisticRegression(C=C)`: minimises C * sum of cross-entropies + 1/2 * sum of squared
/// coefficients, intercepts unpenalised (for three and more classes they sum to zero). Columns of
/// very different size need no standardising first: the solver works on scaled columns inside,
/// which changes its path but not the optimum.
class LogisticRegression {
 public:
  using Options = LogisticRegressionOptions;

  /// x (N, F), y (N) classes 0 to K - 1, weights (N) >= 0 or empty: each factor of a row's
  /// cross-entropy, as scikit-learn's `sample_weight`. Throws Error(data) with fewer than two
  /// classes, a class without rows, a value that is not finite or weights that are all 0,
  /// Error(invalid_argument) for C <= 0, other options out of range or shapes that do not fit.
  static LogisticRegression fit(const Matrix<double>& x, const std::vector<int>& y,
                                const Options& options = {}, std::span<const double> weights = {});

  // x (N, F); throw Error(invalid_argument) if it has another number of columns than `coef`.
  Matrix<double> decision_function(const Matrix<double>& x) const;  ///< (N, 1) or (N, K): logits
  Matrix<double> predict_proba(const Matrix<double>& x) const;      ///< (N, K)
  std::vector<int> predict(const Matrix<double>& x) const;          ///< (N)

  Matrix<double> coef;          ///< (1, F) for two classes, else (K, F)
  RowVector<double> intercept;  ///< (1) or (K)
  double C = 1.0;
  int n_iter = 0;
  bool converged = false;  ///< tol was reached, or all that doubles allow
};

struct LogisticRegressionCVOptions {
  std::vector<double> Cs;  ///< empty: 10 values from 1e-4 to 1e4, evenly spaced in the logarithm
  int cv = 5;              ///< stratified folds, not shuffled
  LogisticRegressionOptions fit;
};

struct LogisticRegressionCVResult {
  LogisticRegression model;  ///< refitted on all rows with the chosen C
  std::vector<double> Cs;    ///< (number of C's)
  Matrix<double> scores;     ///< (folds, number of C's): accuracy on the fold left out
};

/// Chooses C by cross-validated accuracy (the first of the best), then refits with it:
/// scikit-learn's `LogisticRegressionCV(scoring="accuracy")`. `options.fit.C` is not used.
/// Throws as LogisticRegression::fit and data::stratified_folds do.
LogisticRegressionCVResult fit_logistic_regression_cv(
    const Matrix<double>& x, const std::vector<int>& y,
    const LogisticRegressionCVOptions& options = {});

}  // namespace crescent::linear
