// Sums over flat buffers: Highway compiles this file once for each instruction set.
#include "engine/kernels/sums.hpp"

#include <cmath>

#include "engine/kernels/targets.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/kernels/sums.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace crescent::engine::kernels {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using Double = hn::ScalableTag<double>;
using Float = hn::ScalableTag<float>;

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

}  // namespace HWY_NAMESPACE
}  // namespace crescent::engine::kernels
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace crescent::engine::kernels {

HWY_EXPORT(add_float);
HWY_EXPORT(add_double);
HWY_EXPORT(squares_float);
HWY_EXPORT(squares_double);
HWY_EXPORT(magnitudes_float);
HWY_EXPORT(magnitudes_double);
HWY_EXPORT(signs_float);
HWY_EXPORT(signs_double);

template <>
void add(float* to, const float* from, Index count) noexcept {
  HWY_DYNAMIC_DISPATCH(add_float)(to, from, count);
}
template <>
void add(double* to, const double* from, Index count) noexcept {
  HWY_DYNAMIC_DISPATCH(add_double)(to, from, count);
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

}  // namespace crescent::engine::kernels

#endif
