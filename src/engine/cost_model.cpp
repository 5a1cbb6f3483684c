#include "engine/cost_model.hpp"

#include <algorithm>

#include "engine/fused/kernels.hpp"
#include "engine/fused/layout.hpp"
#include "engine/gemm/product.hpp"
#include "engine/plan.hpp"

namespace crescent::engine {
namespace {

double count(Index value) { return static_cast<double>(value); }

/// Steps of one example's gradient, in multiply-adds: forward, dW and, but for the first layer, dx.
double multiply_adds(const Plan& plan) {
  double sum = 0;
  for (std::size_t k = 0; k < plan.layers.size(); ++k) {
    sum += count(plan.layers[k].inputs * plan.layers[k].units) * (k > 0 ? 3 : 2);
  }
  return sum;
}

}  // namespace

// Two vectors of multiply-adds start each cycle. A library's products come near that when they are
// large, and a call costs some 2 µs whatever its size; the fused engine has no such cost, but its
// weights, their copies and sums must stay in the second-level cache.
template <class T>
std::string_view cheapest_engine(const reference::Architecture& architecture, Index batch_rows) {
  constexpr double call = 6000;
  constexpr double cache = 1024.0 * 1024.0;
  const Index rows = batch_rows > 0 ? batch_rows : 200;
  const Plan plan = make_plan(architecture);
  const auto units = fused::make_units_plan(plan, fused::vector_lanes<T>(), sizeof(T));

  const double busy = gemm::product_library<T>() == "oneDNN" ? 0.85 : 0.65;
  const double products = count(3 * static_cast<Index>(plan.layers.size()) - 1);
  const double gemm = count(rows) * multiply_adds(plan) / (2 * count(units.lanes) * busy) +
                      call * products + count(rows) * 60;

  const double bytes = 3.0 * count(plan.parameters) * sizeof(T);
  const double fused = std::min(fused::examples_cycles(plan, units.lanes, rows, true),
                                fused::units_cycles(plan, units, rows, true)) *
                       (bytes > cache ? 1.5 : 1.0);
  return fused <= gemm ? "fused" : "gemm";
}
template std::string_view cheapest_engine<float>(const reference::Architecture&, Index);
template std::string_view cheapest_engine<double>(const reference::Architecture&, Index);

}  // namespace crescent::engine
