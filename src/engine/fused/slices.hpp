#pragma once

#include <utility>

#include <crescent/base/matrix.hpp>

namespace crescent::engine {

/// Parts that a batch is cut into, each worth a thread of its own. Depends on the work alone, never
/// on the number of threads.
Index slice_count(Index parameters, Index units, Index rows);

/// First row of part `s` of `count`, and the one after its last.
inline std::pair<Index, Index> slice_range(Index rows, Index count, Index s) {
  return {rows * s / count, rows * (s + 1) / count};
}

}  // namespace crescent::engine
