// What surrounds the matrix products: Highway compiles this file once for each instruction set.
#include "engine/gemm/kernels.hpp"

#include "engine/fused/targets.hpp"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "engine/gemm/kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// After highway.h:
#include "engine/fused/rows-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace crescent::engine::gemm {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
namespace rows = crescent::engine::fused::HWY_NAMESPACE;
using reference::Activation;
using reference::Output;

template <class T>
using Tag = hn::ScalableTag<T>;

template <class T>
HWY_INLINE Index vectors_of(Index columns) {
  constexpr Index lanes = hn::MaxLanes(Tag<T>());
  return (columns + lanes - 1) / lanes;
}

template <class T>
HWY_ATTR void bias_activate(Activation f, const T* b, const Block<T>& z) {
  const Tag<T> d;
  constexpr Index lanes = hn::MaxLanes(d);
  const Index vectors = vectors_of<T>(z.columns);
  for (Index r = 0; r < z.rows; ++r) {
    T* row = z.data + r * z.stride;
    for (Index v = 0; v < vectors * lanes; v += lanes) {
      hn::StoreU(hn::Add(hn::LoadU(d, row + v), hn::LoadU(d, b + v)), d, row + v);
    }
    rows::activate(d, f, row, vectors);
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
HWY_INLINE rows::OutputRows<T> rows_of(const Block<T>& z, const int* y, T* scratch, Index row,
                                       T* probabilities) {
  return {.z = z.data,
          .stride = z.stride,
          .units = z.columns,
          .y = y,
          .rows = z.rows,
          .scratch = scratch,
          .scratch_row = row,
          .probabilities = probabilities};
}

template <class T>
HWY_ATTR T probabilities(Output output, const Block<T>& z, const int* y, bool with_loss, T* scratch,
                         Index scratch_row, T* p) {
  const auto out = rows_of(z, y, scratch, scratch_row, p);
  const bool loss = with_loss && y != nullptr;
  return output == Output::sigmoid ? rows::sigmoid_rows(Tag<T>(), out, loss)
                                   : rows::softmax_rows(Tag<T>(), out, loss);
}

template <class T>
HWY_ATTR void hot(Output output, const Block<T>& p, const int* y) {
  rows::subtract_hot(rows_of(p, y, static_cast<T*>(nullptr), 0, static_cast<T*>(nullptr)), output);
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
                              .multiply_by_slope = slope<T>,
                              .column_sums = sums<T>,
                              .output = probabilities<T>,
                              .output_slope = hot<T>,
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
