#include <utility>

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
  auto architecture =
      network::make_architecture(inputs, recipe.hidden, static_cast<int>(target.classes.size()));
  for (std::size_t k = 0; k < layers; ++k) {
    architecture.layers[k].activation = recipe.activation[given == 1 ? 0 : k];
  }
  return architecture;
}

Fitted fit_model(const Recipe& recipe, const Problem& problem,
                 const std::vector<std::size_t>& train) {
  if (problem.target.task == preprocess::Task::regression) {
    throw Error(ErrorCode::data, "regression is not supported yet", {.file = problem.table.source});
  }
  auto pipeline = preprocess::fit(problem.table, problem.target, train, recipe.pipeline);
  const auto x = preprocess::transform(pipeline, problem.table, train);
  const auto y = classes_of(problem, train);
  network::Network network(make_architecture(recipe, x.cols(), problem.target));
  random::RandomState random(recipe.fit.seed);
  network::initialise(network, recipe.initialisation, random);
  train::History history = train::fit(network, x, y, recipe.fit);
  const int classes = static_cast<int>(problem.target.classes.size());
  return {.model = {.pipeline = std::move(pipeline),
                    .network = std::move(network),
                    .baselines = model::fit_baselines(x, y, classes)},
          .history = std::move(history)};
}

}  // namespace crescent::experiment
