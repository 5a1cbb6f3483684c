#include "solvers/wolfe_search.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace crescent::solvers {
namespace {

constexpr double kSufficientDecrease = 1e-4;
constexpr double kCurvature = 0.9;
constexpr int kMaxTrials = 60;

bool is_finite(const LinePoint& p) { return std::isfinite(p.value) && std::isfinite(p.slope); }

/// Armijo's condition, or, where both values agree to rounding, the same condition on the slope:
/// for a parabola the two say the same, and the slope keeps digits that the values have lost.
bool decreases_enough(const LinePoint& start, const LinePoint& p) {
  if (p.value <= start.value + kSufficientDecrease * p.step * start.slope) return true;
  return p.value <= start.value + rounding_of(start.value) &&
         p.slope <= (2 * kSufficientDecrease - 1) * start.slope;
}

/// Minimum of the cubic through two points with their slopes (Nocedal and Wright, equation 3.59);
/// where the values agree to rounding, the zero of the straight line through the slopes.
double interpolate(const LinePoint& a, const LinePoint& b) {
  if (std::abs(a.value - b.value) <= rounding_of(a.value)) {
    return b.step - b.slope * (b.step - a.step) / (b.slope - a.slope);
  }
  const double d1 = a.slope + b.slope - 3 * (a.value - b.value) / (a.step - b.step);
  const double d2 = std::copysign(std::sqrt(d1 * d1 - a.slope * b.slope), b.step - a.step);
  return b.step - (b.step - a.step) * (b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2);
}

/// A step strictly inside the bracket; `halve` asks for its middle.
double next_inside(const LinePoint& low, const LinePoint& high, bool halve) {
  const double width = high.step - low.step;
  // Nothing is known of the function at `high` but that it is far too high.
  if (!is_finite(high)) return low.step + 0.1 * width;
  const double step = interpolate(low, high);
  if (halve || !std::isfinite(step)) return low.step + 0.5 * width;
  const double near_low = low.step + 0.1 * width, near_high = high.step - 0.1 * width;
  return std::clamp(step, std::min(near_low, near_high), std::max(near_low, near_high));
}

/// A longer step: the cubic's minimum, but between twice and ten times as long.
double next_outside(const LinePoint& before, const LinePoint& low) {
  const double step = interpolate(before, low);
  if (std::isnan(step)) return 2 * low.step;
  return std::clamp(step, 2 * low.step, 10 * low.step);
}

}  // namespace

double rounding_of(double value) noexcept { return 1e-13 * std::abs(value); }

// Algorithms 3.5 and 3.6 of Nocedal and Wright as one loop. `low` is the best point with a
// sufficient decrease; once there is a bracket, a good step lies between `low` and `high`.
WolfeResult wolfe_search(const LineFunction& phi, const LinePoint& start, double first_step) {
  LinePoint low = start, high = start;
  bool bracketed = false;
  WolfeResult result;
  double step = first_step;
  double last_width = std::numeric_limits<double>::infinity(), width_before = last_width;
  for (int trial = 0; trial < kMaxTrials; ++trial) {
    const LinePoint p = phi(step);
    if (trial == 0) {
      result.within_rounding = std::abs(p.value - start.value) <= rounding_of(start.value);
    }
    const bool worse_than_low = p.value > low.value + rounding_of(start.value);
    if (!is_finite(p) || worse_than_low || !decreases_enough(start, p)) {
      high = p;
      bracketed = true;
    } else if (std::abs(p.slope) <= -kCurvature * start.slope) {
      result.point = p;
      result.found = true;
      return result;
    } else {
      const bool past_minimum = p.slope * (bracketed ? high.step - low.step : 1.0) >= 0;
      const LinePoint before = low;
      if (past_minimum) high = low;
      bracketed = bracketed || past_minimum;
      low = p;
      if (!bracketed) {
        step = next_outside(before, low);
        continue;
      }
    }
    const double width = std::abs(high.step - low.step);
    // Two trials must shrink the bracket by a third at least, or it is cut in half.
    step = next_inside(low, high, width > 0.66 * width_before);
    width_before = last_width;
    last_width = width;
    if (step == low.step || step == high.step) break;
  }
  // No Wolfe step: settle for the lowest point seen, if any lies below the start.
  result.point = low;
  result.found = low.step > 0 && low.value < start.value;
  return result;
}

}  // namespace crescent::solvers
