#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <crescent/base/matrix.hpp>
#include <crescent/random/random_state.hpp>
#include <crescent/reference/architecture.hpp>

namespace crescent::network {

using reference::Activation;
using reference::Architecture;
using reference::Layer;
using reference::Output;

/// Inputs, hidden layers that share one activation, and an output for each class (or one sigmoid
/// unit for two), or for each number of a regression (Output::identity): the shape most networks
/// here have. `hidden` may be empty. Throws Error(invalid_argument) for a sigmoid output with other
/// than 2 classes.
Architecture make_architecture(Index inputs, const std::vector<Index>& hidden, int outputs,
                               Activation activation = Activation::tanh,
                               Output output = Output::softmax);

/// A network: its shape and its numbers, which lie in one flat buffer, all zero at first.
class Network {
 public:
  /// Throws Error(invalid_argument) for an architecture that is not valid.
  explicit Network(Architecture architecture);

  const Architecture& architecture() const { return architecture_; }
  std::span<double> parameters() { return parameters_; }
  std::span<const double> parameters() const { return parameters_; }

  /// Views of the buffer by layer, from 0. b has no entries where the layer's bias is off.
  Eigen::Map<Matrix<double>> W(std::size_t layer);
  Eigen::Map<const Matrix<double>> W(std::size_t layer) const;
  Eigen::Map<RowVector<double>> b(std::size_t layer);
  Eigen::Map<const RowVector<double>> b(std::size_t layer) const;

  /// x (N, inputs) -> (N, K) probabilities; for a regression (N, outputs) its values. Throws
  /// Error(invalid_argument) if x's columns do not fit.
  Matrix<double> predict_proba(const Matrix<double>& x) const;
  /// x (N, inputs) -> (N) the most probable class, the first of equals. Throws
  /// Error(invalid_argument) for a regression, which has no classes.
  std::vector<int> predict(const Matrix<double>& x) const;

 private:
  Architecture architecture_;
  std::vector<double> parameters_;
};

/// How the first weights are drawn; biases start at 0.
enum class Initialisation {
  normal,  ///< standard normal / sqrt(fan_in): the tutorial's; LeCun's, as selu needs it
  /// Uniform ± sqrt(6 / (fan_in + fan_out)), 2 instead of 6 in a sigmoid layer. As scikit-learn's,
  /// but for the output layer after sigmoid layers, where scikit-learn takes 2 as well.
  glorot,
  he,     ///< normal · sqrt(2 / fan_in): for relu and the others that are 0 or small below 0
  zeros,  ///< all 0: shows why symmetry must be broken
};

/// Draws layer by layer, each W row by row: the tutorial's order, so that the same stream gives the
/// tutorial's weights.
void initialise(Network& network, Initialisation initialisation, random::RandomState& random);

std::string_view name(Initialisation initialisation);
/// Throws Error(invalid_argument) that lists the names there are.
Initialisation parse_initialisation(std::string_view text);
/// Every initialisation's name.
const std::vector<std::string>& initialisation_names();

}  // namespace crescent::network
