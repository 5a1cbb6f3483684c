// tanh x. Included by vector_math-inl.hpp.
#if defined(CRESCENT_VECTOR_MATH_TANH_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef CRESCENT_VECTOR_MATH_TANH_INL
#undef CRESCENT_VECTOR_MATH_TANH_INL
#else
#define CRESCENT_VECTOR_MATH_TANH_INL
#endif

#include "common-inl.hpp"
#include "tanh_table.hpp"

// The sum of two hyperbolic arguments, tanh c from a table and h small:
//   tanh(c + h) = (t + tanh h) / (1 + t tanh h) = t + (1 - t²) h / (1 + ε)
//   with t = tanh c and ε = t h + (h coth h - 1).
// h coth h - 1 = h²/3 - h⁴/45 + …, and 1 / (1 + ε) = (1 - ε)(1 + ε²)(1 + ε⁴)…: no exponential, no
// division, and nothing cancels where x is small, as t is 0 there.

HWY_BEFORE_NAMESPACE();
namespace crescent::engine::math {
namespace HWY_NAMESPACE {

/// h / (1 + ε), float64: |h| ≤ 2^-8.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V tanh_rest(D d, V t, V h) {
  const V w = hn::Mul(h, h);
  const V curve = hn::Mul(w, polynomial(d, w, 0x1.5555555546656p-2, -0x1.6c16004f47038p-6));
  const V e = hn::MulAdd(t, h, curve);
  const V e2 = hn::Mul(e, e);
  const V first = hn::NegMulAdd(h, e, h);
  return hn::MulAdd(first, hn::MulAdd(e2, e2, e2), first);
}

#if HWY_TARGET <= HWY_AVX3
HWY_INLINE hn::Vec512<double> tanh_wide(hn::Full512<double> d, hn::Vec512<double> x) {
  using V = hn::Vec512<double>;
  const V rounded = hn::MulAdd(bounded_size(x, tanh_end), hn::Set(d, tanh_steps), rounder(d));
  const V t = with_sign(d, gather(tanh_table.data(), rounded), x);
  const V h = rest_of_128th(x);  // past the end, 1 - t² is 0
  const V w = hn::Mul(h, h);
  const V curve = hn::Mul(w, polynomial(d, w, 0x1.5555555546656p-2, -0x1.6c16004f47038p-6));
  const V e = hn::MulAdd(t, h, curve);
  const V e2 = hn::Mul(e, e);
  // The rest with its sign turned: it is +0 for both zeros (the reduction drops their sign), and
  // -0 - (+0) keeps the sign that t has.
  const V first = hn::MulSub(h, e, h);
  const V rest = hn::MulAdd(first, hn::MulAdd(e2, e2, e2), first);
  return hn::NegMulAdd(hn::NegMulAdd(t, t, hn::Set(d, 1)), rest, t);
}

HWY_INLINE hn::Vec512<float> tanh_wide(hn::Full512<float> d, hn::Vec512<float> x) {
  using V = hn::Vec512<float>;
  // 32 entries in two registers, 19/64 apart, end at 9.2; beyond 9.02 tanh rounds to 1.
  constexpr double step = 19.0 / 64;
  alignas(64) static constexpr auto table = tanh_table_float32<32, 38>();
  const V size = limit_from_above_or_nan(d, hn::Abs(x), set(d, 31 * step));
  const V rounded = hn::MulAdd(size, set(d, 1 / step), rounder(d));
  const V h = hn::NegMulAdd(hn::Sub(rounded, rounder(d)), set(d, step), size);
  const V t = look_up(table.data(), rounded);
  const V w = hn::Mul(h, h);
  const V curve = hn::Mul(w, polynomial(d, w, 0x1.555538p-2, -0x1.6b07fep-6));
  const V e = hn::MulAdd(t, h, curve);
  const V e2 = hn::Mul(e, e);
  const V first = hn::NegMulAdd(h, e, h);
  const V second = hn::MulAdd(first, e2, first);
  const V rest = hn::MulAdd(second, hn::Mul(e2, e2), second);
  return with_sign(d, hn::MulAdd(hn::NegMulAdd(t, t, set(d, 1)), rest, t), x);
}
#endif

/// tanh x, at most 1.5 ulp off (float32: 2.5). tanh(±inf) = ±1, tanh(-0) = -0.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V tanh(D d, V x) {
#if HWY_TARGET <= HWY_AVX3
  if constexpr (is_wide<D>) return tanh_wide(d, x);
#endif
  using T = hn::TFromD<D>;
  static constexpr auto table32 = tanh_table_float32<146, 8>();
  constexpr double steps = is_double<D> ? tanh_steps : 16;
  const V end = set(d, is_double<D> ? tanh_end : 9.0625);
  const V size = hn::Abs(x);
  const V bounded = limit_from_above(d, size, end);  // never NaN: it becomes an index
  const V rounded = hn::MulAdd(bounded, set(d, steps), rounder(d));
  const V c = hn::Sub(rounded, rounder(d));
  const V h = hn::NegMulAdd(c, set(d, 1 / steps), limit_from_above_or_nan(d, size, end));
  const hn::RebindToSigned<D> di;
  const auto index = hn::And(hn::BitCast(di, rounded), hn::Set(di, 0xfff));
  V t, rest;
  if constexpr (is_double<D>) {
    t = hn::GatherIndex(d, tanh_table.data(), index);
    rest = tanh_rest(d, t, h);
  } else {
    t = hn::GatherIndex(d, table32.data(), index);
    const V e = hn::Mul(h, hn::MulAdd(h, set(d, 0x1.55509ep-2), t));  // |h| ≤ 2^-5
    const V first = hn::NegMulAdd(h, e, h);
    rest = hn::MulAdd(first, hn::Mul(e, e), first);
  }
  return with_sign(d, hn::MulAdd(hn::NegMulAdd(t, t, hn::Set(d, T(1))), rest, t), x);
}

}  // namespace HWY_NAMESPACE
}  // namespace crescent::engine::math
HWY_AFTER_NAMESPACE();

#endif
