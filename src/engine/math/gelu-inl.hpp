// x Φ(x), the exact GELU. Included by vector_math-inl.hpp.
#if defined(CRESCENT_VECTOR_MATH_GELU_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef CRESCENT_VECTOR_MATH_GELU_INL
#undef CRESCENT_VECTOR_MATH_GELU_INL
#else
#define CRESCENT_VECTOR_MATH_GELU_INL
#endif

#include "exp-inl.hpp"
#include "mills_table.hpp"

HWY_BEFORE_NAMESPACE();
namespace crescent::engine::math {
namespace HWY_NAMESPACE {

/// A node c of the table near a, m(c) and m'(c).
template <class D>
struct MillsNode {
  hn::Vec<D> c;
  hn::Vec<D> m;
  hn::Vec<D> slope;
};

/// a in [0, 39]. The nodes are evenly spaced in the bits of 1 + a.
template <class D, class V = hn::Vec<D>>
HWY_INLINE MillsNode<D> mills_node(D d, V a) {
  constexpr int dropped = is_double<D> ? 44 : 17;  // 8 bits of the mantissa stay; float32: 6
  constexpr std::uint64_t first = is_double<D> ? 1023 * 256 : 127 * 64;
  const Bits<D> du;
  const hn::RebindToSigned<D> di;
  const V one = set(d, 1);
  const auto rounded =
      hn::Add(hn::BitCast(du, hn::Add(a, one)), set_bits(d, std::uint64_t{1} << (dropped - 1)));
  const auto index = hn::ShiftRight<dropped>(rounded);
  const V c = hn::Sub(hn::BitCast(d, hn::ShiftLeft<dropped>(index)), one);
  const auto entry = hn::BitCast(di, hn::Sub(index, set_bits(d, first)));
  if constexpr (is_double<D>) {
    return {c, hn::GatherIndex(d, mills_table.ratio.data(), entry),
            hn::GatherIndex(d, mills_table.slope.data(), entry)};
  } else {
    const V m = hn::GatherIndex(d, mills_table_float32.data(), entry);
    return {c, m, hn::MulSub(c, m, set(d, 0x1.988454p-2))};
  }
}

/// (m(c + h) - m(c)) / h for m(a) = e^(a²/2) Φ(-a), by Taylor's series: as m' = c m - 1/√(2π), its
/// coefficients d follow from (n + 1) d[n + 1] = c d[n] + d[n - 1]. |h| ≤ (1 + c) / 512; float32:
/// four times that.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V mills_slope(D d, const MillsNode<D>& node, V h) {
  const V c = node.c;
  const auto next = [&](V now, V before, double n)
                        HWY_ATTR { return hn::Mul(hn::MulAdd(c, now, before), set(d, 1 / n)); };
  const V d1 = node.slope;
  const V d2 = next(d1, node.m, 2);
  const V d3 = next(d2, d1, 3);
  V sum = d3;
  if constexpr (is_double<D>) {
    const V d4 = next(d3, d2, 4);
    const V d5 = next(d4, d3, 5);
    sum = hn::MulAdd(hn::MulAdd(d5, h, d4), h, d3);
  }
  return hn::MulAdd(hn::MulAdd(sum, h, d2), h, d1);
}

/// -a²/2, ready for exp_of_reduced. It comes in two parts, as the exponential multiplies its
/// relative error by a²/2.
template <class D, class V = hn::Vec<D>>
HWY_INLINE Reduced<D> reduced_half_square(D d, V a) {
  const V half = hn::Mul(a, set(d, -0.5));
#if HWY_NATIVE_FMA
  const V square = hn::Mul(half, a);
  const V rest = hn::MulSub(half, a, square);
  const Reduced<D> upper = reduce(d, square, square);
#else
  // The square of the upper half of the bits is exact.
  const std::uint64_t upper_bits = is_double<D> ? ~0x7ffffffull : 0xfffff000;
  const V start = hn::And(a, hn::BitCast(d, set_bits(d, upper_bits)));
  const V half_start = hn::Mul(start, set(d, -0.5));
  const V square = hn::Mul(half_start, start);
  const V rest = hn::Mul(hn::Sub(a, start), hn::Add(half, half_start));
  const Reduced<D> upper = reduce(d, hn::Add(square, rest), square);
#endif
  return {upper.rounded, upper.k, hn::Add(upper.r, rest)};
}

/// x Φ(x) with Φ the normal distribution, (1 + erf(x / √2)) / 2. With u = |x| Φ(-|x|) it is x - u,
/// or -u for negative x: nothing cancels. At most 2.5 ulp off, 3.5 without fused multiply-add
/// (float32: 3.5); the most for x < -2.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V gelu(D d, V x) {
  const V end = set(d, is_double<D> ? 38.7 : 14.6);  // u is 0 from here on
  const V size = hn::Abs(x);
  const V a = limit_from_above_or_nan(d, size, end);
  const auto node = mills_node(d, limit_from_above(d, size, end));  // its index is never of a NaN
  const V h = hn::Sub(a, node.c);
  const V change = hn::Mul(h, mills_slope(d, node, h));
  const Reduced<D> reduced = reduced_half_square(d, a);
  const V e = exp_of_reduced<true>(d, reduced);
  // u = e a (m + change), rounded once where products can be had exactly.
  const V p = hn::Mul(e, a);
#if HWY_NATIVE_FMA
  const V p_low = hn::MulSub(e, a, p);
  const V u = hn::MulAdd(p, node.m, hn::MulAdd(p, change, hn::Mul(p_low, node.m)));
#else
  const V u = hn::MulAdd(p, node.m, hn::Mul(p, change));
#endif
  const V tail = scale(d, u, reduced);
  return hn::IfThenElse(hn::Lt(x, hn::Zero(d)), hn::Neg(tail), hn::Sub(x, tail));
}

}  // namespace HWY_NAMESPACE
}  // namespace crescent::engine::math
HWY_AFTER_NAMESPACE();

#endif
