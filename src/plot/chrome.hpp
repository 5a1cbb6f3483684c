#pragma once

#include <string>
#include <vector>

#include "plot/script.hpp"
#include "plot/ticks.hpp"

namespace crescent::plot {

/// One line of a legend: a sign and what it stands for.
struct LegendEntry {
  std::string text = {};
  Color color = {};
  bool line = false;
  bool dashed = false;
  bool area = false;
  int shape = -1;  ///< a marker's; -1: none

  bool operator==(const LegendEntry&) const = default;
};

using Legend = std::vector<LegendEntry>;

/// Everything around a panel's data.
struct Chrome {
  std::string title = {};
  Legend legend = {};
  std::string x_label = {};
  std::string y_label = {};
  Scale x = {};  ///< ticks are chosen here where none are given
  Scale y = {};
  bool grid = true;
  bool steep_x_ticks = false;  ///< long texts under the axis, at a slant
};

/// Sizes that change with the room a panel has.
struct Density {
  double title;  ///< font sizes, CSS pixels
  double label;
  double tick;
  double marker;  ///< gnuplot's pointsize
  double pad;     ///< CSS pixels between neighbours
};

Density density_of(const Box& cell);

/// Draws `legend` in rows from (left, top); the height it took, 0 for an empty one.
double draw_legend(Script& script, const Legend& legend, const Box& area, const Density& density);
double legend_height(const Legend& legend, double width, const Density& density);

/// Sets up title, legend, axes and grid of the next panel in `cell`; the rectangle left for the
/// data.
Box open_panel(Script& script, Chrome chrome, const Box& cell);

}  // namespace crescent::plot
