#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>

#include <fmt/format.h>

#include <crescent/base/error.hpp>

#include "plot/draw.hpp"
#include "plot/text.hpp"

namespace crescent::plot {
namespace {

[[noreturn]] void refuse_scatter(const std::string& message) {
  throw Error(ErrorCode::invalid_argument, message);
}

/// The data's range with some air around it.
Scale scale_of(const Matrix<double>& x, Index column) {
  const double low = x.col(column).minCoeff();
  const double high = x.col(column).maxCoeff();
  const double air = high > low ? 0.06 * (high - low) : std::max(0.5, std::abs(low) * 1e-6);
  if (!std::isfinite(high - low + air))
    refuse_scatter("the points are too far apart to draw; rescale them");
  return {low - air, high + air, false, {}};
}

}  // namespace

std::string class_name(const std::vector<std::string>& names, int index) {
  const auto i = static_cast<std::size_t>(index);
  if (i >= names.size() || names[i].empty()) return std::to_string(index);
  return shortened(printable(names[i]), 22);
}

int class_count(const Scatter& panel) {
  int classes = static_cast<int>(panel.class_names.size());
  for (const int k : panel.y) classes = std::max(classes, k + 1);
  return classes;
}

void check(const Scatter& panel) {
  if (panel.x.cols() != 2 || panel.x.rows() < 1) {
    refuse_scatter(fmt::format("a scatter plot needs points (N, 2) with N >= 1, not ({}, {})",
                               panel.x.rows(), panel.x.cols()));
  }
  if (static_cast<Index>(panel.y.size()) != panel.x.rows()) {
    refuse_scatter(fmt::format("a scatter plot needs a class for each point: {} points, {} classes",
                               panel.x.rows(), panel.y.size()));
  }
  if (!panel.x.allFinite())
    refuse_scatter("the points hold a value that is not finite; remove its row");
  const auto [least, most] = std::minmax_element(panel.y.begin(), panel.y.end());
  if (*least < 0 || *most > 9999)
    refuse_scatter("classes count from 0 and go up to 9999 in a plot");
}

Legend class_legend(const Scatter& panel, int classes) {
  Legend legend;
  if (!panel.legend || classes < 2) return legend;
  // More than that tells nobody anything.
  for (int k = 0; k < std::min(classes, 24); ++k) {
    legend.push_back({.text = class_name(panel.class_names, k),
                      .color = class_color(k, classes),
                      .shape = k % kShapes});
  }
  return legend;
}

std::string points_element(Script& script, const Scatter& panel, int classes, const Scale& x,
                           const Scale& y, const Box& data, double size) {
  // Points of one class less than half a pixel apart look as one.
  std::set<std::tuple<int, long, long>> seen;
  std::string rows;
  const bool outlined_by_hand = script.format() == Format::png;
  for (Index i = 0; i < panel.x.rows(); ++i) {
    const int k = panel.y[static_cast<std::size_t>(i)];
    const long column = std::lround(2 * data.width * x.share(panel.x(i, 0)));
    const long row = std::lround(2 * data.height * y.share(panel.x(i, 1)));
    if (!seen.emplace(k, column, row).second) continue;
    const auto [fill, outline] = point_types(k);
    const auto one = [&](int type, Color c) {
      rows += fmt::format("{:.17g} {:.17g} {} {}\n", panel.x(i, 0), panel.x(i, 1), type,
                          c.red * 65536 + c.green * 256 + c.blue);
    };
    one(fill, class_color(k, classes));
    if (outlined_by_hand) one(outline, kOutline);
  }
  if (rows.empty()) return {};
  const double crowd = std::clamp(std::sqrt(500.0 / static_cast<double>(seen.size())), 0.45, 1.0);
  return fmt::format(
      "{} using 1:2:3:4 with points pointtype variable linecolor rgb variable "
      "pointsize {:.3g} linewidth 0.7",
      script.file(std::move(rows)), size * crowd);
}

Legend legend_of(const Scatter& panel) { return class_legend(panel, class_count(panel)); }

void draw(Script& script, const Scatter& panel, const Box& cell, bool legend) {
  const Scale x = scale_of(panel.x, 0);
  const Scale y = scale_of(panel.x, 1);
  const Box data = open_panel(script,
                              {.title = printable(panel.title, true),
                               .legend = legend ? legend_of(panel) : Legend{},
                               .x_label = printable(panel.x_label),
                               .y_label = printable(panel.y_label),
                               .x = x,
                               .y = y},
                              cell);
  script.add("plot " + points_element(script, panel, class_count(panel), x, y, data,
                                      density_of(cell).marker));
}

Scatter scatter(const data::Dataset& dataset, Index x_column, Index y_column) {
  const Index features = dataset.x.cols();
  if (x_column < 0 || y_column < 0 || x_column >= features || y_column >= features) {
    refuse_scatter(fmt::format("cannot plot columns {} and {} of a data set that has {}", x_column,
                               y_column, features));
  }
  Scatter result;
  result.x.resize(dataset.x.rows(), 2);
  result.x << dataset.x.col(x_column), dataset.x.col(y_column);
  result.y = dataset.y;
  result.class_names = dataset.class_names;
  const auto name = [&](Index column) {
    const auto i = static_cast<std::size_t>(column);
    return i < dataset.feature_names.size() ? dataset.feature_names[i]
                                            : fmt::format("x{}", column + 1);
  };
  result.x_label = name(x_column);
  result.y_label = name(y_column);
  return result;
}

}  // namespace crescent::plot
