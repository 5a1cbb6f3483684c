#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include <crescent/base/error.hpp>

#include "plot/draw.hpp"
#include "plot/polyline.hpp"
#include "plot/text.hpp"

namespace crescent::plot {
namespace {

[[noreturn]] void refuse_lines(const std::string& message) {
  throw Error(ErrorCode::invalid_argument, message);
}

Color color_of(const std::optional<Color>& chosen, std::size_t index) {
  return chosen ? *chosen : curve_color(index);
}

bool drawable(double value, const Axis& axis) {
  return std::isfinite(value) && (!axis.log || value > 0);
}

/// The lowest and highest value met.
struct Extent {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();

  void add(double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
  bool empty() const { return low > high; }
};

/// The extents of x and y over every point that can be drawn.
std::pair<Extent, Extent> extents(const LineChart& panel) {
  std::pair<Extent, Extent> result;
  const auto inside = [&](double x) {
    return !(panel.x_axis.min && x < *panel.x_axis.min) &&
           !(panel.x_axis.max && x > *panel.x_axis.max);
  };
  const auto add = [&](double x, double y) {
    if (!drawable(x, panel.x_axis) || !drawable(y, panel.y_axis) || !inside(x)) return;
    result.first.add(x);
    result.second.add(y);
  };
  for (const auto& curve : panel.curves) {
    for (std::size_t i = 0; i < curve.x.size(); ++i) add(curve.x[i], curve.y[i]);
  }
  for (const auto& band : panel.bands) {
    for (std::size_t i = 0; i < band.x.size(); ++i) {
      add(band.x[i], band.lower[i]);
      add(band.x[i], band.upper[i]);
    }
  }
  return result;
}

Scale scale_of(const Axis& axis, Extent extent, double air) {
  if (axis.min) extent.low = *axis.min;
  if (axis.max) extent.high = *axis.max;
  double low = axis.log ? std::log10(extent.low) : extent.low;
  double high = axis.log ? std::log10(extent.high) : extent.high;
  const double spread = high > low ? (high - low) * air : std::max(0.5, std::abs(low) * 0.1);
  if (!axis.min) low -= spread;
  if (!axis.max) high += spread;
  // A fixed end may lie beyond all data: the other end then gives way.
  if (!(high > low)) (axis.min ? high : low) = axis.min ? low + 1 : high - 1;
  Scale scale{
      axis.log ? std::pow(10.0, low) : low, axis.log ? std::pow(10.0, high) : high, axis.log, {}};
  if (!(scale.max > scale.min) || !std::isfinite(scale.max - scale.min) ||
      (axis.log && !(scale.min > 0))) {
    refuse_lines("the values are too far apart to draw; choose fixed ends for the axis");
  }
  return scale;
}

std::pair<Scale, Scale> scales_of(const LineChart& panel) {
  const auto [x, y] = extents(panel);
  if (x.empty()) {
    refuse_lines(
        "a line chart needs at least one point that is finite (and above 0 on a log axis)");
  }
  return {scale_of(panel.x_axis, x, 0.02), scale_of(panel.y_axis, y, 0.06)};
}

/// The curve's stretches in pixels of `data`, without points nobody could tell apart.
std::vector<Polyline> stretches(const LineChart& panel, const Curve& curve, const Scale& x,
                                const Scale& y, const Box& data) {
  std::vector<Polyline> result(1);
  for (std::size_t i = 0; i < curve.x.size(); ++i) {
    if (!std::isfinite(curve.x[i]) || !std::isfinite(curve.y[i])) {
      result.emplace_back();
    } else if (drawable(curve.x[i], panel.x_axis) && drawable(curve.y[i], panel.y_axis)) {
      result.back().push_back(
          {x.share(curve.x[i]) * data.width, y.share(curve.y[i]) * data.height});
    }
  }
  for (auto& line : result) {
    if (!curve.markers) line = simplified(thinned(line, 0.7), 0.1);
  }
  return result;
}

double unshare(const Scale& scale, double share) {
  return scale.log ? scale.min * std::pow(scale.max / scale.min, share)
                   : scale.min + share * (scale.max - scale.min);
}

std::string curve_element(Script& script, const LineChart& panel, std::size_t index, const Scale& x,
                          const Scale& y, const Box& data, double size) {
  const Curve& curve = panel.curves[index];
  const Color color = color_of(curve.color, index);
  std::string lines;
  std::string points;
  const auto [fill, outline] = point_types(static_cast<int>(index));
  for (const Polyline& line : stretches(panel, curve, x, y, data)) {
    for (const Point& p : line) {
      const std::string at = fmt::format("{:.17g} {:.17g}", unshare(x, p.x / data.width),
                                         unshare(y, p.y / data.height));
      lines += at + '\n';
      points += fmt::format("{} {}\n", at, fill);
    }
    lines += '\n';
  }
  if (points.empty()) return {};
  std::string result;
  if (curve.line) {
    result =
        fmt::format("{} using 1:2 with lines linewidth 2 dashtype {} linecolor rgb \"{}\"",
                    script.file(std::move(lines)), curve.dashed ? "(5,3)" : "solid", hex(color));
  }
  if (!curve.markers) return result;
  const std::string file = script.file(std::move(points));
  const auto marks = [&](int type, Color c) {
    result += fmt::format(
        "{}{} using 1:2 with points pointtype {} pointsize {:.3g} linewidth 0.7 "
        "linecolor rgb \"{}\"",
        result.empty() ? "" : ", ", file, type, size, hex(c));
  };
  marks(fill, color);
  if (script.format() == Format::png) marks(outline, kOutline);
  return result;
}

std::string band_element(Script& script, const LineChart& panel, std::size_t index) {
  const Band& band = panel.bands[index];
  std::string rows;
  for (std::size_t i = 0; i < band.x.size(); ++i) {
    const bool whole = drawable(band.x[i], panel.x_axis) && drawable(band.lower[i], panel.y_axis) &&
                       drawable(band.upper[i], panel.y_axis);
    if (whole) {
      rows += fmt::format("{:.17g} {:.17g} {:.17g}\n", band.x[i], band.lower[i], band.upper[i]);
    }
  }
  if (rows.empty()) return {};
  return fmt::format(
      "{} using 1:2:3 with filledcurves fillstyle transparent solid 0.18 noborder "
      "fillcolor rgb \"{}\"",
      script.file(std::move(rows)), hex(color_of(band.color, index)));
}

void check_axis(const Axis& axis) {
  for (const auto& end : {axis.min, axis.max}) {
    if (end && (!std::isfinite(*end) || (axis.log && *end <= 0))) {
      refuse_lines("an axis's fixed ends must be finite, and above 0 on a log axis");
    }
  }
  if (axis.min && axis.max && *axis.min >= *axis.max) {
    refuse_lines(fmt::format("an axis must run upwards: its min {} is not below its max {}",
                             *axis.min, *axis.max));
  }
}

}  // namespace

void check(const LineChart& panel) {
  check_axis(panel.x_axis);
  check_axis(panel.y_axis);
  for (const auto& curve : panel.curves) {
    if (curve.x.size() != curve.y.size()) {
      refuse_lines(fmt::format("curve '{}' has {} x and {} y; it needs as many of each", curve.name,
                               curve.x.size(), curve.y.size()));
    }
  }
  for (const auto& band : panel.bands) {
    if (band.x.size() != band.lower.size() || band.x.size() != band.upper.size()) {
      refuse_lines(
          fmt::format("band '{}' has {} x, {} lower and {} upper; it needs as many of each",
                      band.name, band.x.size(), band.lower.size(), band.upper.size()));
    }
  }
  scales_of(panel);
}

Legend legend_of(const LineChart& panel) {
  Legend legend;
  if (!panel.legend) return legend;
  for (std::size_t i = 0; i < panel.curves.size(); ++i) {
    const Curve& curve = panel.curves[i];
    if (curve.name.empty()) continue;
    legend.push_back({.text = shortened(printable(curve.name), 30),
                      .color = color_of(curve.color, i),
                      .line = curve.line,
                      .dashed = curve.dashed,
                      .shape = curve.markers ? static_cast<int>(i % kShapes) : -1});
  }
  for (std::size_t i = 0; i < panel.bands.size(); ++i) {
    if (panel.bands[i].name.empty()) continue;
    legend.push_back({.text = shortened(printable(panel.bands[i].name), 30),
                      .color = color_of(panel.bands[i].color, i),
                      .area = true});
  }
  return legend;
}

void draw(Script& script, const LineChart& panel, const Box& cell, bool legend) {
  const auto [x, y] = scales_of(panel);
  const Box data = open_panel(script,
                              {.title = printable(panel.title, true),
                               .legend = legend ? legend_of(panel) : Legend{},
                               .x_label = printable(panel.x_axis.label),
                               .y_label = printable(panel.y_axis.label),
                               .x = x,
                               .y = y},
                              cell);
  std::string elements;
  const auto append = [&elements](const std::string& element) {
    if (!element.empty()) elements += (elements.empty() ? "" : ", ") + element;
  };
  for (std::size_t i = 0; i < panel.bands.size(); ++i) append(band_element(script, panel, i));
  for (std::size_t i = 0; i < panel.curves.size(); ++i) {
    append(curve_element(script, panel, i, x, y, data, density_of(cell).marker));
  }
  script.add("plot " + elements);
}

}  // namespace crescent::plot
