#include <fmt/format.h>

#include <crescent/base/choice.hpp>
#include <crescent/base/error.hpp>
#include <crescent/reference/architecture.hpp>

namespace crescent::reference {
namespace {

// In the order of the enumerations.
const std::vector<std::string> activations = {"tanh", "sigmoid",  "relu",    "leaky-relu",
                                              "elu",  "selu",     "gelu",    "silu",
                                              "mish", "softplus", "identity"};
const std::vector<std::string> outputs = {"softmax", "sigmoid", "identity"};

[[noreturn]] void refuse_architecture(const std::string& message) {
  throw Error(ErrorCode::invalid_argument, message);
}

}  // namespace

int Architecture::classes() const { return is_regression() ? 0 : static_cast<int>(outputs()); }

Index Architecture::outputs() const { return output == Output::sigmoid ? 2 : layers.back().units; }

std::vector<ParameterBlock> parameter_blocks(const Architecture& architecture) {
  std::vector<ParameterBlock> blocks;
  Index rows = architecture.inputs;
  Index offset = 0;
  const auto add = [&](std::string name, std::size_t layer, Role role, Index r, Index c) {
    blocks.push_back({std::move(name), layer, role, r, c, offset});
    offset += r * c;
  };
  for (std::size_t k = 0; k < architecture.layers.size(); ++k) {
    const Layer& layer = architecture.layers[k];
    add(fmt::format("W{}", k + 1), k, Role::weight, rows, layer.units);
    if (layer.bias) add(fmt::format("b{}", k + 1), k, Role::bias, 1, layer.units);
    rows = layer.units;
  }
  return blocks;
}

Index parameter_count(const Architecture& architecture) {
  Index count = 0;
  for (const ParameterBlock& block : parameter_blocks(architecture)) count += block.size();
  return count;
}

void validate(const Architecture& architecture) {
  if (architecture.inputs < 1) refuse_architecture("a network needs at least one input");
  if (architecture.layers.empty()) refuse_architecture("a network needs at least an output layer");
  for (const Layer& layer : architecture.layers) {
    if (layer.units < 1) refuse_architecture("every layer needs at least one unit");
  }
  const Layer& last = architecture.layers.back();
  if (last.activation != Activation::identity) {
    refuse_architecture("the last layer's activation must be identity: the output follows it");
  }
  if (architecture.output == Output::sigmoid && last.units != 1) {
    refuse_architecture(fmt::format(
        "a sigmoid output has one unit, not {}; use softmax for more classes", last.units));
  }
  if (architecture.output == Output::softmax && last.units < 2) {
    refuse_architecture("a softmax output needs at least two units, one for each class");
  }
}

std::string describe(const Architecture& architecture) {
  std::string text = fmt::format("{}", architecture.inputs);
  for (std::size_t k = 0; k < architecture.layers.size(); ++k) {
    const bool last = k + 1 == architecture.layers.size();
    const Layer& layer = architecture.layers[k];
    text += fmt::format(" -> {} {}", layer.units,
                        last ? name(architecture.output) : name(layer.activation));
  }
  return text;
}

std::string_view name(Activation activation) {
  return activations[static_cast<std::size_t>(activation)];
}
std::string_view name(Output output) { return outputs[static_cast<std::size_t>(output)]; }

Activation parse_activation(std::string_view text) {
  return static_cast<Activation>(find_choice(activations, text, "activation"));
}
Output parse_output(std::string_view text) {
  return static_cast<Output>(find_choice(outputs, text, "output"));
}
const std::vector<std::string>& activation_names() { return activations; }

}  // namespace crescent::reference
