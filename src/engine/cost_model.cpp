#include "engine/cost_model.hpp"

#include <algorithm>

#include "engine/fused/layout.hpp"
#include "engine/kernels/plan.hpp"

namespace crescent::engine {
namespace {

double count(Index value) { return static_cast<double>(value); }

Index padded(Index size, Index step) { return (size + step - 1) / step * step; }

/// Multiply-adds of one example's gradient: forward, dW and, but for the first layer, dx; no side
/// of a product counts as narrower than 16.
double multiply_adds(const Plan& plan) {
  double sum = 0;
  for (std::size_t k = 0; k < plan.layers.size(); ++k) {
    const double one =
        count(padded(plan.layers[k].inputs, 16)) * count(padded(plan.layers[k].units, 16));
    sum += one * (k > 0 ? 3 : 2);
  }
  return sum;
}

// A call of a product costs some 0.5 µs whatever its size, and around the products every vector of
// a is read and written some times.
double gemm_cycles(const Plan& plan, Index lanes, Index rows, double product) {
  const double calls = 1500 * count(3 * static_cast<Index>(plan.layers.size()) - 1);
  const double around = 60 + 6 * count(plan.all_units - plan.inputs) / count(lanes);
  return calls + count(rows) * (multiply_adds(plan) / count(lanes) * product + around);
}

}  // namespace

// The fused engine's weights, their copies and sums must stay in the second-level cache.
std::string_view cheapest_engine(const reference::Architecture& architecture, Index batch_rows,
                                 Index entry_bytes, const InstructionCosts& costs, bool library) {
  const Index rows = batch_rows > 0 ? batch_rows : 200;
  const Plan plan = make_plan(architecture);
  const Index lanes = costs.lanes(entry_bytes);
  const auto units = fused::make_units_plan(plan, lanes, entry_bytes);
  const double bytes = 3.0 * count(plan.parameters * entry_bytes);
  const double fused = std::min(fused::examples_cycles(plan, lanes, rows, true, costs),
                                fused::units_cycles(plan, units, rows, true, costs)) *
                       (bytes > costs.second_level ? 1.5 : 1.0);
  const double gemm = gemm_cycles(plan, lanes, rows, library ? costs.library : costs.packed);
  return fused <= gemm ? "fused" : "gemm";
}

}  // namespace crescent::engine
