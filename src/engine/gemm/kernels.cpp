// What surrounds the matrix products: Highway compiles this file once for each instruction set.
#include "engine/gemm/kernels.hpp"

#include "engine/kernels/targets.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/gemm/kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// After highway.h:
#include "engine/kernels/dropout-inl.hpp"
#include "engine/kernels/rows-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace crescent::engine::gemm {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
namespace rows = crescent::engine::kernels::HWY_NAMESPACE;
using reference::Activation;

template <class T>
using Tag = hn::ScalableTag<T>;

template <class T>
HWY_INLINE Index vectors_of(Index columns) {
  constexpr Index lanes = hn::MaxLanes(Tag<T>());
  return (columns + lanes - 1) / lanes;
}

template <class T>
HWY_INLINE void add_bias(const T* b, T* row, Index vectors) {
  const Tag<T> d;
  constexpr Index lanes = hn::MaxLanes(d);
  for (Index v = 0; v < vectors * lanes; v += lanes) {
    hn::StoreU(hn::Add(hn::LoadU(d, row + v), hn::LoadU(d, b + v)), d, row + v);
  }
}

template <class T>
HWY_ATTR void bias_activate(Activation f, const T* b, const Block<T>& z) {
  const Index vectors = vectors_of<T>(z.columns);
  for (Index r = 0; r < z.rows; ++r) {
    T* row = z.data + r * z.stride;
    add_bias(b, row, vectors);
    rows::activate(Tag<T>(), f, row, vectors);
  }
}

template <class T>
HWY_ATTR void bias_keep_slope(Activation f, const T* b, const Block<T>& z, T* slope,
                              const BlockDropout<T>& dropout) {
  const Tag<T> d;
  const Index vectors = vectors_of<T>(z.columns);
  for (Index r = 0; r < z.rows; ++r, slope += z.stride) {
    T* row = z.data + r * z.stride;
    add_bias(b, row, vectors);
    rows::activate_and_keep_slope(d, f, row, slope, vectors);
    if (dropout.layer.threshold == 0) continue;
    rows::drop_units(d, dropout.layer, dropout.row + r, dropout.unit, row, slope, vectors);
  }
}

template <class T>
HWY_ATTR void kept_slope(const T* slope, const Block<T>& da) {
  for (Index r = 0; r < da.rows; ++r) {
    rows::multiply_by_kept_slope(Tag<T>(), slope + r * da.stride, da.data + r * da.stride,
                                 vectors_of<T>(da.columns));
  }
}

template <class T>
HWY_ATTR void slope(Activation f, const T* a, const Block<T>& da) {
  const Tag<T> d;
  for (Index r = 0; r < da.rows; ++r) {
    rows::activation_slope(d, f, a + r * da.stride, da.data + r * da.stride,
                           vectors_of<T>(da.columns));
  }
}

template <class T>
HWY_ATTR void sums(const Block<const T>& block, T* out, bool add) {
  const Tag<T> d;
  constexpr Index lanes = hn::MaxLanes(d);
  alignas(64) T whole[lanes];
  for (Index c = 0; c < block.columns; c += lanes) {
    rows::add_column_sums(d, block.data + c, block.stride, block.rows, whole, 1, false);
    const Index width = std::min(lanes, block.columns - c);
    for (Index i = 0; i < width; ++i) out[c + i] = add ? out[c + i] + whole[i] : whole[i];
  }
}

template <class T>
HWY_ATTR T judge_rows(const Judgement<T>& judgement, const Block<T>& z) {
  const rows::OutputRows<T> out = {.z = z.data,
                                   .stride = z.stride,
                                   .units = z.columns,
                                   .y = judgement.y,
                                   .values = judgement.values,
                                   .weights = judgement.weights,
                                   .rows = z.rows,
                                   .loss = judgement.loss,
                                   .scratch = judgement.scratch,
                                   .scratch_row = judgement.scratch_row,
                                   .probabilities = judgement.probabilities};
  const T loss =
      rows::judge_rows(Tag<T>(), judgement.output, out, judgement.with_loss, judgement.with_slope);
  return judgement.with_loss ? loss : T(0);
}

template <class T>
HWY_ATTR void scale_all(T* gradient, const T* W, Index count, T scale, T weight_scale) {
  const Tag<T> d;
  constexpr Index lanes = hn::MaxLanes(d);
  const auto scales = hn::Set(d, scale);
  const auto weight_scales = hn::Set(d, weight_scale);
  Index i = 0;
  for (; i + lanes <= count; i += lanes) {
    const auto penalty = hn::Mul(weight_scales, hn::LoadU(d, W + i));
    hn::StoreU(hn::MulAdd(scales, hn::LoadU(d, gradient + i), penalty), d, gradient + i);
  }
  for (; i < count; ++i) gradient[i] = scale * gradient[i] + weight_scale * W[i];
}

template <class T>
constexpr Kernels<T> table = {.add_bias_and_activate = bias_activate<T>,
                              .add_bias_and_keep_slope = bias_keep_slope<T>,
                              .multiply_by_kept_slope = kept_slope<T>,
                              .multiply_by_slope = slope<T>,
                              .column_sums = sums<T>,
                              .judge = judge_rows<T>,
                              .scale_gradient = scale_all<T>};

const Kernels<float>* table_float() { return &table<float>; }
const Kernels<double>* table_double() { return &table<double>; }

}  // namespace HWY_NAMESPACE
}  // namespace crescent::engine::gemm
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace crescent::engine::gemm {

HWY_EXPORT(table_float);
HWY_EXPORT(table_double);

template <>
const Kernels<float>& kernels<float>() {
  return *HWY_DYNAMIC_DISPATCH(table_float)();
}
template <>
const Kernels<double>& kernels<double>() {
  return *HWY_DYNAMIC_DISPATCH(table_double)();
}

}  // namespace crescent::engine::gemm

#endif
