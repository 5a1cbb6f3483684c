#include "engine/fused/layout.hpp"

namespace crescent::engine::fused {
namespace {

double count(Index value) { return static_cast<double>(value); }

}  // namespace

// With examples as lanes no product has padding but in the
// rows; every parameter has a vector of sums, loaded and stored once a block and added up across
// its lanes at the end.
double examples_cycles(const Plan& plan, Index lanes, Index rows, bool gradient,
                       const InstructionCosts& costs) {
  const Index vectors = (rows + lanes - 1) / lanes;
  double products = 0;
  for (std::size_t k = 0; k < plan.layers.size(); ++k) {
    const double one = count(plan.layers[k].inputs * plan.layers[k].units);
    products += gradient ? one * (k > 0 ? 3 : 2) : one;
  }
  const double blocks = count((vectors + 3) / 4);
  const double bytes = count(plan.parameters * costs.vector_bytes);
  const double load_and_store = bytes <= costs.first_level    ? 1.5
                                : bytes <= costs.second_level ? 4
                                                              : 16;
  const double sums = gradient ? count(plan.parameters) * (6 + load_and_store * blocks) : 0;
  return count(vectors) * (products * costs.examples + count(plan.inputs) * 8) + sums;
}

// With units as lanes every row of weights is padded to whole vectors, a softmax works across
// lanes, and the parameters are copied once. A product costs some cycles to begin, and some more
// for every vector of its result; where there is one vector a row, loads hold it up, and where its
// weights do not fit the first-level cache it waits for the second.
double units_cycles(const Plan& plan, const UnitsPlan& units, Index rows, bool gradient,
                    const InstructionCosts& costs) {
  const double lanes = count(units.lanes);
  double a_row = 40;
  double once = 0;
  for (std::size_t k = 0; k < plan.layers.size(); ++k) {
    const PlanLayer& layer = plan.layers[k];
    const double vectors = count(units.layers[k].W_stride) / lanes;
    const double forward = count(layer.inputs) * vectors;
    double steps = gradient ? 2 * forward : forward;
    double results = vectors;
    once += (gradient ? 300 : 150) + (gradient ? 4 : 1) * forward;
    if (k > 0 && gradient) {
      const double below = count(units.layers[k - 1].stride) / lanes;
      steps += count(layer.units) * below;
      results += below;
      once += 150 + count(layer.units * layer.inputs);
    }
    const bool fits = forward * count(costs.vector_bytes) <= costs.first_level;
    const double step = !fits          ? costs.units_of_second
                        : vectors == 1 ? costs.units_of_one
                                       : costs.units;
    a_row += step * steps + 1.5 * results;
  }
  return count(rows) * a_row + once;
}

Layout choose_layout(const Plan& plan, const UnitsPlan& units, Index rows, bool gradient,
                     const InstructionCosts& costs) {
  return examples_cycles(plan, units.lanes, rows, gradient, costs) <
                 units_cycles(plan, units, rows, gradient, costs)
             ? Layout::examples
             : Layout::units;
}

}  // namespace crescent::engine::fused
