// 1 / (1 + e^-x). Included by vector_math-inl.hpp.
#if defined(CRESCENT_VECTOR_MATH_SIGMOID_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef CRESCENT_VECTOR_MATH_SIGMOID_INL
#undef CRESCENT_VECTOR_MATH_SIGMOID_INL
#else
#define CRESCENT_VECTOR_MATH_SIGMOID_INL
#endif

#include "exp-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace crescent::engine::math {
namespace HWY_NAMESPACE {

/// With e = e^-|x|, which cannot overflow, and w = e / (1 + e): 1 - w, or e - e w for negative x.
/// The roundings of w count the less the smaller it is. At most 2 ulp off.
template <class D, class V = hn::Vec<D>>
HWY_INLINE V sigmoid(D d, V x) {
  const V e = exp<true>(d, hn::Or(x, hn::SignBit(d)));
  const V one = set(d, 1);
  const V factor = hn::IfThenElse(hn::Lt(x, hn::Zero(d)), e, one);
  return hn::NegMulAdd(factor, divide(d, e, hn::Add(one, e)), factor);
}

}  // namespace HWY_NAMESPACE
}  // namespace crescent::engine::math
HWY_AFTER_NAMESPACE();

#endif
