#pragma once

#include <cstddef>
#include <vector>

#include <crescent/base/matrix.hpp>
#include <crescent/network/network.hpp>
#include <crescent/reference/losses.hpp>

namespace crescent::train {

/// How well a hidden layer can still learn, on some rows.
struct LayerHealth {
  Index units = 0;
  Index dead = 0;       ///< units whose activation has no slope in any row: relu below 0 everywhere
  Index saturated = 0;  ///< tanh, sigmoid: in 95 % of the rows a slope below 1 % of the steepest
  double gradient = 0;  ///< size (root mean square) of ∂L/∂z, as a share of the output layer's
};

enum class Trouble { dead, saturated, vanishing };

struct Finding {
  Trouble trouble = Trouble::dead;
  std::size_t layer = 0;  ///< the place in Diagnosis::layers
};

struct Diagnosis {
  std::vector<LayerHealth> layers;  ///< the hidden ones
  std::vector<Finding> findings;    ///< what is wrong, layer by layer
};

/// Looks at a trained network on rows x (N, inputs), N >= 1, with their targets: dead and saturated
/// units, and layers whose gradient vanishes (below a thousandth of the output layer's).
/// Throws Error(invalid_argument) if the shapes do not fit.
Diagnosis diagnose(const network::Network& network, const Matrix<double>& x,
                   const reference::Targets& targets, const reference::Loss& loss = {});

}  // namespace crescent::train
