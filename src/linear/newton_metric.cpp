#include "linear/newton_metric.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <utility>
#include <vector>

#include <Eigen/Cholesky>

namespace crescent::linear {
namespace {

using Eigen::VectorXd;
using solvers::LbfgsStatus;
using Factor = Eigen::LLT<Eigen::MatrixXd>;

constexpr Index kLargestHessian = 256;
constexpr int kIterationsPerHessian = 20;

/// Cholesky factor of the Hessian at `v`, made safely positive definite.
Factor factor_at(LogisticObjective& objective, const VectorXd& v) {
  Eigen::MatrixXd h = objective.hessian({v.data(), static_cast<std::size_t>(v.size())});
  const double largest = h.diagonal().maxCoeff();
  // Softmax does not see the same shift of every class, so along shifts only the penalty curves,
  // if anything does. The optimum has no shift and the start has none: curvature added there
  // costs nothing, and keeps T from blowing up rounding errors of a gradient that is zero.
  const Index rows = objective.rows(), features = objective.features();
  for (Index r = 0; rows > 1 && r < rows; ++r) {
    for (Index s = 0; s < rows; ++s) {
      h.block(r * features, s * features, features, features).diagonal().array() += largest;
    }
  }
  const Index intercepts = h.rows() - rows * features;
  if (rows > 1) h.bottomRightCorner(intercepts, intercepts).array() += largest;
  double ridge = 1e-13;
  h.diagonal().array() += ridge * largest;
  Factor factor(h);
  while (factor.info() != Eigen::Success && ridge < 1) {
    ridge *= 100;
    h.diagonal().array() += ridge * largest;
    factor.compute(h);
  }
  return factor;
}

/// The objective in the variables u around `origin`, with H = L Lᵀ at the origin and T = L⁻ᵀ.
class NewtonVariables {
 public:
  NewtonVariables(LogisticObjective& objective, VectorXd origin)
      : objective_(objective),
        origin_(std::move(origin)),
        factor_(factor_at(objective, origin_)),
        gradient_(origin_.size()) {}

  VectorXd v(const VectorXd& u) const { return origin_ + factor_.matrixU().solve(u); }

  double operator()(std::span<const double> u, std::span<double> gradient) {
    const auto d = origin_.size();
    const VectorXd point = v(Eigen::Map<const VectorXd>(u.data(), d));
    const double value = objective_({point.data(), u.size()}, {gradient_.data(), u.size()});
    Eigen::Map<VectorXd>(gradient.data(), d) = factor_.matrixL().solve(gradient_);
    return value;
  }

 private:
  LogisticObjective& objective_;
  VectorXd origin_;
  Factor factor_;
  VectorXd gradient_;
};

/// What the last run from a new Hessian means for the whole; `old_value` is where it began.
/// Running: another Hessian is worth while.
LbfgsStatus judge(const solvers::Minimum& run, double old_value) {
  const double fall = old_value - run.value;
  // The loss is a mean of logarithms, of size 1: a fall by 1e-12 changes no prediction.
  if (run.status == LbfgsStatus::converged && (run.iterations <= 2 || fall <= 1e-12)) {
    return LbfgsStatus::converged;
  }
  // A run that does not get there and yet does not move the value wanders among rounding errors.
  if (run.status != LbfgsStatus::converged && fall <= 1e-12 * std::abs(run.value)) {
    return LbfgsStatus::rounding;
  }
  return run.status == LbfgsStatus::line_search_failed ? run.status : LbfgsStatus::running;
}

}  // namespace

solvers::Minimum minimise_newton(LogisticObjective& objective, std::span<const double> start,
                                 const solvers::LbfgsOptions& options) {
  if (objective.size() > kLargestHessian)
    return minimise_lbfgs(std::ref(objective), start, options);
  const std::vector<double> zeros(start.size(), 0.0);
  solvers::Minimum total;
  total.x = Eigen::Map<const VectorXd>(start.data(), static_cast<Index>(start.size()));
  total.value = std::numeric_limits<double>::infinity();
  while (total.status == LbfgsStatus::running) {
    NewtonVariables variables(objective, total.x);
    solvers::LbfgsOptions part = options;
    part.max_iter = std::min(kIterationsPerHessian, options.max_iter - total.iterations);
    const auto run = minimise_lbfgs(std::ref(variables), zeros, part);
    total.status = judge(run, total.value);
    total.x = variables.v(run.x);
    total.value = run.value;
    total.gradient_max = run.gradient_max;
    total.iterations += run.iterations;
    total.evaluations += run.evaluations;
    if (total.status == LbfgsStatus::running && total.iterations >= options.max_iter) {
      total.status = LbfgsStatus::max_iter;
    }
  }
  return total;
}

}  // namespace crescent::linear
