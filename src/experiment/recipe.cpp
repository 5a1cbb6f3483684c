#include <utility>

#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/experiment/recipe.hpp>

#include "experiment/target_unit.hpp"

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

Fitted fit_model(const Recipe& recipe, const Problem& problem,
                 const std::vector<std::size_t>& train) {
  auto pipeline = preprocess::fit(problem.table, problem.target, train, recipe.pipeline);
  const auto x = preprocess::transform(pipeline, problem.table, train);
  network::Network network(make_architecture(recipe, x.cols(), problem.target));
  random::RandomState random(recipe.fit.seed);
  network::initialise(network, recipe.initialisation, random);
  Fitted fitted{.model = {.pipeline = std::move(pipeline), .network = std::move(network)},
                .history = {}};
  const auto weights = weights_of(problem, train);
  if (problem.target.task == preprocess::Task::regression) {
    const auto values = values_of(problem, train);
    const TargetUnit unit = TargetUnit::of(values);
    const auto standardised = unit.standardise(values);
    fitted.history = train::fit(fitted.model.network, x,
                                reference::Targets::of_values(standardised, weights), recipe.fit);
    unit.give_back(fitted.model.network);
    fitted.model.baselines = model::fit_baselines(x, values);
  } else {
    const auto y = classes_of(problem, train);
    fitted.history = train::fit(fitted.model.network, x, {y, weights}, recipe.fit);
    const int classes = static_cast<int>(problem.target.classes.size());
    fitted.model.baselines = model::fit_baselines(x, y, classes);
  }
  return fitted;
}

}  // namespace crescent::experiment
