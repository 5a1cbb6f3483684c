#pragma once

#include <string>
#include <vector>

namespace crescent::plot {

struct Tick {
  double value;
  std::string text;
};

/// An axis's range, min < max; with `log` both are positive.
struct Scale {
  double min = 0;
  double max = 1;
  bool log = false;
  std::vector<Tick> ticks;

  /// 0 at min, 1 at max.
  double share(double value) const;
};

/// About `count` round numbers from min to max: multiples of 1, 2 or 5 times a power of ten; on a
/// log axis powers of ten (or 1, 2, 5 times them where the range is short).
std::vector<Tick> make_ticks(double min, double max, bool log, int count);

}  // namespace crescent::plot
