// e^x. Included by vector_math-inl.hpp.
#if defined(CRESCENT_VECTOR_MATH_EXP_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef CRESCENT_VECTOR_MATH_EXP_INL
#undef CRESCENT_VECTOR_MATH_EXP_INL
#else
#define CRESCENT_VECTOR_MATH_EXP_INL
#endif

#include "common-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace crescent::engine::math {
namespace HWY_NAMESPACE {

#if HWY_TARGET <= HWY_AVX3
// 2^(j/16) and what rounding took from it: two registers each, looked up by one permutation.
alignas(64) inline constexpr double powers_of_two[16] = {
    0x1.0000000000000p+0, 0x1.0b5586cf9890fp+0, 0x1.172b83c7d517bp+0, 0x1.2387a6e756238p+0,
    0x1.306fe0a31b715p+0, 0x1.3dea64c123422p+0, 0x1.4bfdad5362a27p+0, 0x1.5ab07dd485429p+0,
    0x1.6a09e667f3bcdp+0, 0x1.7a11473eb0187p+0, 0x1.8ace5422aa0dbp+0, 0x1.9c49182a3f090p+0,
    0x1.ae89f995ad3adp+0, 0x1.c199bdd85529cp+0, 0x1.d5818dcfba487p+0, 0x1.ea4afa2a490dap+0};
alignas(64) inline constexpr double powers_of_two_low[16] = {0,
                                                             0x1.8a62e4adc610bp-54,
                                                             -0x1.19041b9d78a76p-55,
                                                             0x1.9b07eb6c70573p-54,
                                                             0x1.6f46ad23182e4p-55,
                                                             0x1.ada0911f09ebcp-55,
                                                             0x1.d4397afec42e2p-56,
                                                             0x1.6324c054647adp-54,
                                                             -0x1.bdd3413b26456p-54,
                                                             -0x1.41577ee04992fp-55,
                                                             0x1.6e9f156864b27p-54,
                                                             0x1.c7c46b071f2bep-56,
                                                             0x1.7a1cd345dcc81p-54,
                                                             0x1.11065895048ddp-55,
                                                             0x1.2ed02d75b3707p-55,
                                                             -0x1.e9c23179c2893p-54};
#endif

/// x = k log 2 + r. Without the table k is an integer and |r| ≤ log(2) / 2; with it k is a multiple
/// of 1/16 and r 16 times smaller.
template <class D>
struct Reduced {
  hn::Vec<D> rounded;  ///< k + its rounder
  hn::Vec<D> k;
  hn::Vec<D> r;
};

template <class D>
constexpr bool has_table = is_wide<D>&& is_double<D>;

/// Cody and Waite's reduction: log 2 comes in two parts, the first of few enough bits that its
/// product with k is exact. k is chosen for `near`, which may differ a little from x.
template <class D, class V = hn::Vec<D>>
HWY_INLINE Reduced<D> reduce(D d, V near, V x) {
  const V magic = rounder(d, has_table<D> ? 4 : 0);
  const V rounded = hn::MulAdd(near, set(d, 0x1.71547652b82fep+0), magic);  // log2 e
  const V k = hn::Sub(rounded, magic);
  const V r = hn::NegMulAdd(k, set(d, is_double<D> ? 0x1.62e42fefap-1 : 0x1.62e4p-1), x);
  const double low = is_double<D> ? 0x1.cf79abc9e3b3ap-40 : 0x1.7f7d1cp-20;
  return {rounded, k, hn::NegMulAdd(k, set(d, low), r)};
}

/// e^r, times 2^(j/16) with the table (Tang's method), j the lowest four bits of `rounded`. With
/// `careful` the table's own rounding does not count: 0.6 ulp, not 1.1.
template <bool careful, class D, class V = hn::Vec<D>>
HWY_INLINE V exp_of_reduced(D d, const Reduced<D>& x) {
  const V r = x.r;
  if constexpr (!is_double<D>) {
    return polynomial(d, r, 1, 1, 0x1.fffffcp-2, 0x1.55549p-3, 0x1.5558ap-5, 0x1.123ac6p-7,
                      0x1.6a6034p-10);
  } else if constexpr (!has_table<D>) {
    const V q = polynomial(
        d, r,
        {0x1.000000000000ap-1, 0x1.55555555554fcp-3, 0x1.5555555550689p-5, 0x1.111111112725dp-7,
         0x1.6c16c18488a72p-10, 0x1.a01a012dcb964p-13, 0x1.a01999231b74ap-16, 0x1.71df1d1476cecp-19,
         0x1.28ae3c99da451p-22, 0x1.ad8d55a54a7bdp-26});
    return hn::Add(hn::MulAdd(hn::Mul(r, r), q, r), set(d, 1));
  }
#if HWY_TARGET <= HWY_AVX3
  if constexpr (has_table<D>) {
    const V q = polynomial(d, r, 0x1.fffffffffffb8p-2, 0x1.555555548ec32p-3, 0x1.555555590409bp-5,
                           0x1.11123b432ef63p-7, 0x1.6c14c353728efp-10);
    const V e = hn::MulAdd(hn::Mul(r, r), q, r);
    const V power = look_up(powers_of_two, x.rounded);
    if constexpr (careful) {
      return hn::Add(power, hn::MulAdd(power, e, look_up(powers_of_two_low, x.rounded)));
    }
    return hn::MulAdd(power, e, power);
  }
#endif
}

/// y · 2^⌊k⌋, which may overflow or be denormal; generic code: |k| < 2040 (float32: 250).
template <class D, class V = hn::Vec<D>>
HWY_INLINE V scale(D d, V y, const Reduced<D>& x) {
#if HWY_TARGET <= HWY_AVX3
  if constexpr (is_wide<D> && is_double<D>) {
    return V{_mm512_scalef_pd(y.raw, x.k.raw)};
  } else if constexpr (is_wide<D>) {
    return V{_mm512_scalef_ps(y.raw, x.k.raw)};
  }
#endif
  // 2^⌊k/2⌋ onto y, then the rest: both are normal. Shifting left drops all but k's bits.
  const Bits<D> du;
  const auto bits = hn::BitCast(du, x.rounded);
  const auto half = hn::ShiftLeft<mantissa_bits<D>>(hn::ShiftRight<1>(bits));
  const auto rest = hn::Sub(hn::ShiftLeft<mantissa_bits<D>>(bits), half);
  const V scaled = hn::BitCast(d, hn::Add(hn::BitCast(du, y), half));
  return hn::Mul(scaled, hn::BitCast(d, hn::Add(hn::BitCast(du, set(d, 1)), rest)));
}

/// e^x, at most 1.3 ulp off; denormal results too. e^-inf = 0.
template <bool careful = false, class D, class V = hn::Vec<D>>
HWY_INLINE V exp(D d, V x) {
#if HWY_TARGET <= HWY_AVX3
  // k may be anything: the instruction that scales by 2^k knows infinities and NaN. Only r must not
  // be a NaN or large then, which one minimum of sizes sees to.
  if constexpr (is_wide<D>) {
    Reduced<D> reduced = reduce(d, x, x);
    reduced.r = at_most_one(reduced.r);
    return scale(d, exp_of_reduced<careful>(d, reduced), reduced);
  }
#endif
  const V lowest = set(d, is_double<D> ? -746.0 : -104.0);
  const V bounded = limit_or_nan(d, x, lowest, set(d, is_double<D> ? 710.0 : 89.0));
  const Reduced<D> reduced = reduce(d, bounded, bounded);
  return scale(d, exp_of_reduced<careful>(d, reduced), reduced);
}

}  // namespace HWY_NAMESPACE
}  // namespace crescent::engine::math
HWY_AFTER_NAMESPACE();

#endif
