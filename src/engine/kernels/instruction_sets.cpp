// Which instruction sets there are, and the one that runs: Highway compiles this file once for
// each.
#include "engine/kernels/instruction_sets.hpp"

#include "engine/kernels/targets.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/kernels/instruction_sets.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace crescent::engine::kernels {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Double = hn::ScalableTag<double>;
using Float = hn::ScalableTag<float>;

HWY_ATTR const char* set_name() { return hwy::TargetName(HWY_TARGET); }
HWY_ATTR Index lanes_float() { return static_cast<Index>(hn::MaxLanes(Float())); }
HWY_ATTR Index lanes_double() { return static_cast<Index>(hn::MaxLanes(Double())); }

}  // namespace HWY_NAMESPACE
}  // namespace crescent::engine::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace crescent::engine::kernels {

HWY_EXPORT(set_name);
HWY_EXPORT(lanes_float);
HWY_EXPORT(lanes_double);

template <>
Index vector_lanes<float>() {
  return HWY_DYNAMIC_DISPATCH(lanes_float)();
}
template <>
Index vector_lanes<double>() {
  return HWY_DYNAMIC_DISPATCH(lanes_double)();
}

std::string_view instruction_set() { return HWY_DYNAMIC_DISPATCH(set_name)(); }

std::vector<std::string> instruction_sets() {
  // A better instruction set has a lower bit.
  std::vector<std::string> names;
  for (auto usable = HWY_SUPPORTED_TARGETS & HWY_TARGETS; usable != 0; usable &= usable - 1) {
    names.emplace_back(hwy::TargetName(usable & -usable));
  }
  return names;
}

void limit_instruction_set([[maybe_unused]] std::size_t best) {
#if (HWY_TARGETS & (HWY_TARGETS - 1)) != 0
  auto usable = HWY_SUPPORTED_TARGETS & HWY_TARGETS;
  decltype(usable) better = 0;
  for (; best > 0; --best, usable &= usable - 1) better |= usable & -usable;
  hwy::DisableTargets(better);
  // Named, or Highway would look at the processor again whenever it is asked for the sets, and
  // choose the best one that it finds there.
  hwy::SetSupportedTargetsForTest(usable);
  hwy::GetChosenTarget().Update(usable);
#endif
}

}  // namespace crescent::engine::kernels

#endif
