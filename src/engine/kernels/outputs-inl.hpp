// What the last layer's z turns into, with examples as lanes; compiled once for each instruction
// set.
#if defined(CRESCENT_KERNELS_OUTPUTS_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef CRESCENT_KERNELS_OUTPUTS_INL
#undef CRESCENT_KERNELS_OUTPUTS_INL
#else
#define CRESCENT_KERNELS_OUTPUTS_INL
#endif

#include <hwy/highway.h>

#include <crescent/base/matrix.hpp>

#include "engine/math/vector_math-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace crescent::engine::kernels {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
namespace math = crescent::engine::math::HWY_NAMESPACE;

/// Softmax over units that lie `step` apart; z becomes p. Returns the examples' losses if asked to.
template <bool with_loss, class D, class T = hn::TFromD<D>, class VecT = hn::Vec<D>>
HWY_INLINE VecT softmax(D d, T* HWY_RESTRICT z, Index units, Index step, VecT y) {
  auto largest = hn::Load(d, z);
  for (Index k = 1; k < units; ++k) largest = hn::Max(largest, hn::Load(d, z + k * step));
  auto sum = hn::Zero(d);
  auto chosen = hn::Zero(d);
  for (Index k = 0; k < units; ++k) {
    const auto shifted = hn::Sub(hn::Load(d, z + k * step), largest);
    if constexpr (with_loss) {
      chosen = hn::IfThenElse(hn::Eq(y, hn::Set(d, static_cast<T>(k))), shifted, chosen);
    }
    const auto e = math::exp(d, shifted);
    sum = hn::Add(sum, e);
    hn::Store(e, d, z + k * step);
  }
  const auto scale = hn::Div(hn::Set(d, T(1)), sum);
  for (Index k = 0; k < units; ++k) {
    hn::Store(hn::Mul(hn::Load(d, z + k * step), scale), d, z + k * step);
  }
  if constexpr (with_loss) return hn::Sub(math::log(d, sum), chosen);
  return hn::Zero(d);
}

/// Two classes need one exponential: with e = e^-|z1 - z0| the likelier class has 1 / (1 + e).
template <bool with_loss, class D, class T = hn::TFromD<D>, class VecT = hn::Vec<D>>
HWY_INLINE VecT softmax_of_two(D d, T* HWY_RESTRICT z, Index step, VecT y) {
  const auto zero = hn::Zero(d);
  const auto one = hn::Set(d, T(1));
  const auto difference = hn::Sub(hn::Load(d, z + step), hn::Load(d, z));
  const auto distance = hn::Abs(difference);
  const auto e = math::exp(d, hn::Neg(distance));
  const auto likely = hn::Div(one, hn::Add(one, e));
  const auto other = hn::Mul(e, likely);
  const auto first_is_likely = hn::Lt(difference, zero);
  hn::Store(hn::IfThenElse(first_is_likely, likely, other), d, z);
  hn::Store(hn::IfThenElse(first_is_likely, other, likely), d, z + step);
  if constexpr (with_loss) {
    const auto wrong = hn::Xor(first_is_likely, hn::Eq(y, zero));
    return hn::Add(math::log1p(d, e), hn::IfThenElseZero(wrong, distance));
  }
  return zero;
}

/// One sigmoid unit: z becomes the probability of class 1, `other` that of class 0.
template <class D, class T = hn::TFromD<D>>
HWY_INLINE void sigmoid_output(D d, T* HWY_RESTRICT z, T* HWY_RESTRICT other) {
  const auto value = hn::Load(d, z);
  hn::Store(math::sigmoid(d, value), d, z);
  hn::Store(math::sigmoid(d, hn::Neg(value)), d, other);  // 1 - sigmoid(z) would cancel
}

/// Its loss, log(1 + e^z) - y z: that is log(1 + e^z) for class 0 and log(1 + e^-z) for class 1.
template <class D, class VecT = hn::Vec<D>>
HWY_INLINE VecT sigmoid_loss(D d, VecT z, VecT y) {
  return math::softplus(d, hn::IfThenElse(hn::Eq(y, hn::Zero(d)), z, hn::Neg(z)));
}

/// What the error r of a regression costs, and the cost's slope: reference::error_cost on vectors.
template <class D>
struct CostAndSlope {
  hn::Vec<D> cost;
  hn::Vec<D> slope;
};

template <class D, class VecT = hn::Vec<D>>
HWY_INLINE CostAndSlope<D> squared_error(D d, VecT r) {
  return {hn::Mul(hn::Mul(hn::Set(d, hn::TFromD<D>(0.5)), r), r), r};
}

template <class D, class VecT = hn::Vec<D>>
HWY_INLINE CostAndSlope<D> absolute_error(D d, VecT r) {
  const auto zero = hn::Zero(d);
  return {hn::Abs(r),
          hn::IfThenZeroElse(hn::Eq(r, zero), hn::CopySign(hn::Set(d, hn::TFromD<D>(1)), r))};
}

/// With c = r cut to ±delta, c (r - c / 2) is r² / 2 within and delta (|r| - delta / 2) beyond.
template <class D, class VecT = hn::Vec<D>>
HWY_INLINE CostAndSlope<D> huber_error(D d, VecT r, VecT delta) {
  const auto cut = hn::Max(hn::Neg(delta), hn::Min(r, delta));
  return {hn::Mul(cut, hn::NegMulAdd(hn::Set(d, hn::TFromD<D>(0.5)), cut, r)), cut};
}

}  // namespace HWY_NAMESPACE
}  // namespace crescent::engine::kernels
HWY_AFTER_NAMESPACE();

#endif
