#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/base/file.hpp>
#include <crescent/plot/figure.hpp>

#include "plot/draw.hpp"
#include "plot/gnuplot.hpp"
#include "plot/svg.hpp"
#include "plot/text.hpp"

namespace crescent::plot {
namespace fs = std::filesystem;
namespace {

[[noreturn]] void refuse_rendering(const std::string& message) {
  throw Error(ErrorCode::invalid_argument, message);
}

struct Layout {
  int columns;
  int rows;
  double width;
  double height;
};

int chosen_columns(int panels) {
  if (panels <= 3) return panels;
  if (panels == 4) return 2;
  return panels <= 9 ? 3 : 4;
}

Layout layout_of(const Figure& figure, double strip) {
  const auto count = static_cast<int>(figure.panels.size());
  Layout layout{};
  layout.columns = std::min(figure.columns > 0 ? figure.columns : chosen_columns(count), count);
  layout.rows = (count + layout.columns - 1) / layout.columns;
  // Half a page's width a panel at least: what is smaller cannot be read.
  layout.width = figure.width > 0 ? figure.width : std::max(720, 220 * layout.columns);
  if (count == 1 && figure.width == 0 &&
      std::holds_alternative<ConfusionMatrix>(figure.panels[0])) {
    layout.width = 560;
  }
  const double cell = layout.width / layout.columns;
  const double shape = count == 1 ? 0.7 : 0.92;
  layout.height =
      figure.height > 0 ? figure.height : std::round(layout.rows * cell * shape + strip);
  return layout;
}

Legend legend_of_panel(const Panel& panel) {
  return std::visit([](const auto& p) { return legend_of(p); }, panel);
}

/// The legend that all panels with one agree on; empty where they differ or there is one panel.
Legend shared_legend(const Figure& figure) {
  Legend shared;
  if (figure.panels.size() < 2) return shared;
  for (const auto& panel : figure.panels) {
    Legend legend = legend_of_panel(panel);
    if (legend.empty()) continue;
    if (!shared.empty() && legend != shared) return {};
    shared = std::move(legend);
  }
  return shared;
}

void check_figure(const Figure& figure) {
  if (figure.panels.empty()) refuse_rendering("a figure needs at least one panel");
  if (figure.panels.size() > 64) refuse_rendering("a figure holds 64 panels at most");
  for (const int size : {figure.width, figure.height}) {
    if (size != 0 && (size < 200 || size > 4000)) {
      refuse_rendering(
          fmt::format("a figure's width and height are from 200 to 4000 pixels, not {}", size));
    }
  }
  if (figure.columns < 0) refuse_rendering("a figure's number of columns cannot be negative");
  for (const auto& panel : figure.panels) {
    std::visit([](const auto& p) { check(p); }, panel);
  }
}

std::string accessible_name(const Figure& figure) {
  if (!figure.title.empty()) return printable(figure.title);
  for (const auto& panel : figure.panels) {
    const std::string title = std::visit(
        [](const auto& p) {
          if constexpr (requires { p.points.title; }) {
            return p.points.title;
          } else {
            return p.title;
          }
        },
        panel);
    if (!title.empty()) return printable(title);
  }
  return "figure";
}

}  // namespace

Format format_of(const fs::path& path) {
  const std::string ending = path.extension().string();
  if (ending == ".png") return Format::png;
  if (ending == ".svg") return Format::svg;
  throw Error(ErrorCode::invalid_argument,
              "a picture's file name must end in .png or .svg" +
                  (ending.empty() ? std::string() : ", not " + printable(ending)),
              {.file = path.string()});
}

std::string render(const Figure& figure, Format format) {
  check_figure(figure);
  const Legend shared = shared_legend(figure);
  const std::string title = shortened(printable(figure.title), 60);
  const Density density = density_of({0, 0, 720, 520});
  const double title_strip = title.empty() ? 0 : 34;
  const double guess = legend_height(shared, layout_of(figure, 0).width - 32, density);
  const Layout layout = layout_of(figure, title_strip + (guess > 0 ? guess + 8 : 0));
  const double strip = title_strip + (guess > 0 ? guess + 8 : 0);

  Script script(format, layout.width, layout.height);
  const double width = layout.width / layout.columns;
  const double height = std::max((layout.height - strip) / layout.rows, 40.0);
  for (std::size_t i = 0; i < figure.panels.size(); ++i) {
    const auto place = static_cast<int>(i);
    const int row = place / layout.columns;
    const Box cell{(place % layout.columns) * width, strip + row * height, width, height};
    std::visit([&](const auto& panel) { draw(script, panel, cell, shared.empty()); },
               figure.panels[i]);
  }
  script.add("reset\nunset border\nunset tics\nunset key\nset xrange [0:1]\nset yrange [0:1]");
  script.label(16, 22, title, {.size = 16, .bold = true});
  draw_legend(script, shared, {16, title_strip + 6, layout.width - 32, 0}, density);
  script.add("plot NaN");
  std::string picture = run_gnuplot(script);
  return format == Format::svg ? tidy_svg(picture, accessible_name(figure)) : picture;
}

void write_figure(const Figure& figure, const fs::path& path) {
  const Format format = format_of(path);
  write_file(path, render(figure, format));
}

void write_figure(const Panel& panel, const fs::path& path) {
  Figure figure;
  figure.panels.push_back(panel);
  write_figure(figure, path);
}

}  // namespace crescent::plot
