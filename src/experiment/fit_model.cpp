#include <algorithm>
#include <optional>
#include <utility>

#include <crescent/base/error.hpp>
#include <crescent/experiment/recipe.hpp>

#include "experiment/target_unit.hpp"

namespace crescent::experiment {
namespace {

/// Network inputs with what should come of them.
struct Examples {
  Matrix<double> x;
  std::vector<int> y;          ///< classes, or
  std::vector<double> values;  ///< a quantity, in the unit that is trained in
  std::vector<double> weights;

  reference::Targets targets() const {
    return y.empty() ? reference::Targets::of_values(values, weights)
                     : reference::Targets(y, weights);
  }
  /// Of the first rows.
  reference::Targets first(std::size_t rows) const {
    reference::Targets some = targets();
    if (y.empty()) {
      some.values = some.values.first(rows);
    } else {
      some.y = some.y.first(rows);
    }
    if (!weights.empty()) some.weights = some.weights.first(rows);
    return some;
  }
  std::span<const double> numbers() const { return {x.data(), static_cast<std::size_t>(x.size())}; }
};

Examples examples(const preprocess::Pipeline& pipeline, const Problem& problem,
                  const std::vector<std::size_t>& rows, const ClassWeight& weight) {
  return {preprocess::transform(pipeline, problem.table, rows), classes_of(problem, rows),
          values_of(problem, rows), weights_of(weight, problem, rows)};
}

/// Another table's rows, with the classes that the problem has.
Problem same_problem(const Problem& problem, const data::Table& table) {
  if (problem.target.task == preprocess::Task::regression)
    return make_problem(table, problem.target.name, problem.target.task);
  Problem other{.table = table, .target = problem.target, .rows = {}};
  other.target.column = table.find(problem.target.name);
  other.target.y = preprocess::encode_labels(table, problem.target.name, problem.target.classes);
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (!other.target.is_missing(row)) other.rows.push_back(row);
  }
  if (other.rows.empty()) {
    throw Error(ErrorCode::data,
                "no row has a value of '" + problem.target.name + "' to validate with",
                {.file = table.source});
  }
  return other;
}

}  // namespace

Fitted fit_model(const Recipe& recipe, const Problem& problem,
                 const std::vector<std::size_t>& train, const data::Table* validation) {
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
  Examples learned = examples(pipeline, problem, parts.train, recipe.class_weight);
  Examples judging;
  if (validation != nullptr) {
    const Problem other = same_problem(problem, *validation);
    judging = examples(pipeline, other, other.rows, {});
  } else if (!parts.test.empty()) {
    judging = examples(pipeline, problem, parts.test, {});
  }

  network::Network network(make_architecture(recipe, learned.x.cols(), problem.target));
  random::RandomState random(recipe.fit.seed);
  network::initialise(network, recipe.initialisation, random);
  Fitted fitted{.model = {.pipeline = std::move(pipeline), .network = std::move(network)},
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
  train::FitOptions fit = recipe.fit;
  if (judging.x.rows() > 0) fit.validation = {judging.numbers(), judging.targets()};
  fitted.history = train::fit(fitted.model.network, learned.x, learned.targets(), fit);
  if (recipe.diagnose) {
    const Index some = std::min<Index>(learned.x.rows(), 1000);
    fitted.diagnosis = train::diagnose(fitted.model.network, learned.x.topRows(some),
                                       learned.first(static_cast<std::size_t>(some)));
  }
  const std::vector<double> own_weights = weights_of(problem, parts.train);
  const model::BaselineWeights weights{.rows = own_weights, .training = learned.weights};
  if (unit) {
    unit->give_back(fitted.model.network);
    fitted.model.baselines =
        model::fit_baselines(learned.x, values_of(problem, parts.train), weights);
  } else {
    const int classes = static_cast<int>(problem.target.classes.size());
    fitted.model.baselines = model::fit_baselines(learned.x, learned.y, classes, weights);
  }
  fitted.model.summaries = model::summarise(fitted.model.pipeline, problem.table, parts.train);
  return fitted;
}

}  // namespace crescent::experiment
