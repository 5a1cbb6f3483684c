#include "engine/kernels/plan.hpp"

#include <algorithm>

namespace crescent::engine {

namespace {

bool value_tells_slope(reference::Activation f) {
  using reference::Activation;
  return f != Activation::gelu && f != Activation::silu && f != Activation::mish;
}

void keep_slopes(Plan& plan) {
  for (PlanLayer& layer : plan.layers) {
    const bool last = &layer == &plan.layers.back();
    layer.keeps_slope = !last && (plan.drops || !value_tells_slope(layer.activation));
  }
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
    plan.layers.push_back({.inputs = inputs, .units = layer.units, .activation = layer.activation});
    plan.widest = std::max(plan.widest, layer.units);
    plan.all_units += layer.units;
    inputs = layer.units;
  }
  for (const auto& block : reference::parameter_blocks(architecture)) {
    PlanLayer& layer = plan.layers[block.layer];
    (block.role == reference::Role::weight ? layer.W : layer.b) = block.offset;
  }
  keep_slopes(plan);
  return plan;
}

bool set_drops(Plan& plan, bool drops) {
  if (plan.drops == drops) return false;
  plan.drops = drops;
  keep_slopes(plan);
  return true;
}

}  // namespace crescent::engine
