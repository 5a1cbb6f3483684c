#pragma once

#include <string>
#include <vector>

#include <crescent/base/matrix.hpp>
#include <crescent/reference/dropout.hpp>

#include "base/aligned_buffer.hpp"
#include "engine/fused/units_plan.hpp"
#include "engine/kernels/plan.hpp"

namespace crescent::engine::fused {

/// One batch for the kernels. What is not asked for is null.
template <class T>
struct Call {
  const T* parameters = nullptr;    ///< the flat buffer
  const T* x = nullptr;             ///< (rows, inputs), row-major
  const int* y = nullptr;           ///< (rows) classes
  const T* values = nullptr;        ///< (rows, outputs), instead of y for a regression
  const T* weights = nullptr;       ///< (rows); null: 1 each
  reference::Dropout dropout = {};  ///< for gradients
  Index first_row = 0;              ///< of the batch, where this is a part of it
  Index rows = 0;
  T* workspace = nullptr;  ///< as many entries as the layout asks for, aligned to `alignment`
  bool with_loss = true;   ///< false: the result is 0, and no logarithm is taken
  T* gradient = nullptr;   ///< (parameters) receives scale · Σ over examples + weight_scale · W
  T scale = 1;
  T weight_scale = 0;
  T* probabilities = nullptr;  ///< (rows, outputs) receives the predictions

  /// False when only predictions are asked for.
  bool has_targets() const { return y != nullptr || values != nullptr; }
};

// Two layouts of the same pass. Both run forward, and backward if a gradient is asked for, in
// blocks of examples that stay in registers and cache, return the sum of the examples' losses, use
// the best instruction set of this machine and allocate nothing.

/// One lane is one example: for layers so narrow that their units would not fill a vector.
template <class T>
T run_examples(const Plan& plan, const Call<T>& call) noexcept;
/// Workspace entries that run_examples needs, whichever instruction set runs.
template <class T>
Index examples_workspace(const Plan& plan);

/// One lane is one unit: for wider layers; a weight vector then serves a whole block of examples.
/// `pack_units` must have seen the parameters since they last changed; `backward`: for gradients.
template <class T>
T run_units(const Plan& plan, const UnitsPlan& units, const Call<T>& call) noexcept;
template <class T>
void pack_units(const Plan& plan, const UnitsPlan& units, const T* parameters, T* workspace,
                bool backward) noexcept;

}  // namespace crescent::engine::fused
