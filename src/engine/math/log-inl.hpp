// log x, log(1 + x) and softplus. Included by vector_math-inl.hpp.
#if defined(CRESCENT_VECTOR_MATH_LOG_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef CRESCENT_VECTOR_MATH_LOG_INL
#undef CRESCENT_VECTOR_MATH_LOG_INL
#else
#define CRESCENT_VECTOR_MATH_LOG_INL
#endif

#include "exp-inl.hpp"
#include "log_wide-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace crescent::engine::math {
namespace HWY_NAMESPACE {

/// log(2^k (1 + f)) for 1 + f in [√½, √2]: with s = f / (2 + f), log(1 + f) = 2 artanh s, arranged
/// so that f itself is added last and unrounded: f - (f²/2 - s (f²/2 + R(s²))).
template <class D, class V = hn::Vec<D>>
HWY_INLINE V log_of_parts(D d, V k, V f) {
  const V s = divide(d, f, hn::Add(set(d, 2), f));
  const V z = hn::Mul(s, s);
  V r;
  if constexpr (is_double<D>) {
    r = polynomial(
        d, z,
        {0x1.5555555555558p-1, 0x1.99999999952dap-2, 0x1.2492492df86d6p-2, 0x1.c71c62d958cffp-3,
         0x1.7462b88cc7c9bp-3, 0x1.39fdd79e8c9b3p-3, 0x1.2b5f1e80b6159p-3});
  } else {
    r = polynomial(d, z, 0x1.55555cp-1, 0x1.997b98p-2, 0x1.2ef79cp-2);
  }
  const V half_square = hn::Mul(hn::Mul(set(d, 0.5), f), f);
  const V log2_high = set(d, is_double<D> ? 0x1.62e42fefap-1 : 0x1.62e4p-1);
  const V log2_low = set(d, is_double<D> ? 0x1.cf79abc9e3b3ap-40 : 0x1.7f7d1cp-20);
  const V curve = hn::MulAdd(s, hn::MulAdd(r, z, half_square), hn::Mul(k, log2_low));
  return hn::MulAdd(k, log2_high, hn::Sub(f, hn::Sub(half_square, curve)));
}

template <class D>
struct LogParts {
  hn::Vec<D> k;               ///< x = 2^k m
  hn::Vec<D> m;               ///< in [√½, √2)
  hn::Vec<Bits<D>> exponent;  ///< k + bias
};

/// x: normal and positive.
template <class D, class V = hn::Vec<D>>
HWY_INLINE LogParts<D> log_parts(D d, V x) {
  const Bits<D> du;
  constexpr std::uint64_t one = is_double<D> ? 0x3ff0000000000000 : 0x3f800000;
  constexpr std::uint64_t root = is_double<D> ? 0x3fe6a09e667f3bcd : 0x3f3504f3;  // √½
  constexpr std::uint64_t mantissa = (1ull << mantissa_bits<D>)-1;
  constexpr std::uint64_t magic = is_double<D> ? 0x4330000000000000 : 0x4b000000;  // 2^52, 2^23
  const double bias = is_double<D> ? 0x1p52 + 1023 : 0x1p23 + 127;
  const auto shifted = hn::Add(hn::BitCast(du, x), set_bits(d, one - root));
  const auto exponent = hn::ShiftRight<mantissa_bits<D>>(shifted);
  const auto m = hn::Add(hn::And(shifted, set_bits(d, mantissa)), set_bits(d, root));
  const V k = hn::Sub(hn::BitCast(d, hn::Or(exponent, set_bits(d, magic))), set(d, bias));
  return {k, hn::BitCast(d, m), exponent};
}

/// What `y`, right for positive finite x and at least finite for all, has to be for the others: by
/// sums and bits, which cost less than choosing.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V log_of_special(D d, V x, V y) {
  const V zero = hn::Zero(d);
  const V infinity = hn::Inf(d);
  y = hn::Sub(y, hn::IfThenElseZero(hn::Eq(x, zero), infinity));
  y = hn::Add(y, hn::IfThenZeroElse(hn::Lt(x, infinity), x));  // infinity, NaN
  return hn::Or(y, hn::VecFromMask(d, hn::Lt(x, zero)));       // all bits: a NaN
}

/// log x, at most 1.5 ulp off. log 0 = -inf, log of less is NaN.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V log(D d, V x) {
#if HWY_TARGET <= HWY_AVX3
  if constexpr (is_wide<D>) return log_wide(d, x, hn::Zero(d));
#endif
  // Denormal numbers times 2^54 (float32: 2^25), by a factor that is 1 for the others.
  const auto tiny = hn::Lt(x, set(d, is_double<D> ? 0x1p-1022 : 0x1p-126));
  const V one = set(d, 1);
  const V change = hn::Xor(one, set(d, is_double<D> ? 0x1p54 : 0x1p25));
  const V normal = hn::Mul(x, hn::Xor(one, hn::IfThenElseZero(tiny, change)));
  const double lift = is_double<D> ? 54 : 25;
  const auto parts = log_parts(d, normal);
  const V k = hn::Sub(parts.k, hn::IfThenElseZero(tiny, set(d, lift)));
  return log_of_special(d, x, log_of_parts(d, k, hn::Sub(parts.m, one)));
}

/// log(1 + x) for x ≥ 0, not infinite: what rounding takes from 1 + x (Knuth's TwoSum) is given
/// back to the mantissa, where x is small it is all of x.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V log1p_of_finite(D d, V x) {
  const V one = set(d, 1);
  const V u = hn::Add(one, x);
  const V x_in_u = hn::Sub(u, one);
  const V lost = hn::Add(hn::Sub(one, hn::Sub(u, x_in_u)), hn::Sub(x, x_in_u));
#if HWY_TARGET <= HWY_AVX3
  if constexpr (is_wide<D>) return log_wide(d, u, at_most_one(lost));
#endif
  const auto parts = log_parts(d, u);
  // Times 2^-k. Nothing that is lost counts for large x, whose 2^-k may not exist.
  const auto top = set_bits(d, is_double<D> ? 2046 : 254);
  const auto inverse = hn::ShiftLeft<mantissa_bits<D>>(hn::Sub(top, parts.exponent));
  const V back =
      hn::IfThenZeroElse(hn::Ge(x, set(d, 0x1p60)), hn::Mul(lost, hn::BitCast(d, inverse)));
  const V given = hn::Add(hn::Sub(parts.m, one), back);
  return log_of_parts(d, parts.k, given);
}

/// log(1 + x), at most 1.5 ulp off. log1p(-1) = -inf, of less NaN, log1p(-0) = -0.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V log1p(D d, V x) {
  V y = log1p_of_finite(d, x);
  if constexpr (!is_wide<D>) y = log_of_special(d, hn::Add(x, set(d, 1)), y);
  return hn::Or(y, hn::And(x, hn::SignBit(d)));  // the sign is x's
}

/// log(1 + e^x) = max(x, 0) + log(1 + e^-|x|), at most 2.1 ulp off.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V softplus(D d, V x) {
  const V e = exp<true>(d, hn::Or(x, hn::SignBit(d)));
  return hn::Add(hn::Max(hn::Zero(d), x), log1p_of_finite(d, e));
}

}  // namespace HWY_NAMESPACE
}  // namespace crescent::engine::math
HWY_AFTER_NAMESPACE();

#endif
