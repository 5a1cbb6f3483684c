#include "engine/plan.hpp"

#include <algorithm>

namespace crescent::engine {

bool has_kernels(const reference::Architecture& architecture) {
  using reference::Activation;
  const auto known = [](const reference::Layer& layer) {
    return layer.activation == Activation::tanh || layer.activation == Activation::sigmoid ||
           layer.activation == Activation::relu || layer.activation == Activation::identity;
  };
  return std::all_of(architecture.layers.begin(), architecture.layers.end(), known) &&
         !architecture.is_regression();
}

Plan make_plan(const reference::Architecture& architecture) {
  Plan plan{.layers = {},
            .output = architecture.output,
            .inputs = architecture.inputs,
            .parameters = reference::parameter_count(architecture),
            .widest = architecture.inputs,
            .all_units = architecture.inputs,
            .outputs = architecture.outputs()};
  Index inputs = architecture.inputs;
  for (const auto& layer : architecture.layers) {
    plan.layers.push_back({.inputs = inputs, .units = layer.units, .activation = layer.activation});
    plan.widest = std::max(plan.widest, layer.units);
    plan.all_units += layer.units;
    inputs = layer.units;
  }
  for (const auto& block : reference::parameter_blocks(architecture)) {
    (block.is_weight ? plan.layers[block.layer].W : plan.layers[block.layer].b) = block.offset;
  }
  return plan;
}

}  // namespace crescent::engine
