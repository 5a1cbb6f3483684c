// Units as lanes, compiled once for each instruction set: included by units.cpp alone.
#if defined(CRESCENT_FUSED_UNITS_INL) == defined(HWY_TARGET_TOGGLE)
#ifdef CRESCENT_FUSED_UNITS_INL
#undef CRESCENT_FUSED_UNITS_INL
#else
#define CRESCENT_FUSED_UNITS_INL
#endif

#include <algorithm>

#include <hwy/highway.h>

#include "engine/kernels/activations-inl.hpp"
#include "engine/kernels/dropout-inl.hpp"
#include "engine/kernels/outputs-inl.hpp"
#include "engine/kernels/rows-inl.hpp"
#include "engine/kernels/tile-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace crescent::engine::fused {
namespace HWY_NAMESPACE {

namespace hn = hwy::HWY_NAMESPACE;
using namespace kernels::HWY_NAMESPACE;

/// The padded copies of the parameters that the products read. `end`: the flat buffer's.
template <class D, class T = hn::TFromD<D>>
HWY_INLINE void pack(D d, const Plan& plan, const UnitsPlan& units, const T* parameters, T* work,
                     bool backward) {
  const T* end = parameters + plan.parameters;
  for (std::size_t k = 0; k < plan.layers.size(); ++k) {
    const PlanLayer& layer = plan.layers[k];
    const UnitsLayer& place = units.layers[k];
    const T* W = parameters + layer.W;
    if (place.W >= 0) {
      copy_rows(d, W, layer.units, end, work + place.W, place.W_stride, layer.inputs);
    }
    if (layer.b >= 0) {
      copy_rows(d, parameters + layer.b, layer.units, end, work + place.b, place.W_stride, 1);
    }
    if (k > 0 && backward) {
      transpose(W, layer.inputs, layer.units, work + place.Wt, units.layers[k - 1].stride);
    }
  }
}

/// One block of examples, from x to its share of the gradient.
template <class D, class T = hn::TFromD<D>>
class UnitsBlock {
 public:
  HWY_INLINE UnitsBlock(D d, const Plan& plan, const UnitsPlan& units, const Call<T>& call,
                        Index first, Index rows)
      : d_(d), plan_(plan), units_(units), call_(call), first_(first), rows_(rows) {}

  HWY_INLINE T run() {
    forward();
    const OutputRows<T> out = {
        .z = a(plan_.layers.size() - 1),
        .stride = units_.layers.back().stride,
        .units = plan_.layers.back().units,
        .y = call_.y == nullptr ? nullptr : call_.y + first_,
        .values = values(),
        .weights = call_.weights == nullptr ? nullptr : call_.weights + first_,
        .rows = rows_,
        .loss = &plan_.loss,
        .scratch = call_.workspace + units_.outputs,
        .scratch_row = units_.block,
        .probabilities = probabilities()};
    const bool with_loss = call_.with_loss && call_.has_targets();
    const T loss = judge_rows(d_, plan_.output, out, with_loss, call_.gradient != nullptr);
    if (call_.gradient != nullptr) backward();
    return with_loss ? loss : T(0);
  }

 private:
  HWY_INLINE T* a(std::size_t k) const { return call_.workspace + units_.layers[k].a; }
  HWY_INLINE const T* W(std::size_t k) const {
    return units_.layers[k].W < 0 ? call_.parameters + plan_.layers[k].W
                                  : call_.workspace + units_.layers[k].W;
  }
  HWY_INLINE const T* input(std::size_t k) const {
    return k == 0 ? call_.x + first_ * plan_.inputs : a(k - 1);
  }
  HWY_INLINE Index input_stride(std::size_t k) const {
    return k == 0 ? plan_.inputs : units_.layers[k - 1].stride;
  }
  HWY_INLINE Index vectors(std::size_t k) const {
    return units_.layers[k].W_stride / static_cast<Index>(hn::MaxLanes(d_));
  }

  /// z = a W + b and a = f(z), layer after layer; the last layer's z stays.
  HWY_INLINE void forward() const {
    for (std::size_t k = 0; k < plan_.layers.size(); ++k) {
      const UnitsLayer& place = units_.layers[k];
      multiply(d_,
               Product<T>{.left = input(k),
                          .left_row = input_stride(k),
                          .left_depth = 1,
                          .right = W(k),
                          .right_row = place.W_stride,
                          .depth = plan_.layers[k].inputs,
                          .start = call_.workspace + place.b,
                          .start_row = 0,
                          .out = a(k),
                          .out_row = place.stride,
                          .relu = plan_.layers[k].activation == Activation::relu},
               rows_, vectors(k));
      if (plan_.layers[k].keeps_slope && call_.gradient != nullptr) {
        keep_slope(k);
      } else if (plan_.layers[k].activation != Activation::relu) {
        activate(d_, plan_.layers[k].activation, a(k), rows_ * place.stride / lanes());
      }
    }
  }

  /// a of layer k with its slope, and dropout if there is any.
  HWY_INLINE void keep_slope(std::size_t k) const {
    const UnitsLayer& place = units_.layers[k];
    T* slope = call_.workspace + place.slope;
    activate_and_keep_slope(d_, plan_.layers[k].activation, a(k), slope,
                            rows_ * place.stride / lanes());
    if (call_.dropout.rate == 0) return;
    const auto dropout = kernels::layer_dropout<T>(call_.dropout, k);
    for (Index n = 0; n < rows_; ++n) {
      drop_units(d_, dropout, call_.first_row + first_ + n, 0, a(k) + n * place.stride,
                 slope + n * place.stride, place.stride / lanes());
    }
  }

  /// From delta of the last layer, which stands in its a, to the sums of all layers.
  HWY_INLINE void backward() const {
    T* delta = call_.workspace + units_.delta;
    T* other = delta + units_.delta_size;
    const T* dz = a(plan_.layers.size() - 1);
    for (std::size_t k = plan_.layers.size(); k-- > 0;) {
      add_weight_sums(k, dz);
      if (k == 0) return;
      const UnitsLayer& place = units_.layers[k];
      const UnitsLayer& below = units_.layers[k - 1];
      multiply(d_,
               Product<T>{.left = dz,
                          .left_row = place.stride,
                          .left_depth = 1,
                          .right = call_.workspace + place.Wt,
                          .right_row = below.stride,
                          .depth = plan_.layers[k].units,
                          .start = nullptr,
                          .start_row = 0,
                          .out = delta,
                          .out_row = below.stride},
               rows_, below.stride / lanes());
      const Index vectors_below = rows_ * below.stride / lanes();
      if (plan_.layers[k - 1].keeps_slope) {
        multiply_by_kept_slope(d_, call_.workspace + below.slope, delta, vectors_below);
      } else {
        activation_slope(d_, plan_.layers[k - 1].activation, a(k - 1), delta, vectors_below);
      }
      dz = delta;
      std::swap(delta, other);
    }
  }

  /// dW = aᵀ dz and db = column sums of dz; added to the sums unless this block is the first.
  HWY_INLINE void add_weight_sums(std::size_t k, const T* dz) const {
    const UnitsLayer& place = units_.layers[k];
    T* dW = call_.workspace + place.dW;
    multiply(d_,
             Product<T>{.left = input(k),
                        .left_row = 1,
                        .left_depth = input_stride(k),
                        .right = dz,
                        .right_row = place.stride,
                        .depth = rows_,
                        .start = first_ == 0 ? nullptr : dW,
                        .start_row = place.W_stride,
                        .out = dW,
                        .out_row = place.W_stride},
             plan_.layers[k].inputs, vectors(k));
    if (plan_.layers[k].b < 0) return;
    add_column_sums(d_, dz, place.stride, rows_, call_.workspace + place.db, vectors(k),
                    first_ != 0);
  }

  HWY_INLINE const T* values() const {
    return call_.values == nullptr ? nullptr : call_.values + first_ * plan_.outputs;
  }
  HWY_INLINE T* probabilities() const {
    return call_.probabilities == nullptr ? nullptr : call_.probabilities + first_ * plan_.outputs;
  }

  static constexpr Index lanes() { return static_cast<Index>(hn::MaxLanes(D())); }

  D d_;
  const Plan& plan_;
  const UnitsPlan& units_;
  const Call<T>& call_;
  Index first_;
  Index rows_;
};

/// The flat gradient from the padded sums.
template <class D, class T = hn::TFromD<D>>
HWY_INLINE void store_gradient(D d, const Plan& plan, const UnitsPlan& units, const Call<T>& call) {
  const T* end = call.gradient + plan.parameters;
  for (std::size_t k = 0; k < plan.layers.size(); ++k) {
    const PlanLayer& layer = plan.layers[k];
    const UnitsLayer& place = units.layers[k];
    store_rows(d, call.workspace + place.dW, place.W_stride, layer.inputs, layer.units, call.scale,
               call.parameters + layer.W, call.weight_scale, call.gradient + layer.W, end);
    if (layer.b < 0) continue;
    store_rows(d, call.workspace + place.db, place.W_stride, 1, layer.units, call.scale,
               call.parameters + layer.b, T(0), call.gradient + layer.b, end);
  }
}

template <class D, class T = hn::TFromD<D>>
HWY_INLINE T run(D d, const Plan& plan, const UnitsPlan& units, const Call<T>& call) {
  T loss = 0;
  // Blocks of even size: 200 rows as 100 + 100, not as 192 + 8.
  const Index blocks = (call.rows + units.block - 1) / units.block;
  const Index even = (call.rows + blocks - 1) / blocks;
  for (Index first = 0; first < call.rows; first += even) {
    loss += UnitsBlock<D>(d, plan, units, call, first, std::min(even, call.rows - first)).run();
  }
  if (call.gradient != nullptr) store_gradient(d, plan, units, call);
  return loss;
}

}  // namespace HWY_NAMESPACE
}  // namespace crescent::engine::fused
HWY_AFTER_NAMESPACE();

#endif
