#include "plot/chrome.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "plot/text.hpp"

namespace crescent::plot {
namespace {

constexpr Color kText{0x1f, 0x23, 0x28};
constexpr Color kQuiet{0x57, 0x5e, 0x68};
constexpr double kSign = 20;  // the width of a legend's sign

double line_height(const Density& density) { return density.label * 1.75; }

double widest(const std::vector<Tick>& ticks) {
  double width = 0;
  for (const auto& tick : ticks) width = std::max(width, text_width(tick.text));
  return width;
}

double title_height(const std::string& title, const Density& density) {
  if (title.empty()) return 0;
  return density.title *
         (0.55 + 1.35 * static_cast<double>(1 + std::count(title.begin(), title.end(), '\n')));
}

double steep_height(const std::vector<Tick>& ticks, const Density& density) {
  return widest(ticks) * density.tick * std::sin(0.7) + density.tick;
}

/// The rectangle the data get once everything around them has its room.
Box data_box(const Chrome& chrome, const Box& cell, const Density& density) {
  const double tick_width = widest(chrome.y.ticks) * density.tick;
  const double left = density.pad * 0.8 + (chrome.y_label.empty() ? 0 : density.label * 1.7) +
                      tick_width + density.tick * 0.7;
  const double last = chrome.x.ticks.empty() ? 0 : text_width(chrome.x.ticks.back().text);
  const double right = density.pad + std::min(last * density.tick / 2, 16.0);
  const double legend = legend_height(chrome.legend, cell.width - left - right, density);
  const double top = density.pad * 0.6 + title_height(chrome.title, density) + legend +
                     (legend > 0 ? density.pad * 0.4 : density.pad * 0.2);
  const double ticks =
      chrome.steep_x_ticks ? steep_height(chrome.x.ticks, density) : density.tick * 1.8;
  const double bottom = ticks + (chrome.x_label.empty() ? density.pad * 0.4 : density.label * 1.6) +
                        density.pad * 0.5;
  return {cell.left + left, cell.top + top, std::max(cell.width - left - right, 20.0),
          std::max(cell.height - top - bottom, 20.0)};
}

void set_axis(Script& script, char axis, const Scale& scale, const Chrome& chrome,
              const Density& density) {
  script.add(fmt::format("set {}range [{:.17g}:{:.17g}] noextend", axis, scale.min, scale.max));
  script.add(fmt::format("{} logscale {}", scale.log ? "set" : "unset", axis));
  std::string ticks;
  for (const auto& tick : scale.ticks) {
    ticks +=
        fmt::format("{}{} {:.17g}", ticks.empty() ? "" : ",", script.string(tick.text), tick.value);
  }
  const bool steep = axis == 'x' && chrome.steep_x_ticks;
  script.add(fmt::format(
      "set {}tics {} scale 0 offset {} font \"DejaVu Sans,{}\" "
      "textcolor rgb \"{}\" ({})",
      axis, steep ? "rotate by 40 right" : "norotate",
      axis == 'x' ? "character 0,0.15" : "character 0.5,0", density.tick, hex(kQuiet), ticks));
}

void draw_texts(Script& script, const Chrome& chrome, const Box& cell, const Box& data,
                const Density& density) {
  const double room = cell.right() - data.left;
  double y = cell.top + density.pad * 0.6;
  if (!chrome.title.empty()) {
    const double height = title_height(chrome.title, density);
    // gnuplot stands a label of several lines with its first line at the position.
    script.label(data.left, y + density.title * 0.8,
                 chrome.title.find('\n') == std::string::npos
                     ? shortened(chrome.title, room / density.title / 1.08)
                     : chrome.title,
                 {.size = density.title, .color = kText, .bold = true});
    y += height;
  }
  draw_legend(script, chrome.legend, {data.left, y, data.width, 0}, density);
  script.label(data.left + data.width / 2, cell.bottom() - density.pad * 0.5 - density.label * 0.6,
               shortened(chrome.x_label, data.width / density.label),
               {.size = density.label, .color = kText, .align = "center"});
  script.label(
      data.left - widest(chrome.y.ticks) * density.tick - density.tick * 0.7 - density.label * 0.9,
      data.top + data.height / 2, shortened(chrome.y_label, data.height / density.label),
      {.size = density.label, .color = kText, .align = "center", .rotate = 90});
}

}  // namespace

Density density_of(const Box& cell) {
  if (cell.width >= 400 && cell.height >= 260) return {15, 13, 12, 0.8, 16};
  return {13, 12, 11, 0.45, 9};
}

/// Calls `place(entry, x, y)` for each entry, wrapped to `width`; the height used.
template <class Place>
static double flow(const Legend& legend, double width, const Density& density, const Place& place) {
  if (legend.empty()) return 0;
  double x = 0;
  double row = 0;
  for (const auto& entry : legend) {
    const double needed = kSign + text_width(entry.text) * density.label;
    if (x > 0 && x + needed > width) {
      x = 0;
      row += 1;
    }
    place(entry, x, (row + 0.5) * line_height(density));
    x += needed + density.label * 1.4;
  }
  return (row + 1) * line_height(density);
}

double legend_height(const Legend& legend, double width, const Density& density) {
  return flow(legend, width, density, [](const LegendEntry&, double, double) {});
}

double draw_legend(Script& script, const Legend& legend, const Box& area, const Density& density) {
  return flow(legend, area.width, density, [&](const LegendEntry& entry, double dx, double dy) {
    const double x = area.left + dx;
    const double y = area.top + dy;
    if (entry.area) {
      const double side = density.label;
      script.rectangle({x, y - side / 2, side, side}, mix({255, 255, 255}, entry.color, 0.25));
    }
    if (entry.line) {
      script.rule(x, y, x + kSign - 5, y,
                  fmt::format("linewidth 2 dashtype {} linecolor rgb \"{}\"",
                              entry.dashed ? "(5,3)" : "solid", hex(entry.color)));
    }
    if (entry.shape >= 0) {
      const double at = entry.line ? x + (kSign - 5) / 2 : x + 6;
      script.marker(at, y, entry.shape, entry.color, entry.line ? 0.6 : 0.85);
    }
    script.label(x + kSign, y, entry.text, {.size = density.label, .color = kText});
  });
}

Box open_panel(Script& script, Chrome chrome, const Box& cell) {
  const Density density = density_of(cell);
  const auto choose = [](Scale& scale, double pixels, double spacing) {
    if (!scale.ticks.empty()) return;
    const int count = std::max(3, static_cast<int>(pixels / spacing));
    scale.ticks = make_ticks(scale.min, scale.max, scale.log, count);
  };
  choose(chrome.y, cell.height * 0.75, density.tick * 5.0);
  choose(chrome.x, cell.width * 0.85, density.tick * 5.5);
  const Box data = data_box(chrome, cell, density);
  const Box page = script.page();
  script.add("reset");
  script.add("unset key");
  script.add(
      fmt::format("set lmargin at screen {:.7f}\nset rmargin at screen {:.7f}\n"
                  "set tmargin at screen {:.7f}\nset bmargin at screen {:.7f}",
                  data.left / page.width, data.right() / page.width, 1 - data.top / page.height,
                  1 - data.bottom() / page.height));
  script.add("set border 3 linewidth 0.9 linecolor rgb \"#a3a9b2\" back");
  // A straight line is only its two ends: draw it also where both lie outside the axes.
  script.add("set clip one\nset clip two");
  set_axis(script, 'x', chrome.x, chrome, density);
  set_axis(script, 'y', chrome.y, chrome, density);
  if (chrome.grid) {
    script.add("set grid xtics ytics back linetype 1 linewidth 0.8 linecolor rgb \"#e9ebee\"");
  }
  draw_texts(script, chrome, cell, data, density);
  return data;
}

}  // namespace crescent::plot
