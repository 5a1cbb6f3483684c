// Units are lanes: every example's a is a row of whole vectors, and all three products of a layer
// are sums of rows of weights or of deltas, weighted by single entries. A block of examples goes
// through all layers forward and back before the next one starts, so everything in between stays in
// cache. Highway compiles this file once for each instruction set.
#include <cmath>

#include "engine/fused/kernels.hpp"
#include "engine/fused/targets.hpp"

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

template <class D, class T = hn::TFromD<D>>
HWY_INLINE void add(D d, T* to, const T* from, Index count) {
  constexpr Index lanes = hn::MaxLanes(d);
  Index i = 0;
  for (; i + lanes <= count; i += lanes) {
    hn::StoreU(hn::Add(hn::LoadU(d, to + i), hn::LoadU(d, from + i)), d, to + i);
  }
  for (; i < count; ++i) to[i] += from[i];
}
HWY_ATTR void add_float(float* to, const float* from, Index count) {
  add(Float(), to, from, count);
}
HWY_ATTR void add_double(double* to, const double* from, Index count) {
  add(Double(), to, from, count);
}

/// Four sums side by side, so that no addition waits for the one before.
template <class D, class T = hn::TFromD<D>>
HWY_INLINE T squares(D d, const Plan& plan, const T* parameters) {
  constexpr Index lanes = hn::MaxLanes(d);
  hn::Vec<D> sums[4] = {hn::Zero(d), hn::Zero(d), hn::Zero(d), hn::Zero(d)};
  T rest = 0;
  for (const PlanLayer& layer : plan.layers) {
    const T* W = parameters + layer.W;
    const Index size = layer.inputs * layer.units;
    Index i = 0;
    for (; i + 4 * lanes <= size; i += 4 * lanes) {
      for (int q = 0; q < 4; ++q) {
        const auto w = hn::LoadU(d, W + i + q * lanes);
        sums[q] = hn::MulAdd(w, w, sums[q]);
      }
    }
    for (; i < size; ++i) rest += W[i] * W[i];
  }
  const auto sum = hn::Add(hn::Add(sums[0], sums[1]), hn::Add(sums[2], sums[3]));
  return hn::GetLane(hn::SumOfLanes(d, sum)) + rest;
}
HWY_ATTR float squares_float(const Plan& plan, const float* parameters) {
  return squares(Float(), plan, parameters);
}
HWY_ATTR double squares_double(const Plan& plan, const double* parameters) {
  return squares(Double(), plan, parameters);
}

template <class D, class T = hn::TFromD<D>>
HWY_INLINE T magnitudes(D d, const Plan& plan, const T* parameters) {
  constexpr Index lanes = hn::MaxLanes(d);
  auto sums = hn::Zero(d);
  T rest = 0;
  for (const PlanLayer& layer : plan.layers) {
    const T* W = parameters + layer.W;
    const Index size = layer.inputs * layer.units;
    Index i = 0;
    for (; i + lanes <= size; i += lanes) sums = hn::Add(sums, hn::Abs(hn::LoadU(d, W + i)));
    for (; i < size; ++i) rest += std::abs(W[i]);
  }
  return hn::GetLane(hn::SumOfLanes(d, sums)) + rest;
}
HWY_ATTR float magnitudes_float(const Plan& plan, const float* parameters) {
  return magnitudes(Float(), plan, parameters);
}
HWY_ATTR double magnitudes_double(const Plan& plan, const double* parameters) {
  return magnitudes(Double(), plan, parameters);
}

template <class D, class T = hn::TFromD<D>>
HWY_INLINE void signs(D d, T* gradient, const T* W, Index count, T scale) {
  constexpr Index lanes = hn::MaxLanes(d);
  const auto scales = hn::Set(d, scale);
  Index i = 0;
  for (; i + lanes <= count; i += lanes) {
    const auto w = hn::LoadU(d, W + i);
    const auto term = hn::IfThenZeroElse(hn::Eq(w, hn::Zero(d)), hn::CopySign(scales, w));
    hn::StoreU(hn::Add(hn::LoadU(d, gradient + i), term), d, gradient + i);
  }
  for (; i < count; ++i) {
    if (W[i] != 0) gradient[i] += std::copysign(scale, W[i]);
  }
}
HWY_ATTR void signs_float(float* gradient, const float* W, Index count, float scale) {
  signs(Float(), gradient, W, count, scale);
}
HWY_ATTR void signs_double(double* gradient, const double* W, Index count, double scale) {
  signs(Double(), gradient, W, count, scale);
}

HWY_ATTR const char* set_name() { return hwy::TargetName(HWY_TARGET); }
HWY_ATTR Index lanes_float() { return static_cast<Index>(hn::MaxLanes(Float())); }
HWY_ATTR Index lanes_double() { return static_cast<Index>(hn::MaxLanes(Double())); }

}  // namespace HWY_NAMESPACE
}  // namespace crescent::engine::fused
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace crescent::engine::fused {

HWY_EXPORT(run_float);
HWY_EXPORT(run_double);
HWY_EXPORT(pack_float);
HWY_EXPORT(pack_double);
HWY_EXPORT(add_float);
HWY_EXPORT(add_double);
HWY_EXPORT(squares_float);
HWY_EXPORT(squares_double);
HWY_EXPORT(magnitudes_float);
HWY_EXPORT(magnitudes_double);
HWY_EXPORT(signs_float);
HWY_EXPORT(signs_double);
HWY_EXPORT(set_name);
HWY_EXPORT(lanes_float);
HWY_EXPORT(lanes_double);

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
template <>
void add_gradient(float* gradient, const float* other, Index count) noexcept {
  HWY_DYNAMIC_DISPATCH(add_float)(gradient, other, count);
}
template <>
void add_gradient(double* gradient, const double* other, Index count) noexcept {
  HWY_DYNAMIC_DISPATCH(add_double)(gradient, other, count);
}
template <>
float sum_of_squares(const Plan& plan, const float* parameters) noexcept {
  return HWY_DYNAMIC_DISPATCH(squares_float)(plan, parameters);
}
template <>
double sum_of_squares(const Plan& plan, const double* parameters) noexcept {
  return HWY_DYNAMIC_DISPATCH(squares_double)(plan, parameters);
}
template <>
float sum_of_magnitudes(const Plan& plan, const float* parameters) noexcept {
  return HWY_DYNAMIC_DISPATCH(magnitudes_float)(plan, parameters);
}
template <>
double sum_of_magnitudes(const Plan& plan, const double* parameters) noexcept {
  return HWY_DYNAMIC_DISPATCH(magnitudes_double)(plan, parameters);
}
template <>
void add_signs(float* gradient, const float* W, Index count, float scale) noexcept {
  HWY_DYNAMIC_DISPATCH(signs_float)(gradient, W, count, scale);
}
template <>
void add_signs(double* gradient, const double* W, Index count, double scale) noexcept {
  HWY_DYNAMIC_DISPATCH(signs_double)(gradient, W, count, scale);
}
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

}  // namespace crescent::engine::fused

#endif
