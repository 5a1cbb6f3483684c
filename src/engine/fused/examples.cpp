// Examples are lanes: one vector holds the same unit of several neighbouring examples. A block of
// V vectors goes through all layers forward and back before the next one starts, so everything in
// between stays in registers and L1. Highway compiles this file once for each instruction set.
#include <algorithm>

#include "engine/fused/kernels.hpp"
#include "engine/kernels/targets.hpp"

// Which of the two this compilation makes: both, but on WebAssembly.
#if !defined(CRESCENT_EXAMPLES_FLOAT32)
#define CRESCENT_EXAMPLES_FLOAT32 1
#define CRESCENT_EXAMPLES_FLOAT64 1
#if defined(CRESCENT_WASM_FLOAT32)
#undef CRESCENT_EXAMPLES_FLOAT64
#define CRESCENT_EXAMPLES_FLOAT64 0
#elif defined(__wasm__)
#undef CRESCENT_EXAMPLES_FLOAT32
#define CRESCENT_EXAMPLES_FLOAT32 0
#endif
#endif

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/fused/examples.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// After highway.h:
#include "engine/fused/examples-inl.hpp"

#if HWY_ONCE

namespace crescent::engine::fused {

#if CRESCENT_EXAMPLES_FLOAT32
HWY_EXPORT(run_float);
template <>
float run_examples(const Plan& plan, const Call<float>& call) noexcept {
  return HWY_DYNAMIC_DISPATCH(run_float)(plan, call);
}
#endif

#if CRESCENT_EXAMPLES_FLOAT64
HWY_EXPORT(run_double);
template <>
double run_examples(const Plan& plan, const Call<double>& call) noexcept {
  return HWY_DYNAMIC_DISPATCH(run_double)(plan, call);
}

template <class T>
Index examples_workspace(const Plan& plan) {
  // The largest vector there is, the largest block: every instruction set fits.
  constexpr Index lanes = alignment / sizeof(T);
  constexpr Index block = 4 * lanes;
  const auto keeps = [](const PlanLayer& layer) { return layer.keeps_slope; };
  const bool any = std::any_of(plan.layers.begin(), plan.layers.end(), keeps);
  const Index slopes = any ? plan.all_units : 0;
  return (plan.all_units + slopes + 2 * plan.widest + 2) * block + plan.parameters * lanes;
}
template Index examples_workspace<float>(const Plan&);
template Index examples_workspace<double>(const Plan&);
#endif

}  // namespace crescent::engine::fused

#endif
