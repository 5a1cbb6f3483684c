#include "experiment/examples.hpp"

#include <algorithm>

#include <crescent/base/error.hpp>

namespace crescent::experiment {

train::Examples examples(const preprocess::Pipeline& pipeline, const Problem& problem,
                         const std::vector<std::size_t>& rows, const ClassWeight& weight) {
  return {preprocess::transform(pipeline, problem.table, rows), classes_of(problem, rows),
          values_of(problem, rows), weights_of(weight, problem, rows)};
}

Problem same_problem(const preprocess::Target& target, const data::Table& table) {
  if (target.task == preprocess::Task::regression)
    return make_problem(table, target.name, target.task);
  Problem other{.table = table, .target = target, .rows = {}};
  other.target.column = table.find(target.name);
  other.target.y = preprocess::encode_labels(table, target.name, target.classes);
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (!other.target.is_missing(row)) other.rows.push_back(row);
  }
  if (other.rows.empty()) {
    throw Error(ErrorCode::data, "no row has a value of '" + target.name + "' to validate with",
                {.file = table.source});
  }
  return other;
}

network::Network first_network(const Recipe& recipe, Index inputs,
                               const preprocess::Target& target) {
  network::Network network(make_architecture(recipe, inputs, target));
  random::RandomState random(recipe.fit.seed);
  network::initialise(network, recipe.initialisation, random);
  return network;
}

void look_back(const Recipe& recipe, const preprocess::Target& target,
               const train::Examples& learned, const std::vector<double>& values,
               const std::vector<double>& weights, int threads, Fitted& fitted) {
  if (recipe.diagnose) {
    const Index some = std::min<Index>(learned.x.rows(), 1000);
    const auto count = static_cast<std::size_t>(some);
    reference::Targets targets = learned.targets();
    if (learned.y.empty()) {
      targets.values = targets.values.first(count);
    } else {
      targets.y = targets.y.first(count);
    }
    if (!learned.weights.empty()) targets.weights = targets.weights.first(count);
    fitted.diagnosis = train::diagnose(fitted.model.network, learned.x.topRows(some), targets);
  }
  const model::BaselineWeights counted{.rows = weights, .training = learned.weights};
  const auto classes = static_cast<int>(target.classes.size());
  fitted.model.baselines =
      target.task == preprocess::Task::regression
          ? model::fit_baselines(learned.x, values, counted)
          : model::fit_baselines(learned.x, learned.y, classes, counted, threads);
}

}  // namespace crescent::experiment
