// What the functions of vector_math-inl.hpp share.
#if defined(CRESCENT_VECTOR_MATH_COMMON_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef CRESCENT_VECTOR_MATH_COMMON_INL
#undef CRESCENT_VECTOR_MATH_COMMON_INL
#else
#define CRESCENT_VECTOR_MATH_COMMON_INL
#endif

#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>

#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace crescent::engine::math {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

template <class D>
using Bits = hn::RebindToUnsigned<D>;

template <class D>
constexpr bool is_double = std::is_same_v<hn::TFromD<D>, double>;

/// The vectors for which the instructions of AVX-512 are called by name.
#if HWY_TARGET <= HWY_AVX3
template <class D>
constexpr bool is_wide = hn::MaxLanes(D()) * sizeof(hn::TFromD<D>) == 64;
#else
template <class D>
constexpr bool is_wide = false;
#endif

template <class D>
HWY_INLINE hn::Vec<D> set(D d, double value) {
  return hn::Set(d, static_cast<hn::TFromD<D>>(value));
}

template <class D>
HWY_INLINE hn::Vec<Bits<D>> set_bits(D, std::uint64_t value) {
  return hn::Set(Bits<D>(), static_cast<hn::TFromD<Bits<D>>>(value));
}

/// c[0] + c[1] x + c[2] x² + …, by Horner.
template <class D, class V = hn::Vec<D>, class... C>
HWY_INLINE V polynomial(D d, V x, double c0, C... c) {
  if constexpr (sizeof...(c) == 0) {
    return set(d, c0);
  } else {
    return hn::MulAdd(polynomial(d, x, c...), x, set(d, c0));
  }
}

/// The same as even(x²) + x odd(x²), for long ones: two chains of half the length side by side.
template <class D, std::size_t N, class V = hn::Vec<D>>
HWY_INLINE V polynomial(D d, V x, const double (&c)[N]) {
  const V x2 = hn::Mul(x, x);
  V even = set(d, c[(N - 1) / 2 * 2]);
  for (std::size_t i = (N - 1) / 2 * 2; i > 0; i -= 2) {
    even = hn::MulAdd(even, x2, set(d, c[i - 2]));
  }
  V odd = set(d, c[N / 2 * 2 - 1]);
  for (std::size_t i = N / 2 * 2 - 1; i > 1; i -= 2) odd = hn::MulAdd(odd, x2, set(d, c[i - 2]));
  return hn::MulAdd(odd, x, even);
}

// minps and minpd return the second operand if either is NaN.
#if HWY_ARCH_X86 && HWY_TARGET != HWY_SCALAR && HWY_TARGET != HWY_EMU128
#define CRESCENT_MIN_IS_X86 1
#else
#define CRESCENT_MIN_IS_X86 0
#endif

/// The smaller of x and limit, where a NaN x counts as the limit / stays a NaN.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V limit_from_above(D, V x, V limit) {
#if CRESCENT_MIN_IS_X86
  return hn::Min(x, limit);
#else
  return hn::IfThenElse(hn::Lt(x, limit), x, limit);
#endif
}
template <class D, class V = hn::Vec<D>>
HWY_INLINE V limit_from_above_or_nan(D, V x, V limit) {
#if CRESCENT_MIN_IS_X86
  return hn::Min(limit, x);
#else
  return hn::IfThenElse(hn::Gt(x, limit), limit, x);
#endif
}
template <class D, class V = hn::Vec<D>>
HWY_INLINE V limit_or_nan(D d, V x, V lowest, V highest) {
  const V below = limit_from_above_or_nan(d, x, highest);
#if CRESCENT_MIN_IS_X86
  return hn::Max(lowest, below);
#else
  return hn::IfThenElse(hn::Lt(below, lowest), lowest, below);
#endif
}

#undef CRESCENT_MIN_IS_X86

/// 1.5 · 2^(mantissa bits - `fraction`): a small number added to it is rounded to a multiple of
/// 2^-fraction, and the lowest bits of the sum hold that multiple in two's complement.
template <class D>
HWY_INLINE hn::Vec<D> rounder(D d, int fraction = 0) {
  const double one = is_double<D> ? 0x1.8p52 : 0x1.8p23;
  return set(d, one / static_cast<double>(1 << fraction));
}

template <class D>
constexpr int mantissa_bits = is_double<D> ? 52 : 23;

/// n / m for m in [2^-100, 2^100] (float32: [2^-40, 2^40]) and any n; at most 0.6 ulp off.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V divide([[maybe_unused]] D d, V n, V m) {
#if HWY_TARGET <= HWY_AVX3
  // The divider would take 16 cycles. A reciprocal to 14 bits, a step of Newton to 28 (float32:
  // none), the quotient with it and its remainder to 56.
  if constexpr (is_wide<D> && is_double<D>) {
    const V guess{_mm512_rcp14_pd(m.raw)};
    const V inverse = hn::MulAdd(hn::NegMulAdd(m, guess, set(d, 1)), guess, guess);
    const V q = hn::Mul(n, inverse);
    return hn::MulAdd(hn::NegMulAdd(q, m, n), inverse, q);
  } else if constexpr (is_wide<D>) {
    const V inverse{_mm512_rcp14_ps(m.raw)};
    const V q = hn::Mul(n, inverse);
    return hn::MulAdd(hn::NegMulAdd(q, m, n), inverse, q);
  }
#endif
  return hn::Div(n, m);
}

#if HWY_TARGET <= HWY_AVX3
/// table[j] for `rounded` = j + rounder(d). The exponent of `rounded`, times 8, is taken off the
/// table's address: saves taking it off every index.
HWY_INLINE hn::Vec512<double> gather(const double* table, hn::Vec512<double> rounded) {
  const auto base = reinterpret_cast<std::uintptr_t>(table) - (std::uintptr_t{0x4338} << 51);
  return hn::Vec512<double>{_mm512_i64gather_pd(_mm512_castpd_si512(rounded.raw),
                                                reinterpret_cast<const void*>(base), 8)};
}
/// |x|, at most `limit`; `limit` for a NaN.
HWY_INLINE hn::Vec512<double> bounded_size(hn::Vec512<double> x, double limit) {
  return hn::Vec512<double>{_mm512_range_pd(x.raw, _mm512_set1_pd(limit), 0x0a)};
}
/// x less its nearest multiple of 1/128; 0 for infinities (and for -0), NaN for NaN.
HWY_INLINE hn::Vec512<double> rest_of_128th(hn::Vec512<double> x) {
  return hn::Vec512<double>{_mm512_reduce_pd(x.raw, 0x70)};
}
/// x where |x| ≤ 1; else, and for a NaN, ±1.
HWY_INLINE hn::Vec512<double> at_most_one(hn::Vec512<double> x) {
  return hn::Vec512<double>{_mm512_range_pd(x.raw, _mm512_set1_pd(1), 0x02)};
}
HWY_INLINE hn::Vec512<float> at_most_one(hn::Vec512<float> x) {
  return hn::Vec512<float>{_mm512_range_ps(x.raw, _mm512_set1_ps(1), 0x02)};
}
/// 16 doubles, or 32 floats, in two registers: by the lowest bits of the index.
HWY_INLINE hn::Vec512<double> look_up(const double* table, hn::Vec512<double> index) {
  return hn::Vec512<double>{_mm512_permutex2var_pd(
      _mm512_load_pd(table), _mm512_castpd_si512(index.raw), _mm512_load_pd(table + 8))};
}
HWY_INLINE hn::Vec512<float> look_up(const float* table, hn::Vec512<float> index) {
  return hn::Vec512<float>{_mm512_permutex2var_ps(
      _mm512_load_ps(table), _mm512_castps_si512(index.raw), _mm512_load_ps(table + 16))};
}
#endif

/// `size` numbers with the sign of `sign`; those of `size` must be without one.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V with_sign(D d, V size, V sign) {
  return hn::Or(size, hn::And(sign, hn::SignBit(d)));
}

}  // namespace HWY_NAMESPACE
}  // namespace crescent::engine::math
HWY_AFTER_NAMESPACE();

#endif
