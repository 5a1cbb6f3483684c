#include <optional>
#include <utility>

#include <crescent/base/error.hpp>
#include <crescent/experiment/recipe.hpp>

#include "experiment/examples.hpp"
#include "experiment/target_unit.hpp"

namespace crescent::experiment {

Fitted fit_model(const Recipe& recipe, const Problem& problem,
                 const std::vector<std::size_t>& train, const data::Table* validation,
                 train::Surroundings surroundings) {
  if (!(recipe.validation_fraction >= 0 && recipe.validation_fraction < 1)) {
    throw Error(ErrorCode::invalid_argument, "validation_fraction must be in [0, 1)");
  }
  if (validation != nullptr && recipe.validation_fraction > 0) {
    throw Error(ErrorCode::invalid_argument,
                "validation rows come from a table of their own or from validation_fraction, not "
                "from both");
  }
  data::Split parts{.train = train, .test = {}};
  if (recipe.validation_fraction > 0)
    parts = split(problem, train, recipe.validation_fraction, recipe.fit.seed);
  auto pipeline = preprocess::fit(problem.table, problem.target, parts.train, recipe.pipeline);
  train::Examples learned = examples(pipeline, problem, parts.train, recipe.class_weight);
  train::Examples judging;
  if (validation != nullptr) {
    const Problem other = same_problem(problem.target, *validation);
    judging = examples(pipeline, other, other.rows, {});
  } else if (!parts.test.empty()) {
    judging = examples(pipeline, problem, parts.test, {});
  }

  Fitted fitted{.model = {.pipeline = std::move(pipeline),
                          .network = first_network(recipe, learned.x.cols(), problem.target)},
                .history = {},
                .diagnosis = {},
                .trained_rows = parts.train.size(),
                .validation_rows = static_cast<std::size_t>(judging.x.rows())};
  std::optional<TargetUnit> unit;
  if (problem.target.task == preprocess::Task::regression) {
    unit = TargetUnit::of(learned.values);
    learned.values = unit->standardise(std::move(learned.values));
    judging.values = unit->standardise(std::move(judging.values));
  }
  surroundings.validation = validation_of(judging);
  fitted.history =
      train::fit(fitted.model.network, learned.x, learned.targets(), recipe.fit, surroundings);
  look_back(recipe, problem.target, learned, values_of(problem, parts.train),
            weights_of(problem, parts.train), surroundings.threads, fitted);
  if (unit) unit->give_back(fitted.model.network);
  fitted.model.summaries = model::summarise(fitted.model.pipeline, problem.table, parts.train);
  return fitted;
}

}  // namespace crescent::experiment
