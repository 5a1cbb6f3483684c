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

#include "engine/fused/activations-inl.hpp"
#include "engine/fused/dropout-inl.hpp"
#include "engine/fused/outputs-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace crescent::engine::fused {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using reference::Activation;
using reference::Output;

// Vectors a block has: 4 x 4 sums and their operands fill the 32 registers of AVX-512 and NEON;
// with 16 registers (AVX2, SSE) 4 x 2 do.
constexpr int block_vectors = HWY_TARGET <= HWY_AVX3 || HWY_TARGET == HWY_NEON ? 4 : 2;

/// out[o][v] = bias[o] + Σ_k in[k][v] · w[k · step_k + o · step_o] for J outputs from `o`.
template <int V, int J, class D, class T = hn::TFromD<D>>
HWY_INLINE void product_tile(D d, const T* HWY_RESTRICT in, Index count, const T* HWY_RESTRICT w,
                             Index step_k, Index step_o, const T* HWY_RESTRICT bias,
                             T* HWY_RESTRICT out) {
  constexpr Index lanes = hn::MaxLanes(d);
  hn::Vec<D> sums[J][V];
  for (int j = 0; j < J; ++j) {
    const auto start = bias == nullptr ? hn::Zero(d) : hn::Set(d, bias[j]);
    for (int v = 0; v < V; ++v) sums[j][v] = start;
  }
  for (Index k = 0; k < count; ++k) {
    hn::Vec<D> a[V];
    for (int v = 0; v < V; ++v) a[v] = hn::Load(d, in + (k * V + v) * lanes);
    for (int j = 0; j < J; ++j) {
      const auto weight = hn::Set(d, w[k * step_k + j * step_o]);
      for (int v = 0; v < V; ++v) sums[j][v] = hn::MulAdd(a[v], weight, sums[j][v]);
    }
  }
  for (int j = 0; j < J; ++j) {
    for (int v = 0; v < V; ++v) hn::Store(sums[j][v], d, out + (j * V + v) * lanes);
  }
}

/// sums[i][o] += Σ_v a[i][v] · delta[o][v], lane by lane, for J units from `o`: dW = xᵀ dz.
template <int V, int J, class D, class T = hn::TFromD<D>>
HWY_INLINE void outer_tile(D d, const T* HWY_RESTRICT a, Index inputs, const T* HWY_RESTRICT delta,
                           Index units, T* HWY_RESTRICT sums, T* HWY_RESTRICT bias_sums) {
  constexpr Index lanes = hn::MaxLanes(d);
  hn::Vec<D> slope[J][V];
  for (int j = 0; j < J; ++j) {
    for (int v = 0; v < V; ++v) slope[j][v] = hn::Load(d, delta + (j * V + v) * lanes);
  }
  for (Index i = 0; i < inputs; ++i) {
    hn::Vec<D> value[V];
    for (int v = 0; v < V; ++v) value[v] = hn::Load(d, a + (i * V + v) * lanes);
    for (int j = 0; j < J; ++j) {
      T* place = sums + (i * units + j) * lanes;
      auto sum = hn::Load(d, place);
      for (int v = 0; v < V; ++v) sum = hn::MulAdd(value[v], slope[j][v], sum);
      hn::Store(sum, d, place);
    }
  }
  if (bias_sums == nullptr) return;
  for (int j = 0; j < J; ++j) {
    auto sum = hn::Load(d, bias_sums + j * lanes);
    for (int v = 0; v < V; ++v) sum = hn::Add(sum, slope[j][v]);
    hn::Store(sum, d, bias_sums + j * lanes);
  }
}

/// Calls f with 4 and each first unit of four, then with what is left, as a constant.
template <class F>
HWY_INLINE void by_four(Index units, F f) {
  Index o = 0;
  for (; o + 4 <= units; o += 4) f(std::integral_constant<int, 4>(), o);
  switch (units - o) {
    case 3:
      f(std::integral_constant<int, 3>(), o);
      break;
    case 2:
      f(std::integral_constant<int, 2>(), o);
      break;
    case 1:
      f(std::integral_constant<int, 1>(), o);
      break;
    default:
      break;
  }
}

/// The parts of the workspace; all rows are blocks of `block` entries.
template <class T>
struct Workspace {
  T* a;         ///< inputs and every layer's a, one row a unit
  T* delta;     ///< (widest) rows; before the backward pass the first is output()'s to use
  T* da;        ///< (widest) rows
  T* y;         ///< one row
  T* weights;   ///< one row; 0 in lanes without an example
  T* slope;     ///< as `a`, for slopes that are kept
  T* gradient;  ///< (parameters) sums of one vector each
};

template <class T>
Workspace<T> cut(const Plan& plan, T* memory, Index block) {
  Workspace<T> work{};
  work.a = memory;
  work.delta = work.a + plan.all_units * block;
  work.da = work.delta + plan.widest * block;
  work.y = work.da + plan.widest * block;
  work.weights = work.y + block;
  work.gradient = work.weights + block;
  work.slope = work.gradient + plan.parameters * (block / block_vectors);
  return work;
}

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
HWY_NOINLINE void activate_and_keep_slope(D d, const Plan& plan, const Call<T>& call, std::size_t k,
                                          Index first, Index unit, Index units, T* a, T* slope) {
  constexpr Index block = V * static_cast<Index>(hn::MaxLanes(d));
  activate_and_keep_slope(d, plan.layers[k].activation, a, slope, units * V);
  if (plan.loss.dropout == 0) return;
  const auto dropout = layer_dropout<T>(plan.loss, call.noise, k);
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
        activate_and_keep_slope<V>(d, plan, call, k, first, o, J, a, work.slope + (a - work.a));
      } else {
        activate(d, layer.activation, a, J * V);
      }
    });
    in = out;
  }
  return out;
}

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
