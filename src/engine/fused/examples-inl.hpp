// Examples as lanes, compiled once for each instruction set: included by examples.cpp alone.
#if defined(CRESCENT_FUSED_EXAMPLES_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef CRESCENT_FUSED_EXAMPLES_INL
#undef CRESCENT_FUSED_EXAMPLES_INL
#else
#define CRESCENT_FUSED_EXAMPLES_INL
#endif

#include <algorithm>
#include <cstdint>
#include <type_traits>
#include <utility>

#include <hwy/highway.h>

#include "engine/fused/examples_outputs-inl.hpp"
#include "engine/fused/examples_tiles-inl.hpp"
#include "engine/kernels/activations-inl.hpp"
#include "engine/kernels/dropout-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace crescent::engine::fused {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using namespace kernels::HWY_NAMESPACE;

template <class D>
HWY_INLINE hn::Vec<D> load_classes(D d, const int* y) {
  const hn::Rebind<std::int32_t, D> integers;
  if constexpr (sizeof(hn::TFromD<D>) == 8) {
    return hn::PromoteTo(d, hn::LoadU(integers, y));
  } else {
    return hn::ConvertTo(d, hn::LoadU(integers, y));
  }
}

/// Copies `rows` examples from `first` into columns; the lanes past them repeat zeros.
template <int V, class D, class T = hn::TFromD<D>>
HWY_INLINE void load_block(D d, const Plan& plan, const Call<T>& call, Index first, Index rows,
                           const Workspace<T>& work) {
  constexpr Index lanes = hn::MaxLanes(d);
  constexpr Index block = V * lanes;
  const Index inputs = plan.inputs;
  const T* x = call.x + first * inputs;
  if (inputs == 2 && rows == block) {
    for (int v = 0; v < V; ++v) {
      hn::Vec<D> x1, x2;
      hn::LoadInterleaved2(d, x + v * lanes * 2, x1, x2);
      hn::Store(x1, d, work.a + v * lanes);
      hn::Store(x2, d, work.a + block + v * lanes);
    }
  } else {
    if (rows < block) std::fill(work.a, work.a + inputs * block, T(0));
    for (Index n = 0; n < rows; ++n) {
      for (Index i = 0; i < inputs; ++i) work.a[i * block + n] = x[n * inputs + i];
    }
  }
  if (!call.has_targets()) return;
  if (call.weights != nullptr) std::copy_n(call.weights + first, rows, work.weights);
  std::fill(work.weights + rows, work.weights + block, T(0));
  if (call.y == nullptr) return;
  const int* y = call.y + first;
  if (rows == block) {
    for (int v = 0; v < V; ++v) hn::Store(load_classes(d, y + v * lanes), d, work.y + v * lanes);
    return;
  }
  for (Index n = 0; n < rows; ++n) work.y[n] = static_cast<T>(y[n]);
  for (Index n = rows; n < block; ++n) work.y[n] = T(0);
}

/// a and its slope for `units` units of layer k from `unit`, with dropout if there is any.
template <int V, class D, class T = hn::TFromD<D>>
HWY_NOINLINE void activate_and_drop(D d, const Plan& plan, const Call<T>& call, std::size_t k,
                                    Index first, Index unit, Index units, T* a, T* slope) {
  constexpr Index block = V * static_cast<Index>(hn::MaxLanes(d));
  activate_and_keep_slope(d, plan.layers[k].activation, a, slope, units * V);
  if (call.dropout.rate == 0) return;
  const auto dropout = kernels::layer_dropout<T>(call.dropout, k);
  for (Index j = 0; j < units; ++j) {
    drop_examples(d, dropout, call.first_row + first, unit + j, a + j * block, slope + j * block,
                  V);
  }
}

/// Forward through all layers, four units at a time, whose a is made while their z is still in
/// first-level cache; the last layer's z stays as it is. Returns where it lies.
template <int V, class D, class T = hn::TFromD<D>>
HWY_INLINE T* forward(D d, const Plan& plan, const Call<T>& call, const Workspace<T>& work,
                      Index first) {
  constexpr Index block = V * static_cast<Index>(hn::MaxLanes(d));
  const T* in = work.a;
  T* out = work.a;
  for (std::size_t k = 0; k < plan.layers.size(); ++k) {
    const PlanLayer& layer = plan.layers[k];
    out += layer.inputs * block;
    const T* W = call.parameters + layer.W;
    const T* b = layer.b < 0 ? nullptr : call.parameters + layer.b;
    const bool keeps_slope = layer.keeps_slope && call.gradient != nullptr;
    by_four(layer.units, [&](auto J, Index o) {
      T* a = out + o * block;
      product_tile<V, J>(d, in, layer.inputs, W + o, layer.units, 1, b == nullptr ? b : b + o, a);
      if (keeps_slope) {
        activate_and_drop<V>(d, plan, call, k, first, o, J, a, work.slope + (a - work.a));
      } else {
        activate(d, layer.activation, a, J * V);
      }
    });
    in = out;
  }
  return out;
}

/// From delta of the last layer to the gradient sums of all layers. Four units' delta goes into
/// their sums while it is in first-level cache; only a layer below would need it again.
template <int V, class D, class T = hn::TFromD<D>>
HWY_INLINE void backward(D d, const Plan& plan, const T* parameters, const T* a_last,
                         Workspace<T> work) {
  constexpr Index lanes = hn::MaxLanes(d);
  constexpr Index block = V * lanes;
  const auto add_sums = [&](auto J, const PlanLayer& layer, const T* a, Index o, const T* delta) {
    outer_tile<V, J>(d, a, layer.inputs, delta, layer.units, work.gradient + (layer.W + o) * lanes,
                     layer.b < 0 ? nullptr : work.gradient + (layer.b + o) * lanes);
  };
  std::size_t k = plan.layers.size() - 1;
  const T* a = a_last - plan.layers[k].inputs * block;
  by_four(plan.layers[k].units,
          [&](auto J, Index o) { add_sums(J, plan.layers[k], a, o, work.delta + o * block); });
  for (; k > 0; --k) {
    const PlanLayer& layer = plan.layers[k];
    const PlanLayer& below = plan.layers[k - 1];
    const T* W = parameters + layer.W;
    const T* a_below = a - below.inputs * block;
    by_four(below.units, [&](auto J, Index o) {
      T* da = work.da + (k > 1 ? o * block : 0);
      product_tile<V, J>(d, work.delta, layer.units, W + o * layer.units, 1, layer.units,
                         static_cast<const T*>(nullptr), da);
      if (below.keeps_slope) {
        multiply_by_kept_slope(d, work.slope + (a - work.a) + o * block, da, J * V);
      } else {
        activation_slope(d, below.activation, a + o * block, da, J * V);
      }
      add_sums(J, below, a_below, o, da);
    });
    std::swap(work.delta, work.da);
    a = a_below;
  }
}

/// One block of up to V vectors of examples, from its inputs to its share of the gradient.
template <int V, bool with_loss, class D, class T = hn::TFromD<D>>
HWY_NOINLINE T run_block(D d, const Plan& plan, const Call<T>& call, const Workspace<T>& work,
                         Index first, Index rows) {
  load_block<V>(d, plan, call, first, rows, work);
  T* p = forward<V>(d, plan, call, work, first);
  auto losses = hn::Zero(d);
  if constexpr (with_loss) {
    if (plan.loss.label_smoothing > 0 && plan.output != Output::identity) {
      losses = smoothing_losses<V>(d, plan, p, work);
    }
  }
  if (call.probabilities != nullptr) {
    if (plan.output != Output::identity) output<V, false>(d, plan, p, work);
    store_probabilities<V>(d, plan, p, work.delta, call, first, rows);
  } else if (plan.output == Output::identity) {
    losses = regression<V>(d, plan, p, call, work, first, rows);
  } else if (plan.outputs == 2) {
    losses = hn::Add(losses, slope_of_two<V, with_loss>(d, p, plan.layers.back().units,
                                                        plan.loss.label_smoothing, work));
  } else {
    losses = hn::Add(losses, output<V, with_loss>(d, plan, p, work));
    if (call.gradient != nullptr) output_slope<V>(d, plan, p, work);
  }
  if (call.gradient != nullptr) backward<V>(d, plan, call.parameters, p, work);
  return with_loss ? hn::GetLane(hn::SumOfLanes(d, losses)) : T(0);
}

template <bool with_loss, class D, class T = hn::TFromD<D>>
HWY_INLINE T run_blocks(D d, const Plan& plan, const Call<T>& call, const Workspace<T>& work) {
  constexpr Index lanes = hn::MaxLanes(d);
  T loss = 0;
  Index first = 0;
  const auto blocks_of = [&](auto V, Index vectors) {
    for (; vectors >= V; vectors -= V, first += V * lanes) {
      const Index rows = std::min(call.rows - first, V * lanes);
      loss += run_block<V, with_loss>(d, plan, call, work, first, rows);
    }
    return vectors;
  };
  Index left = (call.rows + lanes - 1) / lanes;
  if constexpr (block_vectors == 4) {
    // 9 vectors as 3 + 3 + 3, not as 4 + 4 + 1: a block of one takes half the time of one of three.
    const Index threes = left < 6 ? left % 4 / 3 + left / 5 : (4 - left % 4) % 4;
    left = blocks_of(std::integral_constant<int, 4>(), left - 3 * threes) + 3 * threes;
    left = blocks_of(std::integral_constant<int, 3>(), left);
  }
  left = blocks_of(std::integral_constant<int, 2>(), left);
  blocks_of(std::integral_constant<int, 1>(), left);
  return loss;
}

/// The flat gradient from the sums of one vector each.
template <class D, class T = hn::TFromD<D>>
HWY_INLINE void store_sums(D d, const Plan& plan, const T* sums, const Call<T>& call) {
  constexpr Index lanes = hn::MaxLanes(d);
  for (Index i = 0; i < plan.parameters; ++i) {
    call.gradient[i] = call.scale * hn::GetLane(hn::SumOfLanes(d, hn::Load(d, sums + i * lanes)));
  }
  if (call.weight_scale == 0) return;
  for (const PlanLayer& layer : plan.layers) {
    T* dW = call.gradient + layer.W;
    const T* W = call.parameters + layer.W;
    for (Index i = 0; i < layer.inputs * layer.units; ++i) dW[i] += call.weight_scale * W[i];
  }
}

template <class D, class T = hn::TFromD<D>>
HWY_INLINE T run(D d, const Plan& plan, const Call<T>& call) {
  constexpr Index lanes = hn::MaxLanes(d);
  const Workspace<T> work = cut(plan, call.workspace, Index{block_vectors} * lanes);
  if (call.gradient != nullptr)
    std::fill(work.gradient, work.gradient + plan.parameters * lanes, T(0));
  if (call.y == nullptr) std::fill(work.y, work.y + block_vectors * lanes, T(0));
  if (call.has_targets()) std::fill(work.weights, work.weights + block_vectors * lanes, T(1));
  const T loss = call.with_loss && call.has_targets() ? run_blocks<true>(d, plan, call, work)
                                                      : run_blocks<false>(d, plan, call, work);
  if (call.gradient != nullptr) store_sums(d, plan, work.gradient, call);
  return loss;
}

#if CRESCENT_EXAMPLES_FLOAT32
HWY_ATTR float run_float(const Plan& plan, const Call<float>& call) {
  return run(hn::ScalableTag<float>(), plan, call);
}
#endif

#if CRESCENT_EXAMPLES_FLOAT64
HWY_ATTR double run_double(const Plan& plan, const Call<double>& call) {
  return run(hn::ScalableTag<double>(), plan, call);
}
#endif

}  // namespace HWY_NAMESPACE
}  // namespace crescent::engine::fused
HWY_AFTER_NAMESPACE();

#endif
