#include "engine/kernels/plan.hpp"

#include <algorithm>

namespace crescent::engine {

namespace {

bool value_tells_slope(reference::Activation f) {
  using reference::Activation;
  return f != Activation::gelu && f != Activation::silu && f != Activation::mish;
}

}  // namespace

Plan make_plan(const reference::Architecture& architecture, const reference::Loss& loss) {
  Plan plan{.layers = {},
            .output = architecture.output,
            .inputs = architecture.inputs,
            .parameters = reference::parameter_count(architecture),
            .widest = architecture.inputs,
            .all_units = architecture.inputs,
            .outputs = architecture.outputs(),
            .loss = loss};
  Index inputs = architecture.inputs;
  for (const auto& layer : architecture.layers) {
    const bool last = plan.layers.size() + 1 == architecture.layers.size();
    plan.layers.push_back(
        {.inputs = inputs,
         .units = layer.units,
         .activation = layer.activation,
         .keeps_slope = !last && (loss.dropout > 0 || !value_tells_slope(layer.activation))});
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
