#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/plot/boundary.hpp>

namespace crescent::plot {
namespace {

[[noreturn]] void refuse_grid(const std::string& message) {
  throw Error(ErrorCode::invalid_argument, message);
}

/// numpy.arange computes its second entry and takes the rounded difference as the increment.
double arange(double first, double step, Index index) {
  const double increment = (first + step) - first;
  return index == 1 ? first + step : first + static_cast<double>(index) * increment;
}

struct GridAxis {
  double min;
  double step;
  Index count;
};

GridAxis make_axis(double low, double high, const GridOptions& options) {
  const double range = high - low;
  const double unit = options.relative ? (range > 0 ? range : 1.0) : 1.0;
  double min = low - options.padding * unit;
  double max = high + options.padding * unit;
  double step = options.step * unit;
  if (!(max > min)) {
    // All points equal (or the padding lost to rounding): one unit, or what the numbers resolve.
    const double half = std::max(0.5, std::abs(low) * 1e-6);
    min = low - half;
    max = high + half;
  }
  if (!std::isfinite(max - min)) refuse_grid("the points are too far apart to draw; rescale them");
  // Neighbours must differ: far from 0 a double resolves less than the step asked for.
  step = std::max(step, 4 * std::numeric_limits<double>::epsilon() * std::abs(min));
  const double count = std::ceil((max - min) / step);
  const auto limit = static_cast<double>(options.max_cells);
  if (count > limit) step = (max - min) / limit;
  if (count < 2) step = (max - min) / 2;
  // Rounding may make the quotient a hair more than the limit it was made from.
  const double used = std::min(std::ceil((max - min) / step), limit);
  return {min, step, static_cast<Index>(used)};
}

}  // namespace

double Grid::x(Index column) const { return arange(x_min, x_step, column); }
double Grid::y(Index row) const { return arange(y_min, y_step, row); }

Matrix<double> Grid::points(Index first, Index count) const {
  Matrix<double> result(count, 2);
  for (Index i = 0; i < count; ++i) {
    result(i, 0) = x((first + i) % columns);
    result(i, 1) = y((first + i) / columns);
  }
  return result;
}

Grid make_grid(const Matrix<double>& points, const GridOptions& options) {
  if (points.cols() != 2 || points.rows() < 1) {
    refuse_grid(fmt::format("a decision boundary needs points (N, 2) with N >= 1, not ({}, {})",
                            points.rows(), points.cols()));
  }
  if (!points.allFinite())
    refuse_grid("the points hold a value that is not finite; remove its row");
  if (!(options.step > 0) || !std::isfinite(options.step))
    refuse_grid("the grid step must be above 0");
  if (!(options.padding >= 0) || !std::isfinite(options.padding)) {
    refuse_grid("the grid padding must be 0 or more");
  }
  if (options.max_cells < 2 || options.max_cells > 4000) {
    refuse_grid("the grid's max_cells must be from 2 to 4000");
  }
  const auto x = make_axis(points.col(0).minCoeff(), points.col(0).maxCoeff(), options);
  const auto y = make_axis(points.col(1).minCoeff(), points.col(1).maxCoeff(), options);
  return {x.min, y.min, x.step, y.step, x.count, y.count};
}

}  // namespace crescent::plot
