#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <crescent/base/matrix.hpp>
#include <crescent/network/network.hpp>
#include <crescent/reference/dropout.hpp>
#include <crescent/reference/losses.hpp>

namespace crescent::explain {

/// How far an engine's gradient of one parameter block is from two independent ways to find it:
/// the largest difference of an entry, over the block's largest entry (over 1 if all are smaller
/// than 1e-8); NaN if an entry is NaN.
struct BlockCheck {
  std::string name;  ///< "W1", "b1", …
  double largest_gradient = 0;
  /// Im L(w + ih) / h with h = 1e-50 through the reference formulas: exact to rounding.
  double complex_step_error = 0;
  /// (L(w + h) - L(w - h)) / 2h with h = 1e-6 · max(1, |w|): about 1e-9 at best, because the two
  /// losses are nearly equal.
  double central_difference_error = 0;
};

/// Checks back-propagation on x (N, inputs) with N targets at the network's present weights.
/// Throws Error(invalid_argument) if shapes do not fit or there is no such engine.
std::vector<BlockCheck> check_gradient(const network::Network& network, const Matrix<double>& x,
                                       const reference::Targets& targets,
                                       const reference::Loss& loss,
                                       std::string_view engine = "reference",
                                       const reference::Dropout& dropout = {});

}  // namespace crescent::explain
