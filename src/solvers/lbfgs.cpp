// Derived in docs/maths.md, "Other steps".
#include <algorithm>
#include <cmath>
#include <utility>

#include <crescent/base/error.hpp>
#include <crescent/solvers/lbfgs.hpp>

#include "solvers/wolfe_search.hpp"

namespace crescent::solvers {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

/// Iterations without a lower value or a smaller gradient after which only rounding is left.
constexpr int kStallLimit = 30;

std::span<const double> view(const VectorXd& v) {
  return {v.data(), static_cast<std::size_t>(v.size())};
}
std::span<double> view(VectorXd& v) { return {v.data(), static_cast<std::size_t>(v.size())}; }

}  // namespace

std::string_view to_string(LbfgsStatus status) noexcept {
  switch (status) {
    case LbfgsStatus::running:
      return "running";
    case LbfgsStatus::converged:
      return "converged";
    case LbfgsStatus::max_iter:
      return "iterations used up";
    case LbfgsStatus::rounding:
      return "converged to rounding";
    case LbfgsStatus::line_search_failed:
      return "line search failed";
  }
  return "unknown";
}

Lbfgs::Lbfgs(Objective objective, std::span<const double> start, const Options& options)
    : objective_(std::move(objective)), options_(options) {
  check_options();
  if (start.empty()) {
    throw Error(ErrorCode::invalid_argument, "L-BFGS needs at least one variable to start from");
  }
  const auto d = static_cast<Index>(start.size());
  state_.x = Eigen::Map<const VectorXd>(start.data(), d);
  state_.gradient.setZero(d);
  state_.steps.setZero(d, options.memory);
  state_.gradient_changes.setZero(d, options.memory);
  state_.curvatures.setZero(options.memory);
  state_.value = objective_(view(std::as_const(state_.x)), view(state_.gradient));
  state_.evaluations = 1;
  if (!std::isfinite(state_.value) || !state_.gradient.allFinite()) {
    throw Error(ErrorCode::numeric,
                "the function to minimise is not finite at the start; start where it is");
  }
  state_.best_value = state_.value;
  state_.best_gradient = gradient_max();
  direction_ = trial_x_ = trial_gradient_ = VectorXd::Zero(d);
  weights_.setZero(options.memory);
  update_status();
}

Lbfgs::Lbfgs(Objective objective, LbfgsState state, const Options& options)
    : objective_(std::move(objective)), options_(options), state_(std::move(state)) {
  check_options();
  const Index d = state_.x.size();
  const auto fits = [&](const Eigen::MatrixXd& m) {
    return m.rows() == d && m.cols() == options.memory;
  };
  if (d == 0 || state_.gradient.size() != d || !fits(state_.steps) ||
      !fits(state_.gradient_changes) || state_.curvatures.size() != options.memory ||
      state_.pairs < 0 || state_.pairs > options.memory || state_.newest >= options.memory ||
      (state_.pairs > 0 && state_.newest < 0)) {
    throw Error(ErrorCode::invalid_argument,
                "the stored L-BFGS state does not fit itself or the option memory; continue with "
                "the memory of the first run");
  }
  direction_ = trial_x_ = trial_gradient_ = VectorXd::Zero(d);
  weights_.setZero(options.memory);
  update_status();
}

void Lbfgs::check_options() const {
  if (!objective_) throw Error(ErrorCode::invalid_argument, "L-BFGS needs a function to minimise");
  if (options_.memory < 1) throw Error(ErrorCode::invalid_argument, "memory must be at least 1");
  if (options_.max_iter < 0)
    throw Error(ErrorCode::invalid_argument, "max_iter must not be negative");
  if (!(options_.tol >= 0)) throw Error(ErrorCode::invalid_argument, "tol must not be negative");
}

double Lbfgs::gradient_max() const { return state_.gradient.lpNorm<Eigen::Infinity>(); }

LbfgsStatus Lbfgs::run() {
  while (step() == LbfgsStatus::running) {
  }
  return state_.status;
}

LbfgsStatus Lbfgs::step() {
  if (state_.status != LbfgsStatus::running) return state_.status;
  const double old_value = state_.value;
  bool found = search();
  if (!found && state_.pairs > 0 && !within_rounding_) {
    // The remembered curvature may be stale; the plain gradient still points downhill.
    state_.pairs = 0;
    found = search();
  }
  if (!found) {
    return state_.status =
               within_rounding_ ? LbfgsStatus::rounding : LbfgsStatus::line_search_failed;
  }
  ++state_.iterations;
  note_progress(old_value);
  update_status();
  return state_.status;
}

/// direction = -H gradient, H the inverse Hessian that the pairs describe.
void Lbfgs::set_direction() {
  const auto column = [&](int age) {
    return (state_.newest - age + options_.memory) % options_.memory;
  };
  direction_ = -state_.gradient;
  for (int age = 0; age < state_.pairs; ++age) {
    const int j = column(age);
    weights_[j] = state_.steps.col(j).dot(direction_) / state_.curvatures[j];
    direction_ -= weights_[j] * state_.gradient_changes.col(j);
  }
  if (state_.pairs > 0) {
    const int j = state_.newest;
    direction_ *= state_.curvatures[j] / state_.gradient_changes.col(j).squaredNorm();
  }
  for (int age = state_.pairs - 1; age >= 0; --age) {
    const int j = column(age);
    const double correction = state_.gradient_changes.col(j).dot(direction_) / state_.curvatures[j];
    direction_ += (weights_[j] - correction) * state_.steps.col(j);
  }
}

/// Moves to a lower point along the direction; false where there is none.
bool Lbfgs::search() {
  set_direction();
  double slope = direction_.dot(state_.gradient);
  if (state_.pairs > 0 && !(slope < 0 && std::isfinite(slope))) {
    state_.pairs = 0;
    set_direction();
    slope = direction_.dot(state_.gradient);
  }
  const double norm = direction_.norm();
  // Tiny or huge gradients, whose square leaves the range of doubles, cannot be searched along.
  if (!(slope < 0 && std::isfinite(slope) && norm > 0)) {
    within_rounding_ = std::isfinite(slope);
    return false;
  }
  // With no idea of the curvature, the first step has length 1 at most.
  const double first_step = state_.pairs > 0 ? 1.0 : std::min(1.0, 1.0 / norm);
  const auto result = wolfe_search(
      [this](double step) {
        trial_step_ = step;
        trial_x_ = state_.x + step * direction_;
        trial_value_ = objective_(view(std::as_const(trial_x_)), view(trial_gradient_));
        ++state_.evaluations;
        return LinePoint{step, trial_value_, direction_.dot(trial_gradient_)};
      },
      {0, state_.value, slope}, first_step);
  within_rounding_ = result.within_rounding;
  if (!result.found) return false;
  accept(result.point.step);
  return true;
}

/// Makes the point at `step` the current one and remembers the curvature on the way to it.
void Lbfgs::accept(double step) {
  if (step != trial_step_) {
    trial_x_ = state_.x + step * direction_;
    trial_value_ = objective_(view(std::as_const(trial_x_)), view(trial_gradient_));
    ++state_.evaluations;
  }
  direction_ = trial_x_ - state_.x;
  state_.gradient = trial_gradient_ - state_.gradient;  // the change, until the new one moves in
  keep_pair(direction_.dot(state_.gradient));
  state_.x.swap(trial_x_);
  state_.gradient.swap(trial_gradient_);
  state_.value = trial_value_;
}

void Lbfgs::keep_pair(double curvature) {
  const double squares = state_.gradient.squaredNorm();
  // The update keeps H positive definite only for curvature > 0; below rounding it means nothing.
  if (!(curvature > 2.2e-16 * squares && std::isfinite(squares))) return;
  state_.newest = (state_.newest + 1) % options_.memory;
  state_.pairs = std::min(state_.pairs + 1, options_.memory);
  state_.steps.col(state_.newest) = direction_;
  state_.gradient_changes.col(state_.newest) = state_.gradient;
  state_.curvatures[state_.newest] = curvature;
}

void Lbfgs::note_progress(double old_value) {
  const double gradient = gradient_max();
  const bool lower = state_.value < state_.best_value - rounding_of(old_value);
  const bool flatter = gradient < 0.9 * state_.best_gradient;
  state_.stalled = lower || flatter ? 0 : state_.stalled + 1;
  if (lower) state_.best_value = state_.value;
  if (flatter) state_.best_gradient = gradient;
}

void Lbfgs::update_status() {
  if (state_.status == LbfgsStatus::rounding || state_.status == LbfgsStatus::line_search_failed) {
    return;
  }
  state_.status = gradient_max() <= options_.tol           ? LbfgsStatus::converged
                  : state_.iterations >= options_.max_iter ? LbfgsStatus::max_iter
                  : state_.stalled >= kStallLimit          ? LbfgsStatus::rounding
                                                           : LbfgsStatus::running;
}

Minimum minimise_lbfgs(const Objective& objective, std::span<const double> start,
                       const LbfgsOptions& options) {
  Lbfgs solver(objective, start, options);
  solver.run();
  const LbfgsState& end = solver.state();
  return {end.x,          end.value,       solver.gradient_max(),
          end.iterations, end.evaluations, solver.status()};
}

}  // namespace crescent::solvers
