// Examples are lanes: one vector holds the same unit of several neighbouring examples. A block of
// V vectors goes through all layers forward and back before the next one starts, so everything in
// between stays in registers and L1. Highway compiles this file once for each instruction set.
#include "engine/fused/kernels.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/fused/kernels.cpp"
// Arrays of vectors need a size known to the compiler: not so on SVE and RISC-V.
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// After highway.h:
#include "engine/fused/kernels-inl.hpp"

#if HWY_ONCE

namespace crescent::engine::fused {

HWY_EXPORT(run_float);
HWY_EXPORT(run_double);

template <>
float run(const Plan& plan, const Call<float>& call) noexcept {
  return HWY_DYNAMIC_DISPATCH(run_float)(plan, call);
}
template <>
double run(const Plan& plan, const Call<double>& call) noexcept {
  return HWY_DYNAMIC_DISPATCH(run_double)(plan, call);
}

template <class T>
Index workspace_size(const Plan& plan) {
  // The largest vector there is, the largest block: every instruction set fits.
  constexpr Index lanes = alignment / sizeof(T);
  constexpr Index block = 4 * lanes;
  return (plan.all_units + 2 * plan.widest + 1) * block + plan.parameters * lanes;
}
template Index workspace_size<float>(const Plan&);
template Index workspace_size<double>(const Plan&);

std::string instruction_set() {
  // The chosen target is the best that is both compiled in and supported here.
  const std::int64_t usable = hwy::SupportedTargets() & HWY_TARGETS;
  return hwy::TargetName(usable & -usable);
}

}  // namespace crescent::engine::fused

#endif
