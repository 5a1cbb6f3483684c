#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <crescent/base/error.hpp>

#include "plot/draw.hpp"
#include "plot/text.hpp"

namespace crescent::plot {
namespace {

constexpr Color kNobody{255, 255, 255};

Color cell_color(double share, bool right) {
  if (share <= 0) return {0xf6, 0xf7, 0xf8};
  return mix(kNobody, right ? Color{0x2b, 0x5c, 0x9e} : Color{0xb8, 0x2e, 0x4a}, 0.1 + 0.9 * share);
}

Scale scale_of(int classes) { return {0, static_cast<double>(classes), false, {}}; }

}  // namespace

void check(const ConfusionMatrix& panel) {
  const auto& counts = panel.counts;
  if (counts.rows() < 1 || counts.rows() != counts.cols()) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("a confusion matrix must be square, not ({}, {})", counts.rows(),
                            counts.cols()));
  }
  if (counts.minCoeff() < 0) {
    throw Error(ErrorCode::invalid_argument, "a confusion matrix holds counts, none below 0");
  }
}

Legend legend_of(const ConfusionMatrix&) { return {}; }

void draw(Script& script, const ConfusionMatrix& panel, const Box& cell, bool) {
  const auto classes = static_cast<int>(panel.counts.rows());
  Chrome chrome{.title = printable(panel.title, true),
                .x_label = "predicted class",
                .y_label = "true class",
                .x = scale_of(classes),
                .y = scale_of(classes),
                .grid = false};
  const Density density = density_of(cell);
  double widest = 0;
  // Names are left out between where they would run into each other.
  const int every =
      std::max(1, static_cast<int>(std::lround(classes * density.tick * 1.4 / cell.height)));
  for (int k = 0; k < classes; k += every) {
    const std::string name = shortened(class_name(panel.class_names, k), 11);
    widest = std::max(widest, text_width(name) * density.tick);
    chrome.x.ticks.push_back({k + 0.5, name});
    chrome.y.ticks.push_back({classes - k - 0.5, name});
  }
  chrome.steep_x_ticks = widest > cell.width * 0.75 / classes * every;
  const Box data = open_panel(script, chrome, cell);
  script.add("unset border");
  const double width = data.width / classes;
  const double height = data.height / classes;
  const double gap = std::min(width, height) > 12 ? 1.0 : 0.0;
  for (int i = 0; i < classes; ++i) {
    const double total = std::max(panel.counts.row(i).cast<double>().sum(), 1.0);
    for (int j = 0; j < classes; ++j) {
      const int count = panel.counts(i, j);
      const double share = count / total;
      const Box box{data.left + j * width + gap, data.top + i * height + gap, width - 2 * gap,
                    height - 2 * gap};
      // In a large matrix the empty cells are most of it, and tell least.
      if (count == 0 && classes > 12) continue;
      script.rectangle(box, cell_color(share, i == j));
      const std::string text = std::to_string(count);
      const double size = std::min(
          {density.title + 1, height * 0.6, width * 0.85 / std::max(text_width(text), 1.0)});
      if (size < 6) continue;
      const Color color = share > 0.4  ? kNobody
                          : count == 0 ? Color{0xa8, 0xae, 0xb6}
                                       : Color{0x1f, 0x23, 0x28};
      script.label(box.left + box.width / 2, box.top + box.height / 2, text,
                   {.size = size, .color = color, .align = "center"});
    }
  }
  script.add("plot NaN");
}

}  // namespace crescent::plot
