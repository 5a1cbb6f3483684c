#pragma once

#include <vector>

#include <crescent/linear/logistic_regression.hpp>

namespace crescent::linear {

/// Fits the same examples for one C after another.
///
/// L-BFGS is slow where the objective is much steeper in one parameter than in another, as it is
/// for a column counted in thousands beside one of fractions. So it moves in other parameters, v
/// and b', in which the Hessian at W = 0 has ones on its diagonal:
///
///   W_kj = scale_j v_kj,   b_k = b'_k - sum_j W_kj centre_j
///
/// W x + b = v ((x - centre) scale) + b', so these are the same logits, and with a penalty of
/// scale_j² on v_kj the same objective: only the path to the optimum changes. minimise_newton
/// (newton_metric.hpp) does the same once more for columns that resemble each other.
class LogisticSolver {
 public:
  /// The caller has checked the arguments; `x` must outlive the solver.
  LogisticSolver(const Matrix<double>& x, std::vector<int> y, int classes,
                 const LogisticRegressionOptions& options, std::vector<double> weights = {});

  /// `warm_start`: a solution of these examples for another C, or nullptr to start from zeros.
  LogisticRegression solve(double C, const LogisticRegression* warm_start = nullptr) const;

 private:
  RowVector<double> scale_for(double strength) const;

  const Matrix<double>& x_;
  std::vector<int> y_;
  std::vector<double> weights_;
  int classes_;
  LogisticRegressionOptions options_;
  RowVector<double> centre_;     ///< (F) mean of each column; zeros without an intercept
  RowVector<double> deviation_;  ///< (F) root of the mean square distance from `centre_`
};

}  // namespace crescent::linear
