#include "engine/slices.hpp"

#include <algorithm>

namespace crescent::engine {

// Handing a part to another thread and waiting for it costs some 5 µs, so a part is worth at least
// 40 µs: about 4 million steps of arithmetic, an activation counted as 20. At most 16 parts,
// because each has a gradient of its own to add up.
Index slice_count(Index parameters, Index units, Index rows) {
  constexpr Index part = 4'000'000;
  constexpr Index most = 16;
  const Index work = rows * (6 * parameters + 20 * units);
  return std::clamp<Index>(work / part, 1, std::min(most, std::max<Index>(rows, 1)));
}

}  // namespace crescent::engine
