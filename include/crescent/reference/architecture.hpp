#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <crescent/base/matrix.hpp>

namespace crescent::reference {

/// f in a = f(z), see activations.hpp. Names as scikit-learn's and PyTorch's: "tanh", "sigmoid",
/// "relu", "leaky-relu", "elu", "selu", "gelu", "silu", "mish", "softplus", "identity".
enum class Activation {
  tanh,
  sigmoid,
  relu,
  leaky_relu,
  elu,
  selu,
  gelu,
  silu,
  mish,
  softplus,
  identity
};

/// What turns the last layer's z into the prediction p, and with it which loss is meant:
/// softmax over K >= 2 classes with cross-entropy; one sigmoid unit (p = probability of class 1)
/// with binary cross-entropy; or identity, a regression of K >= 1 numbers, p = z, with the loss
/// that Loss::regression names.
enum class Output { softmax, sigmoid, identity };

/// One dense layer: z = x W + b, a = f(z).
struct Layer {
  Index units = 0;
  Activation activation = Activation::tanh;
  bool bias = true;
};

/// The shape of a network: everything but its numbers. The last layer's activation is `identity`;
/// `output` acts on its z.
struct Architecture {
  Index inputs = 0;
  std::vector<Layer> layers;
  Output output = Output::softmax;

  /// Number of classes told apart: the last layer's units, 2 with one sigmoid unit, 0 for a
  /// regression.
  int classes() const;
  /// Numbers predicted for one example: a probability for each class, or a regression's values.
  Index outputs() const;
  bool is_regression() const { return output == Output::identity; }
};

/// What a block's numbers do; whoever treats some of them otherwise, as penalties do, asks for it.
enum class Role {
  weight,  ///< W of a dense layer: alone under the penalties l1 and l2
  bias,    ///< b of a dense layer
};

/// One block of the flat parameter buffer: W (rows, cols) row-major, or b as (1, cols).
struct ParameterBlock {
  std::string name;  ///< "W1", "b1", "W2", … as in the tutorial
  std::size_t layer = 0;
  Role role = Role::weight;
  Index rows = 0;
  Index cols = 0;
  Index offset = 0;

  Index size() const { return rows * cols; }
};

/// The blocks W1, b1, W2, b2, … in the order in which they lie in the buffer, without gaps.
std::vector<ParameterBlock> parameter_blocks(const Architecture& architecture);

/// Length of the flat parameter buffer.
Index parameter_count(const Architecture& architecture);

/// Throws Error(invalid_argument) unless there is at least one input and one layer, every layer has
/// a unit, the last activation is `identity` and the output fits (softmax: K >= 2, sigmoid: 1
/// unit, identity: any).
void validate(const Architecture& architecture);

/// "2 -> 3 tanh -> 2 softmax".
std::string describe(const Architecture& architecture);

std::string_view name(Activation activation);
std::string_view name(Output output);
/// Throw Error(invalid_argument) that lists the names there are.
Activation parse_activation(std::string_view text);
Output parse_output(std::string_view text);
/// Every activation's name.
const std::vector<std::string>& activation_names();

}  // namespace crescent::reference
