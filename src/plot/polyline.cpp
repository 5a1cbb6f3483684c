#include "plot/polyline.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

namespace crescent::plot {
namespace {

double distance(const Point& p, const Point& a, const Point& b) {
  const double dx = b.x - a.x;
  const double dy = b.y - a.y;
  const double squared = dx * dx + dy * dy;
  double t = 0;
  if (squared > 0) t = std::clamp(((p.x - a.x) * dx + (p.y - a.y) * dy) / squared, 0.0, 1.0);
  return std::hypot(p.x - a.x - t * dx, p.y - a.y - t * dy);
}

}  // namespace

Polyline simplified(const Polyline& line, double tolerance) {
  if (line.size() < 3) return line;
  std::vector<bool> keep(line.size(), false);
  keep.front() = keep.back() = true;
  std::vector<std::pair<std::size_t, std::size_t>> open{{0, line.size() - 1}};
  while (!open.empty()) {
    const auto [first, last] = open.back();
    open.pop_back();
    std::size_t farthest = first;
    double largest = tolerance;
    for (std::size_t i = first + 1; i < last; ++i) {
      const double d = distance(line[i], line[first], line[last]);
      if (d > largest) {
        largest = d;
        farthest = i;
      }
    }
    if (farthest == first) continue;
    keep[farthest] = true;
    open.emplace_back(first, farthest);
    open.emplace_back(farthest, last);
  }
  Polyline result;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (keep[i]) result.push_back(line[i]);
  }
  return result;
}

Polyline thinned(const Polyline& line, double width) {
  const auto by_x = [](const Point& a, const Point& b) { return a.x < b.x; };
  if (!std::is_sorted(line.begin(), line.end(), by_x)) return line;
  Polyline result;
  for (std::size_t first = 0; first < line.size();) {
    std::size_t end = first;
    std::size_t low = first;
    std::size_t high = first;
    while (end < line.size() && line[end].x < line[first].x + width) {
      if (line[end].y < line[low].y) low = end;
      if (line[end].y > line[high].y) high = end;
      ++end;
    }
    end = std::max(end, first + 1);
    std::vector<std::size_t> chosen{first, low, high, end - 1};
    std::sort(chosen.begin(), chosen.end());
    chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
    for (const std::size_t i : chosen) result.push_back(line[i]);
    first = end;
  }
  return result;
}

Polyline smoothed(Polyline line, int passes) {
  if (line.size() < 3) return line;
  const bool closed = line.front().x == line.back().x && line.front().y == line.back().y;
  const auto between = [](const Point& a, const Point& b, const Point& c) {
    return Point{(a.x + 2 * b.x + c.x) / 4, (a.y + 2 * b.y + c.y) / 4};
  };
  for (int pass = 0; pass < passes; ++pass) {
    const Polyline old = line;
    for (std::size_t i = 1; i + 1 < old.size(); ++i) {
      line[i] = between(old[i - 1], old[i], old[i + 1]);
    }
    if (closed) line.front() = line.back() = between(old[old.size() - 2], old[0], old[1]);
  }
  return line;
}

}  // namespace crescent::plot
