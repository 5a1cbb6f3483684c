#pragma once

#include <vector>

#include <crescent/base/matrix.hpp>
#include <crescent/network/network.hpp>

namespace crescent::explain {

/// Everything one layer computes for one example, forward and back.
struct LayerStep {
  Matrix<double> W;         ///< (inputs, units) before the step
  RowVector<double> b;      ///< (units); empty where the bias is off
  RowVector<double> z;      ///< (units) z = a_below W + b
  RowVector<double> a;      ///< (units) a = f(z); the last layer's a is z
  RowVector<double> delta;  ///< (units) ∂L/∂z
  Matrix<double> dW;        ///< (inputs, units) ∂L/∂W = a_belowᵀ delta
  RowVector<double> db;     ///< (units) ∂L/∂b = delta; empty where the bias is off
  Matrix<double> W_after;   ///< W - learning_rate dW
  RowVector<double> b_after;
};

/// One example's whole step of gradient descent, with the formulas' own names.
struct Step {
  RowVector<double> x;       ///< (inputs)
  int y = 0;                 ///< the true class; a regression has `values` instead
  RowVector<double> values;  ///< (outputs) the true values; empty for classes
  RowVector<double> p;       ///< (outputs) probabilities, or a regression's values, before the step
  double loss = 0;        ///< of the example, without penalty: cross-entropy, or (p - values)² / 2
  double loss_after = 0;  ///< the same after the step
  double learning_rate = 0;
  reference::Architecture architecture;
  std::vector<LayerStep> layers;
};

/// Follows the example x (1, inputs) of class y through `network`, which stays as it is.
/// Throws Error(invalid_argument) if x or y does not fit the network or learning_rate <= 0.
Step trace_step(const network::Network& network, const Matrix<double>& x, int y,
                double learning_rate);
/// The same for a regression: values (outputs).
Step trace_step(const network::Network& network, const Matrix<double>& x,
                const RowVector<double>& values, double learning_rate);

}  // namespace crescent::explain
