// From the last layer's z to predictions, losses and delta, with examples as lanes; compiled once
// for each instruction set.
#if defined(CRESCENT_FUSED_EXAMPLES_OUTPUTS_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef CRESCENT_FUSED_EXAMPLES_OUTPUTS_INL
#undef CRESCENT_FUSED_EXAMPLES_OUTPUTS_INL
#else
#define CRESCENT_FUSED_EXAMPLES_OUTPUTS_INL
#endif

#include <algorithm>

#include <hwy/highway.h>

#include "engine/fused/examples_tiles-inl.hpp"
#include "engine/kernels/outputs-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace crescent::engine::fused {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
namespace math = crescent::engine::math::HWY_NAMESPACE;
using namespace kernels::HWY_NAMESPACE;
using reference::Output;

/// Probabilities in place of z; returns the block's losses, summed lane by lane, if asked to.
template <int V, bool with_loss, class D, class T = hn::TFromD<D>>
HWY_INLINE hn::Vec<D> output(D d, const Plan& plan, T* z, const Workspace<T>& work) {
  constexpr Index lanes = hn::MaxLanes(d);
  constexpr Index block = V * lanes;
  const Index units = plan.layers.back().units;
  auto losses = hn::Zero(d);
  for (int v = 0; v < V; ++v) {
    const auto y = hn::Load(d, work.y + v * lanes);
    T* place = z + v * lanes;
    auto loss = hn::Zero(d);
    if (plan.output == Output::sigmoid) {
      if constexpr (with_loss) loss = sigmoid_loss(d, hn::Load(d, place), y);
      sigmoid_output(d, place, work.delta + v * lanes);
    } else {
      loss = units == 2 ? softmax_of_two<with_loss>(d, place, block, y)
                        : softmax<with_loss>(d, place, units, block, y);
    }
    if constexpr (with_loss) {
      losses = hn::MulAdd(loss, hn::Load(d, work.weights + v * lanes), losses);
    }
  }
  return losses;
}

/// Two classes, when nobody asks for p: loss and delta of the last layer straight from z. With
/// z = z1 - z0 or a single unit's z, p = sigmoid(z) = (1 + tanh(z / 2)) / 2: no division.
template <int V, bool with_loss, class D, class T = hn::TFromD<D>>
HWY_INLINE hn::Vec<D> slope_of_two(D d, const T* HWY_RESTRICT z, Index units, double smoothing,
                                   const Workspace<T>& work) {
  constexpr Index lanes = hn::MaxLanes(d);
  constexpr Index block = V * lanes;
  const auto half = hn::Set(d, T(0.5));
  const auto hot = hn::Set(d, static_cast<T>(1 - smoothing));
  const auto cold = hn::Set(d, static_cast<T>(smoothing / 2));
  auto losses = hn::Zero(d);
  for (int v = 0; v < V; ++v) {
    const auto y = hn::Load(d, work.y + v * lanes);
    const T* place = z + v * lanes;
    const auto difference =
        units == 1 ? hn::Load(d, place) : hn::Sub(hn::Load(d, place + block), hn::Load(d, place));
    const auto p = hn::MulAdd(half, math::tanh(d, hn::Mul(half, difference)), half);
    const auto weight = hn::Load(d, work.weights + v * lanes);
    const auto slope = hn::Mul(weight, hn::Sub(p, hn::MulAdd(y, hot, cold)));
    T* delta = work.delta + v * lanes;
    if (units == 2) hn::Store(hn::Neg(slope), d, delta);
    hn::Store(slope, d, delta + (units - 1) * block);
    if constexpr (with_loss) {
      losses = hn::MulAdd(sigmoid_loss(d, difference, y), weight, losses);
    }
  }
  return losses;
}

/// delta of the last layer, w (p - t); 0 for lanes without an example. More than two classes: fewer
/// are slope_of_two's.
template <int V, class D, class T = hn::TFromD<D>>
HWY_INLINE void output_slope(D d, const Plan& plan, const T* HWY_RESTRICT p,
                             const Workspace<T>& work) {
  constexpr Index lanes = hn::MaxLanes(d);
  constexpr Index block = V * lanes;
  const double s = plan.loss.label_smoothing;
  const double share = s / static_cast<double>(plan.outputs);
  const auto cold = hn::Set(d, static_cast<T>(share));
  const auto hot = hn::Set(d, static_cast<T>(1 - s + share));
  for (int v = 0; v < V; ++v) {
    const auto y = hn::Load(d, work.y + v * lanes);
    const auto weight = hn::Load(d, work.weights + v * lanes);
    for (Index k = 0; k < plan.layers.back().units; ++k) {
      const Index place = k * block + v * lanes;
      const auto target = hn::IfThenElse(hn::Eq(y, hn::Set(d, static_cast<T>(k))), hot, cold);
      hn::Store(hn::Mul(weight, hn::Sub(hn::Load(d, p + place), target)), d, work.delta + place);
    }
  }
}

/// What smoothed labels add to the losses, s (z[y] - mean of z), lane by lane.
template <int V, class D, class T = hn::TFromD<D>>
HWY_NOINLINE hn::Vec<D> smoothing_losses(D d, const Plan& plan, const T* HWY_RESTRICT z,
                                         const Workspace<T>& work) {
  constexpr Index lanes = hn::MaxLanes(d);
  constexpr Index block = V * lanes;
  const Index units = plan.layers.back().units;
  const auto share = hn::Set(d, T(1) / static_cast<T>(plan.outputs));
  auto losses = hn::Zero(d);
  for (int v = 0; v < V; ++v) {
    const auto y = hn::Load(d, work.y + v * lanes);
    auto sum = hn::Zero(d);
    auto chosen = hn::Zero(d);
    for (Index k = 0; k < units; ++k) {
      const auto score = hn::Load(d, z + k * block + v * lanes);
      // A single unit's is the score of class 1; that of class 0 is 0.
      const auto label = hn::Set(d, static_cast<T>(units == 1 ? 1 : k));
      sum = hn::Add(sum, score);
      chosen = hn::IfThenElse(hn::Eq(y, label), score, chosen);
    }
    const auto extra = hn::NegMulAdd(sum, share, chosen);
    losses = hn::MulAdd(extra, hn::Load(d, work.weights + v * lanes), losses);
  }
  return hn::Mul(hn::Set(d, static_cast<T>(plan.loss.label_smoothing)), losses);
}

/// A regression: losses and delta from z and the values.
template <int V, class D, class T = hn::TFromD<D>>
HWY_NOINLINE hn::Vec<D> regression(D d, const Plan& plan, const T* HWY_RESTRICT z,
                                   const Call<T>& call, const Workspace<T>& work, Index first,
                                   Index rows) {
  constexpr Index lanes = hn::MaxLanes(d);
  constexpr Index block = V * lanes;
  const Index units = plan.outputs;
  const T* values = call.values + first * units;
  std::fill_n(work.delta, units * block, T(0));
  for (Index n = 0; n < rows; ++n) {
    for (Index k = 0; k < units; ++k) work.delta[k * block + n] = values[n * units + k];
  }
  auto losses = hn::Zero(d);
  const auto judge = [&](auto cost_of) {
    for (Index i = 0; i < units * block; i += lanes) {
      const auto weight = hn::Load(d, work.weights + i % block);
      const auto error = cost_of(hn::Sub(hn::Load(d, z + i), hn::Load(d, work.delta + i)));
      losses = hn::MulAdd(error.cost, weight, losses);
      hn::Store(hn::Mul(error.slope, weight), d, work.delta + i);
    }
  };
  switch (plan.loss.regression) {
    case reference::Regression::squared:
      judge([&](auto r) { return squared_error(d, r); });
      break;
    case reference::Regression::absolute:
      judge([&](auto r) { return absolute_error(d, r); });
      break;
    case reference::Regression::huber: {
      const auto delta = hn::Set(d, static_cast<T>(plan.loss.huber_delta));
      judge([&](auto r) { return huber_error(d, r, delta); });
      break;
    }
  }
  return losses;
}

template <int V, class D, class T = hn::TFromD<D>>
HWY_INLINE void store_probabilities(D d, const Plan& plan, const T* p, const T* other,
                                    const Call<T>& call, Index first, Index rows) {
  constexpr Index block = V * static_cast<Index>(hn::MaxLanes(d));
  if (plan.output == Output::sigmoid) {
    for (Index n = 0; n < rows; ++n) {
      call.probabilities[(first + n) * 2] = other[n];
      call.probabilities[(first + n) * 2 + 1] = p[n];
    }
    return;
  }
  const Index units = plan.layers.back().units;
  for (Index n = 0; n < rows; ++n) {
    for (Index k = 0; k < units; ++k)
      call.probabilities[(first + n) * units + k] = p[k * block + n];
  }
}

}  // namespace HWY_NAMESPACE
}  // namespace crescent::engine::fused
HWY_AFTER_NAMESPACE();

#endif
