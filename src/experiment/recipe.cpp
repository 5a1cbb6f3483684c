#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/experiment/recipe.hpp>

namespace crescent::experiment {

network::Architecture make_architecture(const Recipe& recipe, Index inputs,
                                        const preprocess::Target& target) {
  const std::size_t given = recipe.activation.size(), layers = recipe.hidden.size();
  if (given != 1 && given != layers) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("activation names {} functions for {} hidden layers; name one for all "
                            "or one for each",
                            given, layers));
  }
  const bool regression = target.task == preprocess::Task::regression;
  auto architecture = network::make_architecture(
      inputs, recipe.hidden, regression ? 1 : static_cast<int>(target.classes.size()),
      reference::Activation::tanh,
      regression ? reference::Output::identity : reference::Output::softmax);
  for (std::size_t k = 0; k < layers; ++k) {
    architecture.layers[k].activation = recipe.activation[given == 1 ? 0 : k];
  }
  return architecture;
}

}  // namespace crescent::experiment
