#include "engine/fused/layout.hpp"

namespace crescent::engine::fused {
namespace {

double count(Index value) { return static_cast<double>(value); }

}  // namespace

// Two multiply-adds start each cycle. With examples as lanes no product has padding but in the
// rows; every parameter has a vector of sums, loaded and stored once a block and added up across
// its lanes at the end.
double examples_cycles(const Plan& plan, Index lanes, Index rows, bool gradient) {
  const Index vectors = (rows + lanes - 1) / lanes;
  double products = 0;
  for (std::size_t k = 0; k < plan.layers.size(); ++k) {
    const double one = count(plan.layers[k].inputs * plan.layers[k].units);
    products += gradient ? one * (k > 0 ? 3 : 2) : one;
  }
  const double blocks = count((vectors + 3) / 4);
  const double bytes = count(plan.parameters) * 64;
  const double load_and_store = bytes <= 32.0 * 1024 ? 1.5 : bytes <= 1024.0 * 1024 ? 4 : 16;
  const double sums = gradient ? count(plan.parameters) * (6 + load_and_store * blocks) : 0;
  return count(vectors) * (products * 0.6 + count(plan.inputs) * 8) + sums;
}

// With units as lanes every row of weights is padded to whole vectors, and a softmax works across
// lanes; the parameters are copied once. Products whose weights do not fit the first-level cache
// wait for the second.
double units_cycles(const Plan& plan, const UnitsPlan& units, Index rows, bool gradient) {
  constexpr double first_level = 32.0 * 1024.0;
  const double lanes = count(units.lanes);
  double products = 0;
  double copies = 0;
  for (std::size_t k = 0; k < plan.layers.size(); ++k) {
    const PlanLayer& layer = plan.layers[k];
    const double forward = count(layer.inputs * units.layers[k].W_stride) / lanes;
    const bool fits = forward * 64 <= first_level;  // a vector counted as 64 bytes
    double steps = gradient ? 2 * forward : forward;
    copies += gradient ? 4 * forward : forward;
    if (k > 0 && gradient) {
      steps += count(layer.units * units.layers[k - 1].stride) / lanes;
      copies += count(layer.units * layer.inputs);
    }
    products += (fits ? 0.68 : 0.92) * steps;
  }
  return count(rows) * (products + 40) + copies;
}

Layout choose_layout(const Plan& plan, const UnitsPlan& units, Index rows, bool gradient) {
  return examples_cycles(plan, units.lanes, rows, gradient) <
                 units_cycles(plan, units, rows, gradient)
             ? Layout::examples
             : Layout::units;
}

}  // namespace crescent::engine::fused
