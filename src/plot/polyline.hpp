#pragma once

#include <vector>

namespace crescent::plot {

struct Point {
  double x;
  double y;
};

/// Points joined in order; closed when the last equals the first.
using Polyline = std::vector<Point>;

/// Leaves out points that lie within `tolerance` of the line drawn without them (the rule of
/// Ramer, Douglas and Peucker). The ends stay.
Polyline simplified(const Polyline& line, double tolerance);

/// For a line whose x never falls: of the points within one `width` of x, only the first, lowest,
/// highest and last, in their order. Other lines come back unchanged.
Polyline thinned(const Polyline& line, double width);

/// Each pass moves every inner point half-way to the middle of its neighbours: takes the stairs out
/// of a line that was found on a grid.
Polyline smoothed(Polyline line, int passes);

}  // namespace crescent::plot
