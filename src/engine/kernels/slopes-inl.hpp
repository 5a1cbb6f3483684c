// Activations whose slope is not read off their value, and what the others have in common; compiled
// once for each instruction set. The formulas are those of reference/activations.hpp, written so
// that nothing cancels.
#if defined(CRESCENT_KERNELS_SLOPES_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef CRESCENT_KERNELS_SLOPES_INL
#undef CRESCENT_KERNELS_SLOPES_INL
#else
#define CRESCENT_KERNELS_SLOPES_INL
#endif

#include <numbers>

#include <hwy/highway.h>

#include "engine/math/vector_math-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace crescent::engine::kernels {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
namespace math = crescent::engine::math::HWY_NAMESPACE;

template <class D>
HWY_INLINE hn::Vec<D> constant(D d, double value) {
  return hn::Set(d, static_cast<hn::TFromD<D>>(value));
}

/// e^x - 1 for x <= 0, from t = tanh(x / 2): 2 t / (1 - t). Of no use for x > 0.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V expm1_of_negative(D d, V x) {
  const V t = math::tanh(d, hn::Mul(constant(d, 0.5), x));
  return hn::Div(hn::Add(t, t), hn::Sub(constant(d, 1), t));
}

template <class D>
struct ValueAndSlope {
  hn::Vec<D> value;
  hn::Vec<D> slope;
};

template <class D, class V = hn::Vec<D>>
HWY_INLINE ValueAndSlope<D> gelu(D d, V z) {
  const V one = constant(d, 1);
  const V half = constant(d, 0.5);
  const V erf = math::erf(d, hn::Mul(z, constant(d, std::numbers::sqrt2 / 2)));
  const V density = hn::Mul(math::exp(d, hn::Mul(hn::Mul(z, z), constant(d, -0.5))),
                            constant(d, std::numbers::inv_sqrtpi * std::numbers::sqrt2 / 2));
  return {math::gelu(d, z), hn::MulAdd(z, density, hn::Mul(half, hn::Add(one, erf)))};
}

template <class D, class V = hn::Vec<D>>
HWY_INLINE ValueAndSlope<D> silu(D d, V z) {
  const V s = math::sigmoid(d, z);
  const V a = hn::Mul(z, s);
  return {a, hn::MulAdd(a, hn::Sub(constant(d, 1), s), s)};
}

/// With e = e^z and n = e (e + 2): tanh(log(1 + e)) = ((1 + e)² - 1) / ((1 + e)² + 1) = n / (n +
/// 2), and (1 - t²) e / (1 + e) = 4 e (1 + e) / (n + 2)². Beyond the largest z that is looked at t
/// rounds to 1.
template <class D, class V = hn::Vec<D>>
HWY_INLINE ValueAndSlope<D> mish(D d, V z) {
  const V two = constant(d, 2);
  const V e = math::exp(d, hn::Min(z, constant(d, sizeof(hn::TFromD<D>) == 8 ? 40 : 20)));
  const V n = hn::Mul(e, hn::Add(e, two));
  const V r = hn::Div(constant(d, 1), hn::Add(n, two));
  const V t = hn::Mul(n, r);
  const V inner = hn::Mul(hn::Mul(constant(d, 4), hn::MulAdd(e, e, e)), hn::Mul(r, r));
  return {hn::Mul(z, t), hn::MulAdd(z, inner, t)};
}

}  // namespace HWY_NAMESPACE
}  // namespace crescent::engine::kernels
HWY_AFTER_NAMESPACE();

#endif
