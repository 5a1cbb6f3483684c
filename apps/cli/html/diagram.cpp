#include "html/diagram.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <optional>

#include <fmt/format.h>

namespace crescent::cli::html {
namespace {

constexpr double kWidth = 640;
constexpr double kTop = 44;     // room for the titles
constexpr double kBottom = 34;  // room for the shapes
constexpr double kRadius = 20;
constexpr double kStep = 56;  // between the centres of two circles
constexpr int kMostCircles = 7;

// One place in a column: a unit, or the dots that stand for those left out.
struct Place {
  double x = 0;
  double y = 0;
  std::optional<int> unit;
};

std::vector<Place> column(int units, double x, double middle) {
  std::vector<Place> places;
  for (int i = 0; i < units; ++i) {
    const bool shown = units <= kMostCircles || i < kMostCircles - 2 || i == units - 1;
    if (shown) {
      places.push_back({x, 0, i});
    } else if (places.back().unit) {
      places.push_back({x, 0, std::nullopt});
    }
  }
  const double top = middle - kStep * (static_cast<double>(places.size()) - 1) / 2;
  for (std::size_t i = 0; i < places.size(); ++i)
    places[i].y = top + kStep * static_cast<double>(i);
  return places;
}

double largest(const std::vector<Rows>& weights) {
  double result = 1e-300;
  for (const Rows& matrix : weights) {
    for (const auto& row : matrix) {
      for (const double w : row) result = std::max(result, std::abs(w));
    }
  }
  return result;
}

std::string connection(const Place& from, const Place& to, const Rows* weights, double scale) {
  const double x1 = from.x + kRadius;
  const double x2 = to.x - kRadius;
  if (!weights) {
    return fmt::format(
        "<line class=\"edge\" x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\"/>", x1,
        from.y, x2, to.y);
  }
  const double w =
      (*weights)[static_cast<std::size_t>(*from.unit)][static_cast<std::size_t>(*to.unit)];
  return fmt::format(
      "<line class=\"edge {}\" stroke-width=\"{:.2f}\" x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" "
      "y2=\"{:.1f}\"/>",
      w < 0 ? "negative" : "positive", 0.5 + 5.5 * std::abs(w) / scale, x1, from.y, x2, to.y);
}

std::string circle(const Place& place, const std::string& symbol, int first_index) {
  if (!place.unit) {
    return fmt::format("<text class=\"dots\" x=\"{:.1f}\" y=\"{:.1f}\">⋮</text>", place.x,
                       place.y + 7);
  }
  return fmt::format(
      "<circle class=\"unit\" cx=\"{0:.1f}\" cy=\"{1:.1f}\" r=\"{2}\"/>"
      "<text class=\"symbol\" x=\"{0:.1f}\" y=\"{3:.1f}\">{4}<tspan class=\"index\" "
      "dy=\"4\">{5}</tspan></text>",
      place.x, place.y, kRadius, place.y + 5, symbol, *place.unit + first_index);
}

std::string label(const char* style, double x, double y, const std::string& text) {
  return fmt::format("<text class=\"{}\" x=\"{:.1f}\" y=\"{:.1f}\">{}</text>", style, x, y, text);
}

std::string svg_start(double width, double height, const std::string& description) {
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {:.0f} {:.0f}\" role=\"img\" "
      "aria-label=\"{}\">",
      width, height, description);
}

}  // namespace

std::string network_diagram(const NetworkDiagram& diagram) {
  const int tallest = *std::max_element(diagram.layers.begin(), diagram.layers.end());
  const double inner = kStep * std::min(tallest, kMostCircles);
  const double gap = (kWidth - 160) / static_cast<double>(diagram.layers.size() - 1);

  std::vector<std::vector<Place>> columns;
  for (std::size_t k = 0; k < diagram.layers.size(); ++k) {
    columns.push_back(
        column(diagram.layers[k], 80 + gap * static_cast<double>(k), kTop + inner / 2));
  }
  const double scale = largest(diagram.weights);
  std::string text = svg_start(kWidth, kTop + inner + kBottom, diagram.description);
  for (std::size_t k = 0; k + 1 < columns.size(); ++k) {
    const Rows* weights = diagram.weights.empty() ? nullptr : &diagram.weights[k];
    for (const Place& from : columns[k]) {
      for (const Place& to : columns[k + 1]) {
        if (from.unit && to.unit) text += connection(from, to, weights, scale);
      }
    }
    text += label("note", (columns[k][0].x + columns[k + 1][0].x) / 2, kTop + inner + kBottom - 10,
                  diagram.between[k]);
  }
  for (std::size_t k = 0; k < columns.size(); ++k) {
    text += label("title", columns[k][0].x, 18, diagram.titles[k]);
    for (const Place& place : columns[k]) {
      text += circle(place, diagram.symbols[k], diagram.first_index[k]);
    }
  }
  return text + "</svg>";
}

std::string line_chart(const std::vector<std::pair<double, double>>& points, double threshold,
                       const std::string& x_label, const std::string& description) {
  constexpr double kHeight = 260, kLeft = 48, kRight = 620, kCeiling = 16, kFloor = 214;
  double y_max = 1.2 * threshold;
  for (const auto& [x, y] : points) y_max = std::max(y_max, 1.05 * y);
  const double x_min = points.front().first;
  const double x_max = std::max(points.back().first, x_min + 1);
  const auto to_x = [&](double x) {
    return kLeft + (kRight - kLeft) * (x - x_min) / (x_max - x_min);
  };
  const auto to_y = [&](double y) { return kFloor - (kFloor - kCeiling) * y / y_max; };

  std::string text = svg_start(kWidth, kHeight, description);
  text +=
      fmt::format("<path class=\"axis\" d=\"M{0} {1}V{2}H{3}\"/>", kLeft, kCeiling, kFloor, kRight);
  text += fmt::format("<path class=\"threshold\" d=\"M{} {:.1f}H{}\"/>", kLeft, to_y(threshold),
                      kRight);
  for (const double y : {0.0, threshold / 2, threshold}) {
    text += label("tick-y", kLeft - 8, to_y(y) + 4, fmt::format("{:g}", y));
  }
  for (const double part : {0.0, 0.2, 0.4, 0.6, 0.8, 1.0}) {
    const double x = std::round(x_min + part * (x_max - x_min));
    text += label("tick-x", to_x(x), kFloor + 20, fmt::format("{:.0f}", x));
  }
  text += label("note", (kLeft + kRight) / 2, kHeight - 6, x_label);
  text += "<polyline class=\"curve\" points=\"";
  for (const auto& [x, y] : points)
    fmt::format_to(std::back_inserter(text), "{:.1f},{:.1f} ", to_x(x), to_y(y));
  return text + "\"/></svg>";
}

}  // namespace crescent::cli::html
