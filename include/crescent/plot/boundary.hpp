#pragma once

#include <functional>
#include <string>
#include <vector>

#include <crescent/base/matrix.hpp>

namespace crescent::plot {

/// A predict callable: points (N, 2) in, a class number for each row out.
using PredictClasses = std::function<std::vector<int>(const Matrix<double>&)>;
/// Points (N, 2) in, probabilities (N, K) out; one column alone is the probability of class 1.
using PredictProbabilities = std::function<Matrix<double>(const Matrix<double>&)>;

struct GridOptions {
  double step = 0.01;      ///< between neighbours, in data units; > 0
  double padding = 0.5;    ///< on each side of the data, in data units; >= 0
  bool relative = false;   ///< step and padding are shares of each axis's data range instead
  Index max_cells = 1000;  ///< along each axis, 2 to 4000: past that the step is widened
};

/// Evenly spaced positions along both axes. Position i is bit for bit entry i of
/// `numpy.arange(min - padding, max + padding, step)`.
struct Grid {
  double x_min = 0;
  double y_min = 0;
  double x_step = 0;  ///< the step used: wider than asked for where max_cells says so
  double y_step = 0;
  Index columns = 0;
  Index rows = 0;

  Index cells() const { return columns * rows; }
  double x(Index column) const;
  double y(Index row) const;
  /// Cells `first` to `first + count - 1` as points (count, 2); x runs fastest, as in
  /// `np.c_[xx.ravel(), yy.ravel()]` of a meshgrid.
  Matrix<double> points(Index first, Index count) const;
};

/// The grid around points (N, 2), N >= 1. An axis on which all points are equal and the padding is
/// 0 gets one unit. Throws Error(invalid_argument) for an option out of range or points that are
/// not finite.
Grid make_grid(const Matrix<double>& points, const GridOptions& options = {});

/// What a callable answers on every cell of a grid.
struct Regions {
  Grid grid = {};
  std::vector<int> classes = {};     ///< (cells): the most probable class
  Matrix<float> probabilities = {};  ///< (cells, K); empty when the callable gives classes only
};

/// Asks `predict` about every cell, in batches of up to 131072 points. Throws
/// Error(invalid_argument) when the answer's size does not fit or a class is negative,
/// Error(numeric) when a probability is not finite.
Regions predict_regions(const Grid& grid, const PredictClasses& predict);
Regions predict_regions(const Grid& grid, const PredictProbabilities& predict);

}  // namespace crescent::plot
