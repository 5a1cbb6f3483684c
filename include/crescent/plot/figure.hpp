#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <crescent/base/matrix.hpp>
#include <crescent/data/dataset.hpp>
#include <crescent/plot/boundary.hpp>
#include <crescent/plot/color.hpp>

/// Pictures as plain data: fill in a panel, hand it to `write_figure`. Every text is drawn as it
/// stands; control characters become spaces, except that a title keeps its line breaks.
namespace crescent::plot {

/// Points coloured by class, one marker shape a class (six shapes, then from the start).
struct Scatter {
  std::string title = {};
  Matrix<double> x = {};                      ///< (N, 2), finite, N >= 1
  std::vector<int> y = {};                    ///< (N) classes, 0 to K - 1
  std::vector<std::string> class_names = {};  ///< (K) or fewer: the rest are called by their number
  std::string x_label = {};
  std::string y_label = {};
  bool legend = true;
};

/// Regions of a predict callable with the points over them: `points.x` may be empty (0, 2).
/// With probabilities the fill is paler where the callable is less certain.
struct Boundary {
  Scatter points = {};
  Regions regions = {};
};

struct Axis {
  std::string label = {};
  bool log = false;                ///< points that are not positive are then left out
  std::optional<double> min = {};  ///< fixed ends; otherwise the data decide
  std::optional<double> max = {};
};

struct Curve {
  std::string name = {};       ///< empty: not in the legend
  std::vector<double> x = {};  ///< (N)
  std::vector<double> y = {};  ///< (N); a value that is not finite interrupts the line
  bool line = true;
  bool dashed = false;
  bool markers = false;
  std::optional<Color> color = {};  ///< default: curve_color of the curve's place in the chart
};

/// The area between two curves, shaded.
struct Band {
  std::string name = {};
  std::vector<double> x = {};       ///< (N), increasing
  std::vector<double> lower = {};   ///< (N)
  std::vector<double> upper = {};   ///< (N)
  std::optional<Color> color = {};  ///< default: curve_color of the band's place in the chart
};

struct LineChart {
  std::string title = {};
  std::vector<Curve> curves = {};
  std::vector<Band> bands = {};
  Axis x_axis = {};
  Axis y_axis = {};
  bool legend = true;
};

/// Counts in a grid: true classes in rows, predicted ones in columns; shaded by their share of the
/// row, the right ones in blue, the mistakes in red.
struct ConfusionMatrix {
  std::string title = {};
  Eigen::MatrixXi counts = {};                ///< (K, K), >= 0, K >= 1
  std::vector<std::string> class_names = {};  ///< as in Scatter
};

using Panel = std::variant<Scatter, Boundary, LineChart, ConfusionMatrix>;

/// One or more panels side by side, filled row by row. Panels whose legends say the same share one.
struct Figure {
  std::vector<Panel> panels = {};
  std::string title = {};
  int columns = 0;  ///< 0: chosen from the number of panels
  int width = 0;    ///< in CSS pixels, 200 to 4000; a PNG has twice as many. 0: chosen
  int height = 0;   ///< likewise
};

enum class Format { png, svg };

/// The format a file name's ending asks for; Error(invalid_argument) for any other than .png, .svg.
Format format_of(const std::filesystem::path& path);

/// The picture's bytes. An SVG has no XML prolog, so it can stand in an HTML page as it is, beside
/// others: its ids are its own. Throws Error(invalid_argument) for panels that cannot be drawn,
/// Error(io) when gnuplot is missing or fails. The environment variable CRESCENT_GNUPLOT may name
/// the program to run.
std::string render(const Figure& figure, Format format);

/// Renders to the format of `path` and writes it; on failure `path` is left as it was.
void write_figure(const Figure& figure, const std::filesystem::path& path);
void write_figure(const Panel& panel, const std::filesystem::path& path);

/// Throws the Error(io) that `render` would throw when gnuplot cannot be run.
void require_gnuplot();

/// Two columns of a dataset with their names. Throws Error(invalid_argument) for a column that is
/// not there.
Scatter scatter(const data::Dataset& dataset, Index x_column = 0, Index y_column = 1);

/// A scatter plot with what `predict` says around its points; Predict is PredictClasses or
/// PredictProbabilities.
template <class Predict>
Boundary boundary(Scatter points, const Predict& predict, const GridOptions& options = {}) {
  Regions regions = predict_regions(make_grid(points.x, options), predict);
  return {std::move(points), std::move(regions)};
}

}  // namespace crescent::plot
