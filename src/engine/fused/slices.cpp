#include "engine/fused/slices.hpp"

#include <algorithm>

namespace crescent::engine {

// Handing a part to another thread and waiting for it costs some 5 µs, so a part is worth at least
// 80 µs: about 8 million steps of arithmetic, an activation counted as 20. Each part copies the
// parameters and has a gradient of its own to add up, which 64 rows outweigh; and at most 16 parts
// do.
Index slice_count(Index parameters, Index units, Index rows) {
  constexpr Index part = 8'000'000;
  constexpr Index fewest_rows = 64;
  constexpr Index most = 16;
  const Index work = rows * (6 * parameters + 20 * units);
  return std::clamp<Index>(work / part, 1, std::clamp<Index>(rows / fewest_rows, 1, most));
}

}  // namespace crescent::engine
