#pragma once

#include <crescent/base/matrix.hpp>
#include <crescent/reference/architecture.hpp>
#include <crescent/reference/losses.hpp>

#include "engine/kernels/layer_dropout.hpp"

namespace crescent::engine::gemm {

/// A block of a matrix: rows of `columns` entries, `stride` from one to the next. The kernels work
/// on whole vectors: up to a vector's length behind the columns may be written.
template <class T>
struct Block {
  T* data = nullptr;
  Index rows = 0;
  Index columns = 0;
  Index stride = 0;
};

/// The dropout of a block: where it lies among the batch's rows and the layer's units.
template <class T>
struct BlockDropout {
  kernels::LayerDropout<T> layer;
  Index row = 0;
  Index unit = 0;
};

/// What the rows of a block of z are judged by, and what is asked for; not so: null.
template <class T>
struct Judgement {
  reference::Output output = reference::Output::softmax;
  const reference::Loss* loss = nullptr;
  const int* y = nullptr;
  const T* values = nullptr;
  const T* weights = nullptr;
  bool with_loss = false;
  bool with_slope = false;
  T* scratch = nullptr;  ///< three rows of scratch_row entries
  Index scratch_row = 0;
  T* probabilities = nullptr;  ///< (rows, outputs)
};

/// What surrounds the products, for one instruction set. None of it allocates or throws.
template <class T>
struct Kernels {
  /// a = f(z + b), in place of z; b as long as the block's columns, padded likewise.
  void (*add_bias_and_activate)(reference::Activation f, const T* b, const Block<T>& z);
  /// The same, with the slopes of all entries, laid out as z, and dropout if there is any.
  void (*add_bias_and_keep_slope)(reference::Activation f, const T* b, const Block<T>& z, T* slope,
                                  const BlockDropout<T>& dropout);
  /// delta = da ∘ slope, in place of da.
  void (*multiply_by_kept_slope)(const T* slope, const Block<T>& da);
  /// delta = da ∘ f'(z), by a = f(z), in place of da.
  void (*multiply_by_slope)(reference::Activation f, const T* a, const Block<T>& da);
  /// sums[c] (+)= Σ over rows.
  void (*column_sums)(const Block<const T>& rows, T* sums, bool add);
  /// The last layer's z becomes p, or delta if that is asked for. Returns the sum of the examples'
  /// losses, 0 if not asked.
  T (*judge)(const Judgement<T>& judgement, const Block<T>& z);
  /// gradient = scale · gradient + weight_scale · W.
  void (*scale_gradient)(T* gradient, const T* W, Index count, T scale, T weight_scale);
};

/// Those of the best instruction set of this machine.
template <class T>
const Kernels<T>& kernels();

}  // namespace crescent::engine::gemm
