// Activations and their slopes over runs of vectors, compiled once for each instruction set.
#if defined(CRESCENT_KERNELS_ACTIVATIONS_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef CRESCENT_KERNELS_ACTIVATIONS_INL
#undef CRESCENT_KERNELS_ACTIVATIONS_INL
#else
#define CRESCENT_KERNELS_ACTIVATIONS_INL
#endif

#include <algorithm>

#include <hwy/highway.h>

#include <crescent/base/matrix.hpp>
#include <crescent/reference/activations.hpp>

#include "engine/kernels/slopes-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace crescent::engine::kernels {
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
    case Activation::leaky_relu: {
      const auto slope = constant(d, reference::leaky_relu_slope);
      each(d, z, count, [&](auto v) { return hn::Max(hn::Mul(v, slope), v); });
      break;
    }
    case Activation::elu:
      each(d, z, count,
           [&](auto v) { return hn::IfThenElse(hn::Gt(v, zero), v, expm1_of_negative(d, v)); });
      break;
    case Activation::selu: {
      const auto scale = constant(d, reference::selu_scale);
      const auto alpha = constant(d, reference::selu_alpha);
      each(d, z, count, [&](auto v) {
        const auto below = hn::Mul(alpha, expm1_of_negative(d, v));
        return hn::Mul(scale, hn::IfThenElse(hn::Gt(v, zero), v, below));
      });
      break;
    }
    case Activation::gelu:
      each(d, z, count, [&](auto v) { return math::gelu(d, v); });
      break;
    case Activation::silu:
      each(d, z, count, [&](auto v) { return silu(d, v).value; });
      break;
    case Activation::mish:
      each(d, z, count, [&](auto v) { return mish(d, v).value; });
      break;
    case Activation::softplus:
      each(d, z, count, [&](auto v) { return math::softplus(d, v); });
      break;
    case Activation::identity:
      break;
  }
}

/// delta = da ∘ f'(z), by a = f(z), in place of da; for gelu, silu and mish, whose slopes that does
/// not tell, see activate_and_keep_slope.
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
    case Activation::leaky_relu: {
      const auto low = constant(d, reference::leaky_relu_slope);
      apply([&](auto v, auto g) { return hn::IfThenElse(hn::Gt(v, zero), g, hn::Mul(g, low)); });
      break;
    }
    case Activation::elu:
      apply(
          [&](auto v, auto g) { return hn::IfThenElse(hn::Gt(v, zero), g, hn::MulAdd(g, v, g)); });
      break;
    case Activation::selu: {
      const auto scale = constant(d, reference::selu_scale);
      const auto end = constant(d, reference::selu_scale * reference::selu_alpha);
      apply([&](auto v, auto g) {
        return hn::Mul(g, hn::IfThenElse(hn::Gt(v, zero), scale, hn::Add(v, end)));
      });
      break;
    }
    case Activation::softplus:
      apply([&](auto v, auto g) { return hn::Mul(g, hn::Neg(expm1_of_negative(d, hn::Neg(v)))); });
      break;
    case Activation::gelu:
    case Activation::silu:
    case Activation::mish:
    case Activation::identity:
      break;
  }
}

/// a = f(z), in place, and slope = f'(z) for the way back.
template <class D, class T = hn::TFromD<D>>
HWY_NOINLINE void activate_and_keep_slope(D d, Activation f, T* HWY_RESTRICT z,
                                          T* HWY_RESTRICT slope, Index count) {
  const auto lanes = static_cast<Index>(hn::MaxLanes(d));
  const auto apply = [&](auto function) {
    for (Index i = 0; i < count * lanes; i += lanes) {
      const auto both = function(hn::Load(d, z + i));
      hn::Store(both.value, d, z + i);
      hn::Store(both.slope, d, slope + i);
    }
  };
  if (f == Activation::gelu) {
    apply([&](auto v) { return gelu(d, v); });
  } else if (f == Activation::silu) {
    apply([&](auto v) { return silu(d, v); });
  } else if (f == Activation::mish) {
    apply([&](auto v) { return mish(d, v); });
  } else {
    activate(d, f, z, count);
    std::fill_n(slope, count * lanes, T(1));
    activation_slope(d, f, z, slope, count);
  }
}

/// da = da ∘ slope.
template <class D, class T = hn::TFromD<D>>
HWY_NOINLINE void multiply_by_kept_slope(D d, const T* HWY_RESTRICT slope, T* HWY_RESTRICT da,
                                         Index count) {
  const auto lanes = static_cast<Index>(hn::MaxLanes(d));
  for (Index i = 0; i < count * lanes; i += lanes) {
    hn::Store(hn::Mul(hn::Load(d, da + i), hn::Load(d, slope + i)), d, da + i);
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace crescent::engine::kernels
HWY_AFTER_NAMESPACE();

#endif
