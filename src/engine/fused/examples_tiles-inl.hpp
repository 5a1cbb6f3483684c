// The small products of examples as lanes and the memory they work in; compiled once for each
// instruction set.
#if defined(CRESCENT_FUSED_EXAMPLES_TILES_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef CRESCENT_FUSED_EXAMPLES_TILES_INL
#undef CRESCENT_FUSED_EXAMPLES_TILES_INL
#else
#define CRESCENT_FUSED_EXAMPLES_TILES_INL
#endif

#include <type_traits>

#include <hwy/highway.h>

#include "engine/fused/kernels.hpp"

HWY_BEFORE_NAMESPACE();
namespace crescent::engine::fused {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;

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

}  // namespace HWY_NAMESPACE
}  // namespace crescent::engine::fused
HWY_AFTER_NAMESPACE();

#endif
