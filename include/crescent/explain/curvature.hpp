#pragma once

#include <vector>

#include <crescent/base/matrix.hpp>
#include <crescent/network/network.hpp>
#include <crescent/reference/losses.hpp>

namespace crescent::explain {

/// The largest eigenvalue (by magnitude) of the Hessian of the objective, J or J / n by the loss's
/// reduction, at the network's present weights. Gradient descent with a constant rate overshoots
/// along that direction where rate · eigenvalue > 2 (Cohen et al. 2021, "edge of stability").
/// Power iteration with exact Hessian products by a complex step, H v = Im g(w + ihv) / h; accurate
/// to about 1e-3 relative. Throws Error(invalid_argument) if shapes do not fit.
double largest_curvature(const network::Network& network, const Matrix<double>& x,
                         const reference::Targets& targets, const reference::Loss& loss);

}  // namespace crescent::explain
