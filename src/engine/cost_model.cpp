#include "engine/cost_model.hpp"

#include <algorithm>

#include "engine/fused/kernels.hpp"
#include "engine/fused/layout.hpp"
#include "engine/gemm/product.hpp"
#include "engine/plan.hpp"

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

// Two vectors of multiply-adds start each cycle; large products come to 82 % of that with oneDNN
// and to 60 % with our own. A call costs some 0.5 µs whatever its size, and around the products
// every vector of a is read and written some times.
template <class T>
double gemm_cycles(const Plan& plan, Index lanes, Index rows) {
  const double busy = gemm::product_library<T>() == "oneDNN" ? 0.82 : 0.60;
  const double calls = 1500 * count(3 * static_cast<Index>(plan.layers.size()) - 1);
  const double around = 60 + 6 * count(plan.all_units - plan.inputs) / count(lanes);
  return calls + count(rows) * (multiply_adds(plan) / (2 * count(lanes) * busy) + around);
}

}  // namespace

// The fused engine's weights, their copies and sums must stay in the second-level cache.
template <class T>
std::string_view cheapest_engine(const reference::Architecture& architecture, Index batch_rows) {
  constexpr double cache = 1024.0 * 1024.0;
  const Index rows = batch_rows > 0 ? batch_rows : 200;
  const Plan plan = make_plan(architecture);
  const auto units = fused::make_units_plan(plan, fused::vector_lanes<T>(), sizeof(T));
  const double bytes = 3.0 * count(plan.parameters) * sizeof(T);
  const double fused = std::min(fused::examples_cycles(plan, units.lanes, rows, true),
                                fused::units_cycles(plan, units, rows, true)) *
                       (bytes > cache ? 1.5 : 1.0);
  return fused <= gemm_cycles<T>(plan, units.lanes, rows) ? "fused" : "gemm";
}
template std::string_view cheapest_engine<float>(const reference::Architecture&, Index);
template std::string_view cheapest_engine<double>(const reference::Architecture&, Index);

}  // namespace crescent::engine
