#pragma once

#include <vector>

#include <crescent/plot/boundary.hpp>

#include "plot/polyline.hpp"

namespace crescent::plot {

/// The lines between regions of different classes, in data units: marching squares for any number
/// of classes. With probabilities a line runs where the two neighbours' are equal (linearly between
/// grid points), otherwise half-way between grid points.
std::vector<Polyline> class_borders(const Regions& regions);

}  // namespace crescent::plot
