// Activations and their slopes over runs of vectors, compiled once for each instruction set.
#if defined(CRESCENT_FUSED_ACTIVATIONS_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef CRESCENT_FUSED_ACTIVATIONS_INL
#undef CRESCENT_FUSED_ACTIVATIONS_INL
#else
#define CRESCENT_FUSED_ACTIVATIONS_INL
#endif

#include <hwy/highway.h>

#include <crescent/base/matrix.hpp>
#include <crescent/reference/architecture.hpp>

#include "engine/math/vector_math-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace crescent::engine::fused {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
namespace math = crescent::engine::math::HWY_NAMESPACE;
using reference::Activation;
using reference::Output;

/// Applies f to `count` vectors; the choice of f is made once, outside the loop.
template <class D, class T, class F>
HWY_INLINE void each(D d, T* values, Index count, F f) {
  const auto lanes = static_cast<Index>(hn::MaxLanes(d));
  for (Index i = 0; i < count; ++i)
    hn::Store(f(hn::Load(d, values + i * lanes)), d, values + i * lanes);
}

/// a = f(z), in place.
template <class D, class T = hn::TFromD<D>>
HWY_NOINLINE void activate(D d, Activation f, T* z, Index count) {
  const auto zero = hn::Zero(d);
  switch (f) {
    case Activation::tanh:
      each(d, z, count, [&](auto v) { return math::tanh(d, v); });
      break;
    case Activation::sigmoid:
      each(d, z, count, [&](auto v) { return math::sigmoid(d, v); });
      break;
    case Activation::relu:
      each(d, z, count, [&](auto v) { return hn::Max(v, zero); });
      break;
    default:
      break;
  }
}

/// delta = da ∘ f'(z), by a = f(z), in place of da.
template <class D, class T = hn::TFromD<D>>
HWY_NOINLINE void activation_slope(D d, Activation f, const T* HWY_RESTRICT a, T* HWY_RESTRICT da,
                                   Index count) {
  const auto lanes = static_cast<Index>(hn::MaxLanes(d));
  const auto one = hn::Set(d, T(1));
  const auto zero = hn::Zero(d);
  const auto apply = [&](auto slope) {
    for (Index i = 0; i < count; ++i) {
      const auto value = hn::Load(d, a + i * lanes);
      hn::Store(slope(value, hn::Load(d, da + i * lanes)), d, da + i * lanes);
    }
  };
  switch (f) {
    case Activation::tanh:
      apply([&](auto v, auto g) { return hn::Mul(g, hn::NegMulAdd(v, v, one)); });
      break;
    case Activation::sigmoid:
      apply([&](auto v, auto g) { return hn::Mul(g, hn::NegMulAdd(v, v, v)); });
      break;
    case Activation::relu:
      apply([&](auto v, auto g) { return hn::IfThenElseZero(hn::Gt(v, zero), g); });
      break;
    default:
      break;
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace crescent::engine::fused
HWY_AFTER_NAMESPACE();

#endif
