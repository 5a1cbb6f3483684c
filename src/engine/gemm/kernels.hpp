#pragma once

#include <crescent/base/matrix.hpp>
#include <crescent/reference/architecture.hpp>

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

/// What surrounds the products, for one instruction set. None of it allocates or throws.
template <class T>
struct Kernels {
  /// a = f(z + b), in place of z; b as long as the block's columns, padded likewise.
  void (*add_bias_and_activate)(reference::Activation f, const T* b, const Block<T>& z);
  /// delta = da ∘ f'(z), by a = f(z), in place of da.
  void (*multiply_by_slope)(reference::Activation f, const T* a, const Block<T>& da);
  /// sums[c] (+)= Σ over rows.
  void (*column_sums)(const Block<const T>& rows, T* sums, bool add);
  /// The last layer's z becomes p, or (rows, classes) `probabilities` where they are not null.
  /// Returns the sum of the examples' losses, 0 without y or if not asked. `scratch`: three rows of
  /// scratch_row entries.
  T (*output)
  (reference::Output output, const Block<T>& z, const int* y, bool with_loss, T* scratch,
   Index scratch_row, T* probabilities);
  /// Then p becomes delta: p - one-hot(y).
  void (*output_slope)(reference::Output output, const Block<T>& p, const int* y);
  /// gradient = scale · gradient + weight_scale · W.
  void (*scale_gradient)(T* gradient, const T* W, Index count, T scale, T weight_scale);
};

/// Those of the best instruction set of this machine.
template <class T>
const Kernels<T>& kernels();

}  // namespace crescent::engine::gemm
