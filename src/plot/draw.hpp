#pragma once

#include "plot/chrome.hpp"
#include "plot/script.hpp"

namespace crescent::plot {

// One overload of each for every kind of panel. `check` throws Error(invalid_argument) for a panel
// that cannot be drawn; the others rely on it. `draw` leaves the legend out where `legend` is
// false.

void check(const Scatter& panel);
void check(const Boundary& panel);
void check(const LineChart& panel);
void check(const ConfusionMatrix& panel);

Legend legend_of(const Scatter& panel);
Legend legend_of(const Boundary& panel);
Legend legend_of(const LineChart& panel);
Legend legend_of(const ConfusionMatrix& panel);

void draw(Script& script, const Scatter& panel, const Box& cell, bool legend);
void draw(Script& script, const Boundary& panel, const Box& cell, bool legend);
void draw(Script& script, const LineChart& panel, const Box& cell, bool legend);
void draw(Script& script, const ConfusionMatrix& panel, const Box& cell, bool legend);

/// The name of class `index`, ready to draw.
std::string class_name(const std::vector<std::string>& names, int index);

/// The classes a scatter plot tells apart: named ones and those in y.
int class_count(const Scatter& panel);

/// The legend's lines and the plotted points, shared by Scatter and Boundary; `classes` decides the
/// colours, `data` is the panel's rectangle.
Legend class_legend(const Scatter& panel, int classes);
std::string points_element(Script& script, const Scatter& panel, int classes, const Scale& x,
                           const Scale& y, const Box& data, double size);

}  // namespace crescent::plot
