// Examples are lanes: one vector holds the same unit of several neighbouring examples. A block of
// V vectors goes through all layers forward and back before the next one starts, so everything in
// between stays in registers and L1. Highway compiles this file once for each instruction set.
#include <algorithm>

#include "engine/fused/kernels.hpp"
#include "engine/fused/targets.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/fused/examples.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// After highway.h:
#include "engine/fused/examples-inl.hpp"

#if HWY_ONCE

namespace crescent::engine::fused {

HWY_EXPORT(run_float);
HWY_EXPORT(run_double);

template <>
float run_examples(const Plan& plan, const Call<float>& call) noexcept {
  return HWY_DYNAMIC_DISPATCH(run_float)(plan, call);
}
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

}  // namespace crescent::engine::fused

#endif
