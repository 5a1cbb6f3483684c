// The kernels, compiled once for each instruction set: included by kernels.cpp alone.
#if defined(CRESCENT_FUSED_KERNELS_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef CRESCENT_FUSED_KERNELS_INL
#undef CRESCENT_FUSED_KERNELS_INL
#else
#define CRESCENT_FUSED_KERNELS_INL
#endif

#include <algorithm>

#include <hwy/contrib/math/math-inl.h>
#include <hwy/highway.h>

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

/// The same for `outputs` outputs, four at a time.
template <int V, class D, class T = hn::TFromD<D>>
HWY_INLINE void product(D d, const T* in, Index count, const T* w, Index step_k, Index step_o,
                        const T* bias, T* out, Index outputs) {
  constexpr Index row = V * static_cast<Index>(hn::MaxLanes(d));
  Index o = 0;
  const auto at = [&](Index i) { return bias == nullptr ? nullptr : bias + i; };
  for (; o + 4 <= outputs; o += 4) {
    product_tile<V, 4>(d, in, count, w + o * step_o, step_k, step_o, at(o), out + o * row);
  }
  const T* rest = w + o * step_o;
  switch (outputs - o) {
    case 3:
      product_tile<V, 3>(d, in, count, rest, step_k, step_o, at(o), out + o * row);
      break;
    case 2:
      product_tile<V, 2>(d, in, count, rest, step_k, step_o, at(o), out + o * row);
      break;
    case 1:
      product_tile<V, 1>(d, in, count, rest, step_k, step_o, at(o), out + o * row);
      break;
    default:
      break;
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

template <int V, class D, class T = hn::TFromD<D>>
HWY_INLINE void outer(D d, const T* a, Index inputs, const T* delta, Index units, T* sums,
                      T* bias_sums) {
  constexpr Index lanes = hn::MaxLanes(d);
  constexpr Index row = V * lanes;
  const auto bias = [&](Index o) { return bias_sums == nullptr ? nullptr : bias_sums + o * lanes; };
  Index o = 0;
  for (; o + 4 <= units; o += 4) {
    outer_tile<V, 4>(d, a, inputs, delta + o * row, units, sums + o * lanes, bias(o));
  }
  const T* rest = delta + o * row;
  switch (units - o) {
    case 3:
      outer_tile<V, 3>(d, a, inputs, rest, units, sums + o * lanes, bias(o));
      break;
    case 2:
      outer_tile<V, 2>(d, a, inputs, rest, units, sums + o * lanes, bias(o));
      break;
    case 1:
      outer_tile<V, 1>(d, a, inputs, rest, units, sums + o * lanes, bias(o));
      break;
    default:
      break;
  }
}

/// 1 / (1 + e^-z) from e^-|z|, which cannot overflow.
template <class D, class VecT = hn::Vec<D>>
HWY_INLINE VecT sigmoid(D d, VecT z) {
  const auto one = hn::Set(d, hn::TFromD<D>(1));
  const auto e = hn::Exp(d, hn::Neg(hn::Abs(z)));
  const auto s = hn::Div(one, hn::Add(one, e));
  return hn::IfThenElse(hn::Lt(z, hn::Zero(d)), hn::Mul(e, s), s);
}

/// Applies f to `count` vectors; the choice of f is made once, outside the loop.
template <class D, class T, class F>
HWY_INLINE void each(D d, T* values, Index count, F f) {
  const auto lanes = static_cast<Index>(hn::MaxLanes(d));
  for (Index i = 0; i < count; ++i)
    hn::Store(f(hn::Load(d, values + i * lanes)), d, values + i * lanes);
}

/// a = f(z), in place.
template <class D, class T = hn::TFromD<D>>
HWY_INLINE void activate(D d, Activation f, T* z, Index count) {
  const auto zero = hn::Zero(d);
  switch (f) {
    case Activation::tanh:
      each(d, z, count, [&](auto v) { return hn::Tanh(d, v); });
      break;
    case Activation::sigmoid:
      each(d, z, count, [&](auto v) { return sigmoid(d, v); });
      break;
    case Activation::relu:
      each(d, z, count, [&](auto v) { return hn::Max(v, zero); });
      break;
    case Activation::identity:
      break;
  }
}

/// delta = da ∘ f'(z), by a = f(z), in place of da.
template <class D, class T = hn::TFromD<D>>
HWY_INLINE void activation_slope(D d, Activation f, const T* HWY_RESTRICT a, T* HWY_RESTRICT da,
                                 Index count) {
  const auto lanes = static_cast<Index>(hn::MaxLanes(d));
  const auto one = hn::Set(d, T(1));
  const auto zero = hn::Zero(d);
  const auto apply = [&](auto slope) {
    for (Index i = 0; i < count; ++i) {
      const auto value = hn::Load(d, a + i * lanes);
      hn::Store(slope(value, hn::Load(d, da + i * lanes)), d, da + i * lanes);
    }
  };
  switch (f) {
    case Activation::tanh:
      apply([&](auto v, auto g) { return hn::Mul(g, hn::NegMulAdd(v, v, one)); });
      break;
    case Activation::sigmoid:
      apply([&](auto v, auto g) { return hn::Mul(g, hn::NegMulAdd(v, v, v)); });
      break;
    case Activation::relu:
      apply([&](auto v, auto g) { return hn::IfThenElseZero(hn::Gt(v, zero), g); });
      break;
    case Activation::identity:
      break;
  }
}

/// What the last layer's z of one vector of examples turns into. `z`: the units, `step` apart; they
/// become probabilities. Returns the examples' losses.
template <class D, class T = hn::TFromD<D>, class VecT = hn::Vec<D>>
HWY_INLINE VecT softmax(D d, T* HWY_RESTRICT z, Index units, Index step, VecT y) {
  auto largest = hn::Load(d, z);
  for (Index k = 1; k < units; ++k) largest = hn::Max(largest, hn::Load(d, z + k * step));
  auto sum = hn::Zero(d);
  auto chosen = hn::Zero(d);
  for (Index k = 0; k < units; ++k) {
    const auto shifted = hn::Sub(hn::Load(d, z + k * step), largest);
    chosen = hn::IfThenElse(hn::Eq(y, hn::Set(d, static_cast<T>(k))), shifted, chosen);
    const auto e = hn::Exp(d, shifted);
    sum = hn::Add(sum, e);
    hn::Store(e, d, z + k * step);
  }
  const auto scale = hn::Div(hn::Set(d, T(1)), sum);
  for (Index k = 0; k < units; ++k) {
    hn::Store(hn::Mul(hn::Load(d, z + k * step), scale), d, z + k * step);
  }
  return hn::Sub(hn::Log(d, sum), chosen);
}

/// Two classes need one exponential: with e = e^-|z1 - z0| the likelier class has 1 / (1 + e).
template <class D, class T = hn::TFromD<D>, class VecT = hn::Vec<D>>
HWY_INLINE VecT softmax_of_two(D d, T* HWY_RESTRICT z, Index step, VecT y) {
  const auto zero = hn::Zero(d);
  const auto one = hn::Set(d, T(1));
  const auto difference = hn::Sub(hn::Load(d, z + step), hn::Load(d, z));
  const auto distance = hn::Abs(difference);
  const auto e = hn::Exp(d, hn::Neg(distance));
  const auto likely = hn::Div(one, hn::Add(one, e));
  const auto other = hn::Mul(e, likely);
  const auto first_is_likely = hn::Lt(difference, zero);
  hn::Store(hn::IfThenElse(first_is_likely, likely, other), d, z);
  hn::Store(hn::IfThenElse(first_is_likely, other, likely), d, z + step);
  const auto first_is_true = hn::Eq(y, zero);
  const auto wrong = hn::Xor(first_is_likely, first_is_true);
  return hn::Add(hn::Log1p(d, e), hn::IfThenElseZero(wrong, distance));
}

/// One sigmoid unit: z becomes the probability of class 1, `other` that of class 0.
/// Loss log(1 + e^z) - y z.
template <class D, class T = hn::TFromD<D>, class VecT = hn::Vec<D>>
HWY_INLINE VecT sigmoid_output(D d, T* HWY_RESTRICT z, T* HWY_RESTRICT other, VecT y) {
  const auto value = hn::Load(d, z);
  hn::Store(sigmoid(d, value), d, z);
  hn::Store(sigmoid(d, hn::Neg(value)), d, other);  // 1 - sigmoid(z) would cancel
  const auto e = hn::Exp(d, hn::Neg(hn::Abs(value)));
  const auto softplus = hn::Add(hn::Max(value, hn::Zero(d)), hn::Log1p(d, e));
  return hn::NegMulAdd(y, value, softplus);
}

/// The parts of the workspace; all rows are blocks of `block` entries.
template <class T>
struct Workspace {
  T* a;         ///< inputs and every layer's a, one row a unit
  T* delta;     ///< (widest) rows; before the backward pass the first is output()'s to use
  T* da;        ///< (widest) rows
  T* y;         ///< one row
  T* gradient;  ///< (parameters) sums of one vector each
};

template <class T>
Workspace<T> cut(const Plan& plan, T* memory, Index block) {
  Workspace<T> work{};
  work.a = memory;
  work.delta = work.a + plan.all_units * block;
  work.da = work.delta + plan.widest * block;
  work.y = work.da + plan.widest * block;
  work.gradient = work.y + block;
  return work;
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
  if (call.y == nullptr) return;
  for (Index n = 0; n < rows; ++n) work.y[n] = static_cast<T>(call.y[first + n]);
  for (Index n = rows; n < block; ++n) work.y[n] = T(0);
}

/// Forward through all layers; the last layer's z stays as it is. Returns where it lies.
template <int V, class D, class T = hn::TFromD<D>>
HWY_INLINE T* forward(D d, const Plan& plan, const T* parameters, const Workspace<T>& work) {
  constexpr Index block = V * static_cast<Index>(hn::MaxLanes(d));
  const T* in = work.a;
  T* out = work.a;
  for (const PlanLayer& layer : plan.layers) {
    out += layer.inputs * block;
    product<V>(d, in, layer.inputs, parameters + layer.W, layer.units, 1,
               layer.b < 0 ? nullptr : parameters + layer.b, out, layer.units);
    activate(d, layer.activation, out, layer.units * V);
    in = out;
  }
  return out;
}

/// Probabilities in place of z; returns the block's losses, summed lane by lane.
template <int V, class D, class T = hn::TFromD<D>>
HWY_INLINE hn::Vec<D> output(D d, const Plan& plan, T* z, const Workspace<T>& work, Index rows) {
  constexpr Index lanes = hn::MaxLanes(d);
  constexpr Index block = V * lanes;
  const Index units = plan.layers.back().units;
  auto losses = hn::Zero(d);
  for (int v = 0; v < V; ++v) {
    const auto y = hn::Load(d, work.y + v * lanes);
    T* place = z + v * lanes;
    const auto loss = plan.output == Output::sigmoid
                          ? sigmoid_output(d, place, work.delta + v * lanes, y)
                      : units == 2 ? softmax_of_two(d, place, block, y)
                                   : softmax(d, place, units, block, y);
    const Index left = rows - v * lanes;
    const auto used = hn::FirstN(d, static_cast<std::size_t>(std::clamp<Index>(left, 0, lanes)));
    losses = hn::Add(losses, hn::IfThenElseZero(used, loss));
  }
  return losses;
}

/// delta of the last layer, p - onehot(y); 0 for lanes without an example.
template <int V, class D, class T = hn::TFromD<D>>
HWY_INLINE void output_slope(D d, const Plan& plan, const T* HWY_RESTRICT p,
                             const Workspace<T>& work, Index rows) {
  constexpr Index lanes = hn::MaxLanes(d);
  constexpr Index block = V * lanes;
  const auto one = hn::Set(d, T(1));
  for (int v = 0; v < V; ++v) {
    const auto y = hn::Load(d, work.y + v * lanes);
    const Index left = rows - v * lanes;
    const auto used = hn::FirstN(d, static_cast<std::size_t>(std::clamp<Index>(left, 0, lanes)));
    for (Index k = 0; k < plan.layers.back().units; ++k) {
      const Index place = k * block + v * lanes;
      const auto hot = plan.output == Output::sigmoid
                           ? y
                           : hn::IfThenElseZero(hn::Eq(y, hn::Set(d, static_cast<T>(k))), one);
      hn::Store(hn::IfThenElseZero(used, hn::Sub(hn::Load(d, p + place), hot)), d,
                work.delta + place);
    }
  }
}

/// From delta of the last layer to the gradient sums of all layers.
template <int V, class D, class T = hn::TFromD<D>>
HWY_INLINE void backward(D d, const Plan& plan, const T* parameters, const T* a_last,
                         Workspace<T> work) {
  constexpr Index lanes = hn::MaxLanes(d);
  constexpr Index block = V * lanes;
  const T* a = a_last;
  for (std::size_t k = plan.layers.size(); k-- > 0;) {
    const PlanLayer& layer = plan.layers[k];
    a -= layer.inputs * block;
    outer<V>(d, a, layer.inputs, work.delta, layer.units, work.gradient + layer.W * lanes,
             layer.b < 0 ? nullptr : work.gradient + layer.b * lanes);
    if (k == 0) return;
    product<V>(d, work.delta, layer.units, parameters + layer.W, 1, layer.units,
               static_cast<const T*>(nullptr), work.da, layer.inputs);
    activation_slope(d, plan.layers[k - 1].activation, a, work.da, layer.inputs * V);
    std::swap(work.delta, work.da);
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
template <int V, class D, class T = hn::TFromD<D>>
HWY_NOINLINE T run_block(D d, const Plan& plan, const Call<T>& call, const Workspace<T>& work,
                         Index first, Index rows) {
  load_block<V>(d, plan, call, first, rows, work);
  T* p = forward<V>(d, plan, call.parameters, work);
  const auto losses = output<V>(d, plan, p, work, rows);
  if (call.probabilities != nullptr) {
    store_probabilities<V>(d, plan, p, work.delta, call, first, rows);
  }
  if (call.gradient != nullptr) {
    output_slope<V>(d, plan, p, work, rows);
    backward<V>(d, plan, call.parameters, p, work);
  }
  return call.y == nullptr ? T(0) : hn::GetLane(hn::SumOfLanes(d, losses));
}

template <class D, class T = hn::TFromD<D>>
HWY_INLINE T run(D d, const Plan& plan, const Call<T>& call) {
  constexpr Index lanes = hn::MaxLanes(d);
  const Workspace<T> work = cut(plan, call.workspace, Index{block_vectors} * lanes);
  if (call.gradient != nullptr)
    std::fill(work.gradient, work.gradient + plan.parameters * lanes, T(0));
  if (call.y == nullptr) std::fill(work.y, work.y + block_vectors * lanes, T(0));
  T loss = 0;
  Index first = 0;
  for (; call.rows - first >= block_vectors * lanes; first += block_vectors * lanes) {
    loss += run_block<block_vectors>(d, plan, call, work, first, block_vectors * lanes);
  }
  // What is left, in the fewest vectors: 2 where they fill more than one, then 1.
  while (first < call.rows) {
    const Index left = call.rows - first;
    if (left > lanes) {
      loss += run_block<2>(d, plan, call, work, first, std::min(left, 2 * lanes));
      first += 2 * lanes;
    } else {
      loss += run_block<1>(d, plan, call, work, first, left);
      first += lanes;
    }
  }
  if (call.gradient != nullptr) {
    for (Index i = 0; i < plan.parameters; ++i) {
      call.gradient[i] = hn::GetLane(hn::SumOfLanes(d, hn::Load(d, work.gradient + i * lanes)));
    }
  }
  return loss;
}

HWY_ATTR float run_float(const Plan& plan, const Call<float>& call) {
  return run(hn::ScalableTag<float>(), plan, call);
}

HWY_ATTR double run_double(const Plan& plan, const Call<double>& call) {
#if HWY_HAVE_FLOAT64
  return run(hn::ScalableTag<double>(), plan, call);
#else
  return run(hn::CappedTag<double, 1>(), plan, call);
#endif
}

}  // namespace HWY_NAMESPACE
}  // namespace crescent::engine::fused
HWY_AFTER_NAMESPACE();

#endif
