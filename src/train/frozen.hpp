#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include <crescent/solvers/optimiser.hpp>

namespace crescent::train {

/// The gradient of parameters that are frozen counts for nothing, neither in its length nor for
/// lbfgs.
template <class T>
void clear_frozen(const std::vector<solvers::ParameterGroup>& groups, std::span<T> gradient) {
  for (const auto& group : groups) {
    if (group.rate == 0) std::ranges::fill(gradient.subspan(group.offset, group.count), T(0));
  }
}

}  // namespace crescent::train
