#include <algorithm>
#include <map>

#include "session.hpp"

namespace crescent::playground {

Matrix<double> Domain::grid(Index size) const {
  Matrix<double> points(size * size, 2);
  for (Index row = 0; row < size; ++row) {
    for (Index column = 0; column < size; ++column) {
      const double right = (static_cast<double>(column) + 0.5) / static_cast<double>(size);
      const double down = (static_cast<double>(row) + 0.5) / static_cast<double>(size);
      points.row(row * size + column) << x_low + right * (x_high - x_low),
          y_high - down * (y_high - y_low);
    }
  }
  return points;
}

bool Domain::holds(const Matrix<double>& points) const {
  return points.rows() == 0 ||
         (points.col(0).minCoeff() >= x_low && points.col(0).maxCoeff() <= x_high &&
          points.col(1).minCoeff() >= y_low && points.col(1).maxCoeff() <= y_high);
}

namespace {

/// Data sets whose points always lie in about the same place keep one picture when they are drawn
/// anew.
const std::map<std::string, Domain> fixed = {
    {"moons", {-2, 3, -2.25, 2.75}},
    {"circles", {-1.6, 1.6, -1.6, 1.6}},
    {"xor", {}},
    {"gauss", {}},
    {"spiral", {}},
    {"plane", {}},
    {"multi-gauss", {}},
};

struct Extent {
  double middle = 0, half = 1;
};
Extent extent_of(const Matrix<double>& points, Index column) {
  const double low = points.col(column).minCoeff(), high = points.col(column).maxCoeff();
  return {(low + high) / 2, high > low ? (high - low) / 2 * 1.15 : 1};
}

}  // namespace

Domain domain_of(const Matrix<double>& points, const std::string& dataset) {
  const auto known = fixed.find(dataset);
  if (known != fixed.end() && known->second.holds(points)) return known->second;
  if (points.rows() == 0) return {};
  Extent x = extent_of(points, 0), y = extent_of(points, 1);
  if (dataset != "own") x.half = y.half = std::max(x.half, y.half);
  return {x.middle - x.half, x.middle + x.half, y.middle - y.half, y.middle + y.half};
}

}  // namespace crescent::playground
