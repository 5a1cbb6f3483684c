#pragma once

#include <functional>
#include <span>
#include <string_view>

#include <Eigen/Core>

namespace crescent::solvers {

/// A function to minimise: returns its value at `x` (D) and writes its gradient (D) in the same
/// call. It may return NaN or infinity where it is not defined: the line search then backs off.
using Objective = std::function<double(std::span<const double> x, std::span<double> gradient)>;

struct LbfgsOptions {
  int memory = 10;       ///< curvature pairs kept, >= 1
  int max_iter = 15000;  ///< iterations, >= 0
  double tol = 1e-5;     ///< converged when no entry of the gradient is larger than this, >= 0
};

enum class LbfgsStatus {
  running,    ///< no reason to stop yet
  converged,  ///< the largest gradient entry is at most tol
  max_iter,   ///< the iterations are used up; x is the best point so far
  rounding,   ///< all further progress is lost in rounding: the minimum, as far as doubles go
  line_search_failed,  ///< no lower point along the direction: the gradient does not fit the values
};

/// One plain English phrase.
std::string_view to_string(LbfgsStatus status) noexcept;

/// All that the next iteration depends on. Stored and put back bit for bit, it continues the run
/// as if it had never stopped.
struct LbfgsState {
  Eigen::VectorXd x;                 ///< (D)
  Eigen::VectorXd gradient;          ///< (D), at x
  double value = 0;                  ///< at x
  Eigen::MatrixXd steps;             ///< (D, memory): differences of x, a ring buffer of columns
  Eigen::MatrixXd gradient_changes;  ///< (D, memory): differences of the gradient that go with them
  Eigen::VectorXd curvatures;  ///< (memory): dot product of each step with its gradient change, > 0
  int pairs = 0;               ///< columns in use
  int newest = -1;             ///< column of the latest pair; -1: none yet
  int iterations = 0;
  int evaluations = 0;
  double best_value = 0;     ///< lowest value and smallest gradient so far, kept to notice
  double best_gradient = 0;  ///< when neither moves any more
  int stalled = 0;           ///< iterations since one of them moved
  LbfgsStatus status = LbfgsStatus::running;
};

/// L-BFGS, one iteration at a time. The direction is the two-loop recursion (Nocedal and Wright,
/// Numerical Optimization, 2nd edition, algorithm 7.4); the step satisfies the strong Wolfe
/// conditions, except where value differences drown in rounding: there the approximate Wolfe
/// conditions of Hager and Zhang (2005) decide by slopes alone.
/// Two runs from equal states take equal steps, bit for bit, if the objective does.
class Lbfgs {
 public:
  using Options = LbfgsOptions;

  /// Evaluates the objective once, at `start` (D >= 1). Throws Error(invalid_argument) for options
  /// out of range or an empty start, Error(numeric) if value or gradient is not finite there.
  Lbfgs(Objective objective, std::span<const double> start, const Options& options = {});

  /// Continues from a stored state without evaluating anything. `options.tol` and
  /// `options.max_iter` may differ from the first run's. Throws Error(invalid_argument) if the
  /// parts of the state do not fit each other or `options.memory`.
  Lbfgs(Objective objective, LbfgsState state, const Options& options = {});

  /// One iteration; does nothing once the status is no longer `running`.
  LbfgsStatus step();

  /// Iterates until the status is no longer `running`.
  LbfgsStatus run();

  const LbfgsState& state() const noexcept { return state_; }
  LbfgsStatus status() const noexcept { return state_.status; }
  double gradient_max() const;  ///< largest absolute entry of the gradient

 private:
  void check_options() const;
  void set_direction();
  bool search();
  void accept(double step);
  void keep_pair(double curvature);
  void note_progress(double old_value);
  void update_status();

  Objective objective_;
  Options options_;
  LbfgsState state_;
  // Work space, so that an iteration allocates nothing; `trial_` holds the last point evaluated.
  Eigen::VectorXd direction_, trial_x_, trial_gradient_, weights_;
  double trial_value_ = 0, trial_step_ = 0;
  bool within_rounding_ = false;
};

struct Minimum {
  Eigen::VectorXd x;  ///< (D)
  double value = 0;
  double gradient_max = 0;  ///< largest absolute entry of the gradient at x
  int iterations = 0;
  int evaluations = 0;
  LbfgsStatus status = LbfgsStatus::running;
};

/// Runs Lbfgs from `start` to its end; throws as its constructor does.
Minimum minimise_lbfgs(const Objective& objective, std::span<const double> start,
                       const LbfgsOptions& options = {});

}  // namespace crescent::solvers
