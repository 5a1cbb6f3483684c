#pragma once

#include <functional>

namespace crescent::solvers {

/// A point on the line: phi(step) and its derivative.
struct LinePoint {
  double step = 0;
  double value = 0;
  double slope = 0;
};

/// phi and phi' at a step.
using LineFunction = std::function<LinePoint(double step)>;

struct WolfeResult {
  LinePoint point;               ///< step 0 if nothing lower was found
  bool found = false;            ///< false: no step along this line is an improvement
  bool within_rounding = false;  ///< the first step changed the value by no more than rounding
};

/// A change of a value of this size may be nothing but rounding.
double rounding_of(double value) noexcept;

/// Looks for a step that satisfies the strong Wolfe conditions with c1 = 1e-4 and c2 = 0.9.
/// `start` is the point at step 0, its slope negative; `first_step` > 0 is tried first.
/// Values or slopes that are not finite count as far too high.
WolfeResult wolfe_search(const LineFunction& phi, const LinePoint& start, double first_step);

}  // namespace crescent::solvers
