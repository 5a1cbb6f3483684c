#include "linear/logistic_solver.hpp"

#include <cmath>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include <crescent/linear/logistic_objective.hpp>

#include "linear/newton_metric.hpp"

namespace crescent::linear {
namespace {

/// Mean and deviation of one column, in units of its largest entry, so that no square overflows
/// and a constant column has a deviation of exactly 0.
std::pair<double, double> centre_and_deviation(const Eigen::VectorXd& column, bool centred) {
  const double unit = column.lpNorm<Eigen::Infinity>();
  if (unit == 0) return {0, 0};
  const Eigen::ArrayXd scaled = column.array() / unit;
  const double centre = centred ? scaled.mean() : 0;
  return {centre * unit, std::sqrt((scaled - centre).square().mean()) * unit};
}

}  // namespace

LogisticSolver::LogisticSolver(const Matrix<double>& x, std::vector<int> y, int classes,
                               const LogisticRegressionOptions& options,
                               std::vector<double> weights)
    : x_(x),
      y_(std::move(y)),
      weights_(std::move(weights)),
      classes_(classes),
      options_(options),
      centre_(x.cols()),
      deviation_(x.cols()) {
  for (Index j = 0; j < x.cols(); ++j) {
    std::tie(centre_[j], deviation_[j]) = centre_and_deviation(x.col(j), options.fit_intercept);
  }
}

/// 1 / sqrt of the Hessian's diagonal at W = 0: there each probability is 1/K, which gives
/// p (1 - p) deviation² + strength.
RowVector<double> LogisticSolver::scale_for(double strength) const {
  const double p = 1.0 / classes_;
  const double spread = std::sqrt(p * (1 - p));
  return deviation_.unaryExpr(
      [&](double d) { return 1 / std::hypot(spread * d, std::sqrt(strength)); });
}

LogisticRegression LogisticSolver::solve(double C, const LogisticRegression* warm_start) const {
  const Index rows = logit_rows(classes_), features = x_.cols();
  // The objective divided by C N: the mean loss with a penalty of this strength.
  const double strength = 1 / (C * static_cast<double>(x_.rows()));
  const RowVector<double> scale = scale_for(strength);
  LogisticObjective objective((x_.rowwise() - centre_) * scale.asDiagonal(), y_, classes_,
                              strength * scale.array().square(), options_.fit_intercept, weights_,
                              options_.threads);

  std::vector<double> start(static_cast<std::size_t>(objective.size()), 0.0);
  if (warm_start != nullptr) {
    Eigen::Map<Matrix<double>> v(start.data(), rows, features);
    v = warm_start->coef * scale.cwiseInverse().asDiagonal();
    if (options_.fit_intercept) {
      Eigen::Map<RowVector<double>>(v.data() + v.size(), rows) =
          warm_start->intercept + centre_ * warm_start->coef.transpose();
    }
  }
  const auto minimum =
      minimise_newton(objective, start, {.max_iter = options_.max_iter, .tol = options_.tol});

  LogisticRegression model;
  const MatrixView<double> v(minimum.x.data(), rows, features);
  model.coef = v * scale.asDiagonal();
  model.intercept = RowVector<double>::Zero(rows);
  if (options_.fit_intercept) {
    model.intercept = Eigen::Map<const RowVector<double>>(v.data() + v.size(), rows) -
                      centre_ * model.coef.transpose();
    // Softmax does not see a shift of all intercepts; the coefficients' penalty centres those.
    if (rows > 1) model.intercept.array() -= model.intercept.mean();
  }
  model.C = C;
  model.n_iter = minimum.iterations;
  model.converged = minimum.status == solvers::LbfgsStatus::converged ||
                    minimum.status == solvers::LbfgsStatus::rounding;
  return model;
}

}  // namespace crescent::linear
