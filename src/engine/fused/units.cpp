// Units are lanes: every example's a is a row of whole vectors, and all three products of a layer
// are sums of rows of weights or of deltas, weighted by single entries. A block of examples goes
// through all layers forward and back before the next one starts, so everything in between stays in
// cache. Highway compiles this file once for each instruction set.
#include "engine/fused/kernels.hpp"
#include "engine/kernels/targets.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/fused/units.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// After highway.h:
#include "engine/fused/units-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace crescent::engine::fused {
namespace HWY_NAMESPACE {

using Double = hn::ScalableTag<double>;
using Float = hn::ScalableTag<float>;

HWY_ATTR float run_float(const Plan& plan, const UnitsPlan& units, const Call<float>& call) {
  return run(Float(), plan, units, call);
}
HWY_ATTR double run_double(const Plan& plan, const UnitsPlan& units, const Call<double>& call) {
  return run(Double(), plan, units, call);
}
HWY_ATTR void pack_float(const Plan& plan, const UnitsPlan& units, const float* parameters,
                         float* workspace, bool backward) {
  pack(Float(), plan, units, parameters, workspace, backward);
}
HWY_ATTR void pack_double(const Plan& plan, const UnitsPlan& units, const double* parameters,
                          double* workspace, bool backward) {
  pack(Double(), plan, units, parameters, workspace, backward);
}

}  // namespace HWY_NAMESPACE
}  // namespace crescent::engine::fused
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace crescent::engine::fused {

HWY_EXPORT(run_float);
HWY_EXPORT(run_double);
HWY_EXPORT(pack_float);
HWY_EXPORT(pack_double);

template <>
float run_units(const Plan& plan, const UnitsPlan& units, const Call<float>& call) noexcept {
  return HWY_DYNAMIC_DISPATCH(run_float)(plan, units, call);
}
template <>
double run_units(const Plan& plan, const UnitsPlan& units, const Call<double>& call) noexcept {
  return HWY_DYNAMIC_DISPATCH(run_double)(plan, units, call);
}
template <>
void pack_units(const Plan& plan, const UnitsPlan& units, const float* parameters, float* workspace,
                bool backward) noexcept {
  HWY_DYNAMIC_DISPATCH(pack_float)(plan, units, parameters, workspace, backward);
}
template <>
void pack_units(const Plan& plan, const UnitsPlan& units, const double* parameters,
                double* workspace, bool backward) noexcept {
  HWY_DYNAMIC_DISPATCH(pack_double)(plan, units, parameters, workspace, backward);
}

}  // namespace crescent::engine::fused

#endif
