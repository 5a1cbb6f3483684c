#include "plot/contour.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace crescent::plot {
namespace {

using Key = Index;

/// Segments between crossings; a crossing has one key wherever it is met, so that neighbouring
/// cells' segments join.
class Tracer {
 public:
  explicit Tracer(const Regions& regions) : regions_(regions), grid_(regions.grid) {}

  std::vector<Polyline> trace() {
    for (Index row = 0; row + 1 < grid_.rows; ++row) {
      for (Index column = 0; column + 1 < grid_.columns; ++column) add_cell(row, column);
    }
    return chain();
  }

 private:
  struct Node {
    Point at;
    std::vector<Key> links;
  };

  int class_at(Index cell) const { return regions_.classes[static_cast<std::size_t>(cell)]; }

  Point position(Index cell) const {
    return {grid_.x(cell % grid_.columns), grid_.y(cell / grid_.columns)};
  }

  /// Where between neighbouring grid points a and b the class changes.
  Point crossing(Index a, Index b) const {
    double t = 0.5;
    if (regions_.probabilities.size() > 0) {
      const auto& p = regions_.probabilities;
      const double at_a = p(a, class_at(a)) - p(a, class_at(b));
      const double at_b = p(b, class_at(b)) - p(b, class_at(a));
      if (at_a + at_b > 0) t = std::clamp(at_a / (at_a + at_b), 0.0, 1.0);
    }
    const Point from = position(a);
    const Point to = position(b);
    return {from.x + t * (to.x - from.x), from.y + t * (to.y - from.y)};
  }

  void link(Key a, Key b) {
    nodes_[a].links.push_back(b);
    nodes_[b].links.push_back(a);
  }

  /// One square of four grid points, corners counter-clockwise from (row, column).
  void add_cell(Index row, Index column) {
    const Index here = row * grid_.columns + column;
    const Index above = here + grid_.columns;
    const std::array<Index, 4> corner{here, here + 1, above + 1, above};
    const int first = class_at(corner[0]);
    if (first == class_at(corner[1]) && first == class_at(corner[2]) &&
        first == class_at(corner[3])) {
      return;
    }
    // Edge keys: 3 x its lower-left grid point, + 0 along x, + 1 along y; + 2 is a cell's middle.
    const std::array<Key, 4> key{3 * here, 3 * (here + 1) + 1, 3 * above, 3 * here + 1};
    std::vector<Key> found;
    for (std::size_t i = 0; i < 4; ++i) {
      // Each edge is read from the same end whichever cell asks, so that rounding agrees.
      const Index a = std::min(corner[i], corner[(i + 1) % 4]);
      const Index b = std::max(corner[i], corner[(i + 1) % 4]);
      if (class_at(a) == class_at(b)) continue;
      nodes_[key[i]].at = crossing(a, b);
      found.push_back(key[i]);
    }
    if (found.size() == 2) {
      link(found[0], found[1]);
    } else if (found.size() == 4 && first == class_at(corner[2])) {
      // A saddle: the class of the lower-left corner stays connected.
      link(found[0], found[1]);
      link(found[2], found[3]);
    } else {
      add_junction(3 * here + 2, found);
    }
  }

  void add_junction(Key middle, const std::vector<Key>& arms) {
    Point sum{0, 0};
    for (const Key arm : arms) {
      sum.x += nodes_[arm].at.x / static_cast<double>(arms.size());
      sum.y += nodes_[arm].at.y / static_cast<double>(arms.size());
    }
    nodes_[middle].at = sum;
    for (const Key arm : arms) link(middle, arm);
  }

  Polyline walk(Key start) {
    Polyline line{nodes_[start].at};
    Key here = start;
    while (!nodes_[here].links.empty()) {
      const Key next = nodes_[here].links.back();
      nodes_[here].links.pop_back();
      auto& back = nodes_[next].links;
      back.erase(std::find(back.begin(), back.end(), here));
      line.push_back(nodes_[next].at);
      here = next;
      // Only a crossing with one way on continues the line; ends and junctions close it.
      if (back.size() != 1 || next % 3 == 2) break;
    }
    return line;
  }

  std::vector<Polyline> chain() {
    std::vector<Key> ends;
    std::vector<Key> all;
    for (const auto& [key, node] : nodes_) {
      all.push_back(key);
      if (node.links.size() != 2) ends.push_back(key);
    }
    // The map's order is not part of the picture.
    std::sort(ends.begin(), ends.end());
    std::sort(all.begin(), all.end());
    ends.insert(ends.end(), all.begin(), all.end());
    std::vector<Polyline> lines;
    for (const Key start : ends) {
      while (!nodes_[start].links.empty()) lines.push_back(walk(start));
    }
    return lines;
  }

  const Regions& regions_;
  const Grid& grid_;
  std::unordered_map<Key, Node> nodes_;
};

}  // namespace

std::vector<Polyline> class_borders(const Regions& regions) { return Tracer(regions).trace(); }

}  // namespace crescent::plot
