#pragma once

#include <crescent/base/matrix.hpp>
#include <crescent/reference/network.hpp>

#include "engine/kernels/plan.hpp"
#include "engine/kernels/sums.hpp"

namespace crescent::engine {

/// J / n of a batch of `rows` from the sum of its examples' losses.
template <class T>
T mean_with_penalty(const Plan& plan, T data_loss, const T* parameters, Index rows) {
  const reference::Penalty penalty = reference::penalty_share(plan.loss, rows);
  if (penalty.l2 != 0) {
    data_loss += static_cast<T>(penalty.l2) / 2 * kernels::sum_of_squares(plan, parameters);
  }
  if (penalty.l1 != 0) {
    data_loss += static_cast<T>(penalty.l1) * kernels::sum_of_magnitudes(plan, parameters);
  }
  return data_loss / static_cast<T>(rows);
}

/// What a gradient of `rows` examples is multiplied by, and what the penalties add to it.
template <class T>
struct GradientScales {
  T examples = 1;  ///< of the examples' sums
  T weights = 0;   ///< of W
  T signs = 0;     ///< of sign(W)
};

template <class T>
GradientScales<T> gradient_scales(const Plan& plan, Index rows) {
  GradientScales<T> scales;
  if (plan.loss.reduction == reference::Reduction::mean) scales.examples = 1 / static_cast<T>(rows);
  const reference::Penalty penalty = reference::penalty_share(plan.loss, rows);
  scales.weights = static_cast<T>(penalty.l2) * scales.examples;
  scales.signs = static_cast<T>(penalty.l1) * scales.examples;
  return scales;
}

}  // namespace crescent::engine
