// The error function. Included by vector_math-inl.hpp.
#if defined(CRESCENT_VECTOR_MATH_ERF_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef CRESCENT_VECTOR_MATH_ERF_INL
#undef CRESCENT_VECTOR_MATH_ERF_INL
#else
#define CRESCENT_VECTOR_MATH_ERF_INL
#endif

#include "common-inl.hpp"
#include "erf_table.hpp"

// Taylor's series at the nearest node c of a table, whose coefficients are Hermite's polynomials:
//   erf(c + h) = erf c + erf'(c) h (1 - c h + (2c² - 1)/3 h² - (2c³ - 3c)/6 h³ + …).
// At c = 0 the value is 0 and the slope exact, so small x keep their relative accuracy.

HWY_BEFORE_NAMESPACE();
namespace crescent::engine::math {
namespace HWY_NAMESPACE {

/// The sum above. |h| ≤ 2^-8; float32: 2^-4. The powers past the last are put into its constant
/// as far as they matter (at c = 0).
template <class D, class V = hn::Vec<D>>
HWY_INLINE V erf_series(D d, V value, V slope, V c, V h) {
  const V c2 = hn::Mul(c, c);
  const V a2 = hn::MulAdd(c2, set(d, 2.0 / 3), set(d, -1.0 / 3));
  const V a3 = hn::Mul(c, hn::MulAdd(c2, set(d, -1.0 / 3), set(d, 0.5)));
  V q;
  if constexpr (is_double<D>) {
    const V a4 = polynomial(d, c2, 0.1 - 0.894 * 0x1p-16 * 15 / 630, -0.4, 2.0 / 15);
    const V a5 = hn::Mul(c, polynomial(d, c2, -1.0 / 6, 2.0 / 9, -2.0 / 45));
    q = hn::MulAdd(h, hn::MulAdd(h, a5, a4), a3);
  } else {
    const V a4 = hn::MulAdd(c2, set(d, -0.4), set(d, 0.1 - 0.894 * 0x1p-8 * 15 / 630));
    q = hn::MulAdd(h, a4, a3);
  }
  q = hn::MulSub(h, hn::MulAdd(h, q, a2), c);
  const V first = hn::Mul(slope, h);
  return hn::Add(value, hn::MulAdd(first, hn::Mul(h, q), first));
}

#if HWY_TARGET <= HWY_AVX3
HWY_INLINE hn::Vec512<double> erf_wide(hn::Full512<double> d, hn::Vec512<double> x) {
  using V = hn::Vec512<double>;
  const V size = bounded_size(x, erf_end);
  const V rounded = hn::MulAdd(size, set(d, erf_steps), rounder(d));
  const V value = gather(erf_table.value.data(), rounded);
  const V slope = gather(erf_table.slope.data(), rounded);
  const V h = hn::Xor(rest_of_128th(x), hn::And(x, hn::SignBit(d)));
  // Past the end c is off, but the slope so small that it does not count.
  return with_sign(d, erf_series(d, value, slope, hn::Sub(size, h), h), x);
}

HWY_INLINE hn::Vec512<float> erf_wide(hn::Full512<float> d, hn::Vec512<float> x) {
  using V = hn::Vec512<float>;
  alignas(64) static constexpr auto table = erf_table_float32<32, 16>();  // 1/8 apart
  const V size = limit_from_above_or_nan(d, hn::Abs(x), set(d, 31.0 / 8));
  const V rounded = hn::MulAdd(size, set(d, 8), rounder(d));
  const V c = hn::Mul(hn::Sub(rounded, rounder(d)), set(d, 1.0 / 8));
  const V value = look_up(table.value.data(), rounded);
  const V slope = look_up(table.slope.data(), rounded);
  return with_sign(d, erf_series(d, value, slope, c, hn::Sub(size, c)), x);
}
#endif

/// erf x, at most 1.8 ulp off (float32: 2.2). erf(±inf) = ±1, erf(-0) = -0.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V erf(D d, V x) {
#if HWY_TARGET <= HWY_AVX3
  if constexpr (is_wide<D>) return erf_wide(d, x);
#endif
  static constexpr auto table32 = erf_table_float32<64, 8>();
  constexpr double steps = is_double<D> ? erf_steps : 16;
  const V end = set(d, is_double<D> ? erf_end : 3.9375);
  const V size = hn::Abs(x);
  const V bounded = limit_from_above(d, size, end);  // never NaN: it becomes an index
  const V rounded = hn::MulAdd(bounded, set(d, steps), rounder(d));
  const V c = hn::Mul(hn::Sub(rounded, rounder(d)), set(d, 1 / steps));
  const V h = hn::Sub(limit_from_above_or_nan(d, size, end), c);
  const hn::RebindToSigned<D> di;
  const auto index = hn::And(hn::BitCast(di, rounded), hn::Set(di, 0x3ff));
  V y;
  if constexpr (is_double<D>) {
    const V value = hn::GatherIndex(d, erf_table.value.data(), index);
    y = erf_series(d, value, hn::GatherIndex(d, erf_table.slope.data(), index), c, h);
  } else {
    const V value = hn::GatherIndex(d, table32.value.data(), index);
    y = erf_series(d, value, hn::GatherIndex(d, table32.slope.data(), index), c, h);
  }
  return with_sign(d, y, x);
}

}  // namespace HWY_NAMESPACE
}  // namespace crescent::engine::math
HWY_AFTER_NAMESPACE();

#endif
