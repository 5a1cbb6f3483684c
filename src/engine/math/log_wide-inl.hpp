// log x on full AVX-512 vectors. Included by log-inl.hpp.
#if defined(CRESCENT_VECTOR_MATH_LOG_WIDE_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef CRESCENT_VECTOR_MATH_LOG_WIDE_INL
#undef CRESCENT_VECTOR_MATH_LOG_WIDE_INL
#else
#define CRESCENT_VECTOR_MATH_LOG_WIDE_INL
#endif

#include "common-inl.hpp"

#if HWY_TARGET <= HWY_AVX3

HWY_BEFORE_NAMESPACE();
namespace crescent::engine::math {
namespace HWY_NAMESPACE {

// For mantissas from 1 + j / 16 (float32: j / 32): an inverse of few bits, and minus its logarithm
// in two parts, the first of few enough bits that k log 2 can be added exactly. Beside powers of
// two the inverse is one, so that the logarithm there has all from the polynomial.
alignas(64) inline constexpr double log_inverse[16] = {
    0x1p+0,    0x1.d4p-1, 0x1.bap-1, 0x1.a4p-1, 0x1.9p-1, 0x1.7ep-1, 0x1.6cp-1, 0x1.5cp-1,
    0x1.4ep-1, 0x1.42p-1, 0x1.36p-1, 0x1.2ap-1, 0x1.2p-1, 0x1.16p-1, 0x1.0cp-1, 0x1p-1};
alignas(64) inline constexpr double log_high[16] = {0,
                                                    0x1.700d30aeacp-4,
                                                    0x1.2d1610c868p-3,
                                                    0x1.95a5adcf7p-3,
                                                    0x1.f991c6cb3cp-3,
                                                    0x1.2bef07cdc9p-2,
                                                    0x1.5d5bddf596p-2,
                                                    0x1.8b639a88b3p-2,
                                                    0x1.b56fa04463p-2,
                                                    0x1.dae75484c9p-2,
                                                    0x1.00e5ae5b208p-1,
                                                    0x1.151c3f6f298p-1,
                                                    0x1.269621134d8p-1,
                                                    0x1.38ae2171978p-1,
                                                    0x1.4b6fd6f971p-1,
                                                    0x1.62e42fefap-1};
alignas(64) inline constexpr double log_low[16] = {0,
                                                   0x1.c1e8dap-49,
                                                   0x1.39d6ccp-47,
                                                   0x1.7f2286p-47,
                                                   -0x1.90d04cp-44,
                                                   0x1.a9cfa4p-45,
                                                   -0x1.a0b2ap-47,
                                                   -0x1.05ae1ep-45,
                                                   -0x1.bdab6cp-44,
                                                   0x1.856f4ap-44,
                                                   -0x1.53ba3cp-47,
                                                   -0x1.edd97ap-45,
                                                   0x1.c93c1ep-44,
                                                   -0x1.18b7acp-45,
                                                   -0x1.f04776p-44,
                                                   0x1.cf79abc9e3b3ap-40};
alignas(64) inline constexpr float log_inverse32[32] = {
    0x1p+0F,    0x1.eap-1F, 0x1.dap-1F, 0x1.cep-1F, 0x1.cp-1F,  0x1.b4p-1F, 0x1.aap-1F, 0x1.9ep-1F,
    0x1.94p-1F, 0x1.8ap-1F, 0x1.82p-1F, 0x1.78p-1F, 0x1.7p-1F,  0x1.68p-1F, 0x1.6p-1F,  0x1.58p-1F,
    0x1.52p-1F, 0x1.4ap-1F, 0x1.44p-1F, 0x1.3ep-1F, 0x1.38p-1F, 0x1.32p-1F, 0x1.2cp-1F, 0x1.28p-1F,
    0x1.22p-1F, 0x1.1cp-1F, 0x1.18p-1F, 0x1.14p-1F, 0x1.0ep-1F, 0x1.0ap-1F, 0x1.06p-1F, 0x1p-1F};
alignas(64) inline constexpr float log_high32[32] = {0,
                                                     0x1.67cp-5F,
                                                     0x1.3bep-4F,
                                                     0x1.a4ep-4F,
                                                     0x1.1178p-3F,
                                                     0x1.491p-3F,
                                                     0x1.7898p-3F,
                                                     0x1.b32p-3F,
                                                     0x1.e53p-3F,
                                                     0x1.0c44p-2F,
                                                     0x1.2144p-2F,
                                                     0x1.3c24p-2F,
                                                     0x1.522cp-2F,
                                                     0x1.68acp-2F,
                                                     0x1.7fbp-2F,
                                                     0x1.973cp-2F,
                                                     0x1.a94p-2F,
                                                     0x1.c1c8p-2F,
                                                     0x1.d49p-2F,
                                                     0x1.e7b4p-2F,
                                                     0x1.fb34p-2F,
                                                     0x1.078cp-1F,
                                                     0x1.11bp-1F,
                                                     0x1.188ep-1F,
                                                     0x1.230cp-1F,
                                                     0x1.2dcp-1F,
                                                     0x1.3502p-1F,
                                                     0x1.3c6p-1F,
                                                     0x1.47a2p-1F,
                                                     0x1.4f46p-1F,
                                                     0x1.5708p-1F,
                                                     0x1.62e4p-1F};
alignas(64) inline constexpr float log_low32[32] = {0,
                                                    0x1.29e5aap-18F,
                                                    -0x1.4b05c2p-21F,
                                                    0x1.d902c6p-18F,
                                                    0x1.d044fcp-20F,
                                                    0x1.ec199ep-18F,
                                                    0x1.b0a88ap-20F,
                                                    -0x1.3d4522p-18F,
                                                    0x1.dffce2p-20F,
                                                    -0x1.2989eap-18F,
                                                    0x1.5b43aep-20F,
                                                    0x1.277334p-18F,
                                                    -0x1.1f8c76p-18F,
                                                    0x1.07d38ep-19F,
                                                    -0x1.7109fap-20F,
                                                    -0x1.cbcecap-18F,
                                                    -0x1.2c3752p-18F,
                                                    -0x1.f96c06p-18F,
                                                    0x1.236f7ep-21F,
                                                    0x1.61eed6p-21F,
                                                    0x1.8af7a4p-18F,
                                                    -0x1.f59876p-22F,
                                                    -0x1.f70e2ap-19F,
                                                    0x1.c81e48p-18F,
                                                    -0x1.e4e828p-18F,
                                                    -0x1.5509e4p-18F,
                                                    0x1.15b3b2p-18F,
                                                    0x1.0186d8p-18F,
                                                    -0x1.5b02ecp-18F,
                                                    -0x1.5f296cp-19F,
                                                    -0x1.76511cp-19F,
                                                    0x1.7f7d1cp-20F};

/// log(x + lost) for x + lost > 0 and lost less than x's last place, or NaN; -inf for x = 0, NaN
/// for less. Tang's method: x = 2^k m, log x = k log 2 - log c + log(1 + z) with z = m c - 1, which
/// is in [-1/32, 1/16].
HWY_INLINE hn::Vec512<double> log_wide(hn::Full512<double> d, hn::Vec512<double> x,
                                       hn::Vec512<double> lost) {
  using V = hn::Vec512<double>;
  const V k{_mm512_getexp_pd(x.raw)};
  const V m{_mm512_getmant_pd(x.raw, _MM_MANT_NORM_1_2, _MM_MANT_SIGN_nan)};
  const V index{_mm512_castsi512_pd(_mm512_srli_epi64(_mm512_castpd_si512(m.raw), 48))};
  const V inverse = look_up(log_inverse, index);
  const V down = hn::Min(hn::Neg(k), set(d, 2000));  // k of 0 is -inf
  const V rest{_mm512_scalef_pd(lost.raw, down.raw)};
  const V z = hn::MulAdd(rest, inverse, hn::MulAdd(m, inverse, set(d, -1)));
  const V high = hn::MulAdd(k, set(d, 0x1.62e42fefap-1), look_up(log_high, index));
  const V low = hn::MulAdd(k, set(d, 0x1.cf79abc9e3b3ap-40), look_up(log_low, index));
  const V q = polynomial(
      d, z,
      {-0.5, 0x1.5555555555554p-2, -0x1.0000000000049p-2, 0x1.999999999e798p-3,
       -0x1.55555554d9cc8p-3, 0x1.249248f21e46bp-3, -0x1.000000d40e5f4p-3, 0x1.c71e216b56d7bp-4,
       -0x1.99aa87d3932aep-4, 0x1.7220e86ad6693p-4, -0x1.2286861e87e89p-4});
  const V curve = hn::MulAdd(hn::Mul(z, z), q, low);
  return hn::Add(high, hn::Add(z, curve));
}

HWY_INLINE hn::Vec512<float> log_wide(hn::Full512<float> d, hn::Vec512<float> x,
                                      hn::Vec512<float> lost) {
  using V = hn::Vec512<float>;
  const V k{_mm512_getexp_ps(x.raw)};
  const V m{_mm512_getmant_ps(x.raw, _MM_MANT_NORM_1_2, _MM_MANT_SIGN_nan)};
  const V index{_mm512_castsi512_ps(_mm512_srli_epi32(_mm512_castps_si512(m.raw), 18))};
  const V inverse = look_up(log_inverse32, index);
  const V down = hn::Min(hn::Neg(k), set(d, 2000));
  const V rest{_mm512_scalef_ps(lost.raw, down.raw)};
  const V z = hn::MulAdd(rest, inverse, hn::MulAdd(m, inverse, set(d, -1)));
  const V high = hn::MulAdd(k, set(d, 0x1.62e4p-1), look_up(log_high32, index));
  const V low = hn::MulAdd(k, set(d, 0x1.7f7d1cp-20), look_up(log_low32, index));
  const V q = polynomial(d, z, -0.5, 0x1.5555bap-2, -0x1.00049ap-2, 0x1.8d54d4p-3);
  return hn::Add(high, hn::Add(z, hn::MulAdd(hn::Mul(z, z), q, low)));
}

}  // namespace HWY_NAMESPACE
}  // namespace crescent::engine::math
HWY_AFTER_NAMESPACE();

#endif  // HWY_TARGET <= HWY_AVX3

#endif
