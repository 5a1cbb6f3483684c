#include "engine/fused/units_plan.hpp"

#include <algorithm>
#include <utility>

namespace crescent::engine::fused {
namespace {

Index round_up(Index value, Index step) { return (value + step - 1) / step * step; }

/// Rows of whole vectors; one more where the distance in bytes is a multiple of 1 KiB, because rows
/// would then compete for the same few sets of the first-level cache.
Index stride_of(Index units, Index lanes, Index size) {
  const Index stride = round_up(units, lanes);
  return stride * size % 1024 == 0 ? stride + lanes : stride;
}

/// Examples of a block: as many as let all their a and two of their deltas stay within a
/// quarter of a second-level cache of 1 MiB, and enough to fill the tiles of the products.
Index block_for(Index entries, Index size) {
  constexpr Index budget = 256 * 1024;
  return std::clamp<Index>(budget / std::max<Index>(entries * size, 1) / 24 * 24, 48, 192);
}

}  // namespace

UnitsPlan make_units_plan(const Plan& plan, Index lanes, Index size) {
  UnitsPlan units;
  units.lanes = lanes;
  Index widest = 0;
  Index entries = 0;
  for (const PlanLayer& layer : plan.layers) {
    const Index stride = stride_of(layer.units, lanes, size);
    units.layers.push_back({.stride = stride, .W_stride = round_up(layer.units, lanes)});
    widest = std::max(widest, stride);
    entries += stride;
  }
  units.block = round_up(block_for(entries + 2 * widest, size), lanes);

  Index used = 0;
  const auto take = [&](Index count) { return std::exchange(used, used + round_up(count, lanes)); };
  for (std::size_t k = 0; k < plan.layers.size(); ++k) {
    const PlanLayer& layer = plan.layers[k];
    UnitsLayer& place = units.layers[k];
    if (place.W_stride != layer.units) place.W = take(layer.inputs * place.W_stride);
    place.b = take(place.W_stride);
    if (k > 0) place.Wt = take(layer.units * units.layers[k - 1].stride);
    place.dW = take(layer.inputs * place.W_stride);
    place.db = take(place.W_stride);
    place.a = take(units.block * place.stride);
    if (layer.keeps_slope) place.slope = take(units.block * place.stride);
  }
  units.delta_size = units.block * widest;
  units.delta = take(2 * units.delta_size);
  units.outputs = take(3 * units.block);
  units.workspace = used;
  return units;
}

}  // namespace crescent::engine::fused
