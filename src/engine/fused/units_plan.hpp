#pragma once

#include <vector>

#include "engine/kernels/plan.hpp"

namespace crescent::engine::fused {

/// Where one layer's numbers lie in the workspace of the layout "units as lanes". Rows are padded
/// to whole vectors; offsets count entries.
struct UnitsLayer {
  Index stride = 0;    ///< entries from one example's a (or delta) to the next
  Index W_stride = 0;  ///< entries from one row of W (and dW) to the next
  Index W = -1;        ///< the padded copy of W; -1: the rows are whole vectors, W is read in place
  Index b = 0;         ///< the padded copy of b, zeros where there is no bias
  Index Wt = -1;       ///< the transposed copy, rows as long as the input's stride; -1: first layer
  Index dW = 0;        ///< sums for W, in rows of W_stride
  Index db = 0;        ///< sums for b
  Index a = 0;         ///< (block, stride)
  Index slope = -1;    ///< the same for slopes that are kept; -1: none are
};

struct UnitsPlan {
  Index lanes = 0;
  Index block = 0;  ///< examples that go through all layers together
  std::vector<UnitsLayer> layers;
  Index delta = 0;  ///< two buffers of (block, widest stride)
  Index delta_size = 0;
  Index outputs = 0;  ///< three rows of `block` entries for the losses
  Index workspace = 0;
};

/// `lanes`: entries of a vector. `size`: bytes of an entry.
UnitsPlan make_units_plan(const Plan& plan, Index lanes, Index size);

}  // namespace crescent::engine::fused
