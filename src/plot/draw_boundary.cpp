#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include <crescent/base/error.hpp>

#include "plot/contour.hpp"
#include "plot/draw.hpp"
#include "plot/text.hpp"

namespace crescent::plot {
namespace {

int classes_of(const Boundary& panel) {
  int classes =
      std::max(class_count(panel.points), static_cast<int>(panel.regions.probabilities.cols()));
  for (const int k : panel.regions.classes) classes = std::max(classes, k + 1);
  return std::max(classes, 2);
}

constexpr double kShades = 48;

/// The four grid points around a position, with their bilinear weights.
struct Corner {
  Index cell;
  float weight;
};

std::array<Corner, 4> corners_at(const Grid& grid, double column, double row) {
  const auto left = std::clamp<Index>(static_cast<Index>(column), 0, grid.columns - 2);
  const auto low = std::clamp<Index>(static_cast<Index>(row), 0, grid.rows - 2);
  const auto u = static_cast<float>(std::clamp(column - static_cast<double>(left), 0.0, 1.0));
  const auto v = static_cast<float>(std::clamp(row - static_cast<double>(low), 0.0, 1.0));
  const Index cell = low * grid.columns + left;
  return {{{cell, (1 - u) * (1 - v)},
           {cell + 1, u * (1 - v)},
           {cell + grid.columns, (1 - u) * v},
           {cell + grid.columns + 1, u * v}}};
}

Color color_at(const Regions& regions, int classes, const std::array<Corner, 4>& corners) {
  const auto class_of = [&](const Corner& c) {
    return regions.classes[static_cast<std::size_t>(c.cell)];
  };
  if (regions.probabilities.size() == 0) {
    int best = 0;
    float most = -1;
    for (const auto& candidate : corners) {
      float votes = 0;
      for (const auto& c : corners) votes += class_of(c) == class_of(candidate) ? c.weight : 0.0F;
      if (votes > most) {
        most = votes;
        best = class_of(candidate);
      }
    }
    return region_color(best, classes);
  }
  int best = 0;
  float most = -1;
  const auto& p = regions.probabilities;
  for (Index k = 0; k < p.cols(); ++k) {
    float sum = 0;
    for (const auto& c : corners) sum += c.weight * p(c.cell, k);
    if (sum > most) {
      most = sum;
      best = static_cast<int>(k);
    }
  }
  const double chance = 1.0 / static_cast<double>(p.cols());
  const double certainty = std::clamp((most - chance) / (1 - chance), 0.0, 1.0);
  // As many shades as anyone sees; the fewer, the better the picture packs.
  return region_color(best, classes, std::round(certainty * kShades) / kShades);
}

/// The regions as an image of the size it is shown at, so that it is sharp whatever the grid's
/// step.
std::string image_element(Script& script, const Boundary& panel, const Scale& x, const Scale& y,
                          const Box& data) {
  const Regions& regions = panel.regions;
  const Grid& grid = regions.grid;
  // A browser enlarges an image smoothly: that suits shades, and keeps an SVG small.
  const bool shaded = regions.probabilities.size() > 0;
  const double density = script.format() == Format::png ? 2 : shaded ? 0.5 : 1;
  const auto width = static_cast<Index>(std::max(2.0, std::round(data.width * density)));
  const auto height = static_cast<Index>(std::max(2.0, std::round(data.height * density)));
  const int classes = classes_of(panel);
  std::string pixels;
  pixels.reserve(static_cast<std::size_t>(width * height * 3));
  const auto place = [](Index i, Index count, Index cells) {
    return (static_cast<double>(i) + 0.5) / static_cast<double>(count) *
           static_cast<double>(cells - 1);
  };
  for (Index j = 0; j < height; ++j) {
    for (Index i = 0; i < width; ++i) {
      const auto corners =
          corners_at(grid, place(i, width, grid.columns), place(j, height, grid.rows));
      const Color c = color_at(regions, classes, corners);
      pixels += {static_cast<char>(c.red), static_cast<char>(c.green), static_cast<char>(c.blue)};
    }
  }
  const double dx = (x.max - x.min) / static_cast<double>(width);
  const double dy = (y.max - y.min) / static_cast<double>(height);
  return fmt::format(
      "{} binary array=({},{}) format=\"%uchar\" origin=({:.17g},{:.17g}) "
      "dx={:.17g} dy={:.17g} with rgbimage",
      script.file(std::move(pixels)), width, height, x.min + dx / 2, y.min + dy / 2, dx, dy);
}

std::string border_element(Script& script, const Regions& regions, const Scale& x, const Scale& y,
                           const Box& data, double line_width) {
  std::string rows;
  // Class numbers alone put the line on a staircase of half cells. Steps of a pixel or so are
  // smoothed away; larger ones are what the grid knows and stay, so that the line keeps to its
  // fill.
  const double cell = std::max(data.width / static_cast<double>(regions.grid.columns),
                               data.height / static_cast<double>(regions.grid.rows));
  const bool stairs = regions.probabilities.size() == 0;
  const int passes = !stairs || cell > 8 ? 0 : cell > 3 ? 2 : 16;
  for (const Polyline& line : class_borders(regions)) {
    Polyline pixels;
    for (const Point& p : line) {
      pixels.push_back({x.share(p.x) * data.width, y.share(p.y) * data.height});
    }
    for (const Point& p : simplified(smoothed(pixels, passes), 0.12)) {
      rows += fmt::format("{:.17g} {:.17g}\n", x.min + p.x / data.width * (x.max - x.min),
                          y.min + p.y / data.height * (y.max - y.min));
    }
    rows += '\n';
  }
  if (rows.empty()) return {};
  return fmt::format("{} using 1:2 with lines linewidth {} linecolor rgb \"#4a4f57\"",
                     script.file(std::move(rows)), line_width);
}

}  // namespace

void check(const Boundary& panel) {
  if (panel.points.x.rows() > 0) check(panel.points);
  const Regions& regions = panel.regions;
  const Index cells = regions.grid.cells();
  const bool fits = regions.grid.columns >= 2 && regions.grid.rows >= 2 &&
                    static_cast<Index>(regions.classes.size()) == cells &&
                    (regions.probabilities.size() == 0 || regions.probabilities.rows() == cells);
  if (!fits) {
    throw Error(ErrorCode::invalid_argument,
                "a boundary needs a class for every cell of its grid; use predict_regions");
  }
}

Legend legend_of(const Boundary& panel) { return class_legend(panel.points, classes_of(panel)); }

void draw(Script& script, const Boundary& panel, const Box& cell, bool legend) {
  const Grid& grid = panel.regions.grid;
  const Scale x{grid.x(0), grid.x(grid.columns - 1), false, {}};
  const Scale y{grid.y(0), grid.y(grid.rows - 1), false, {}};
  const Density density = density_of(cell);
  const Box data = open_panel(script,
                              {.title = printable(panel.points.title, true),
                               .legend = legend ? legend_of(panel) : Legend{},
                               .x_label = printable(panel.points.x_label),
                               .y_label = printable(panel.points.y_label),
                               .x = x,
                               .y = y,
                               .grid = false},
                              cell);
  std::string elements = image_element(script, panel, x, y, data);
  const auto append = [&elements](const std::string& element) {
    if (!element.empty()) elements += ", " + element;
  };
  append(border_element(script, panel.regions, x, y, data, density.marker > 0.6 ? 1.6 : 1.2));
  if (panel.points.x.rows() > 0) {
    append(points_element(script, panel.points, classes_of(panel), x, y, data, density.marker));
  }
  script.add("plot " + elements);
}

}  // namespace crescent::plot
