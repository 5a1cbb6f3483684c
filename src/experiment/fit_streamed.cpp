#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/experiment/streamed.hpp>
#include <crescent/preprocess/weights.hpp>

#include "experiment/examples.hpp"
#include "experiment/memory_plan.hpp"
#include "experiment/streamed_examples.hpp"
#include "experiment/streamed_rows.hpp"

namespace crescent::experiment {
namespace {

std::size_t sum(const std::vector<std::size_t>& counts) {
  return std::accumulate(counts.begin(), counts.end(), std::size_t{0});
}

void check(const Recipe& recipe, const StreamOptions& options, const data::Table* validation) {
  const auto refuse = [](const std::string& what) {
    throw Error(ErrorCode::invalid_argument, what);
  };
  if (!(options.test_fraction > 0 && options.test_fraction < 1))
    refuse(fmt::format("the test fraction is {}; it has to lie between 0 and 1, both excluded",
                       options.test_fraction));
  if (!(recipe.validation_fraction >= 0 && recipe.validation_fraction < 1))
    refuse("validation_fraction must be in [0, 1)");
  if (validation != nullptr && recipe.validation_fraction > 0)
    refuse(
        "validation rows come from a table of their own or from validation_fraction, not from "
        "both");
  if (recipe.fit.batch_size == 0)
    refuse(
        fmt::format("the solver {} takes all rows in every step, and they need not fit into the "
                    "memory that is allowed; choose sgd, adam or adamw",
                    solvers::name(recipe.fit.optimiser.solver)));
}

/// Bytes of a table, with as much again for reading it.
std::size_t memory_of(const data::Table* table) {
  if (table == nullptr) return 0;
  std::size_t bytes = 0;
  for (const data::Column& column : table->columns) {
    bytes += column.rows() * (column.is_numeric ? sizeof(double) : sizeof(std::uint32_t));
    for (const std::string& level : column.levels) bytes += sizeof(std::string) + level.capacity();
  }
  return 2 * bytes;
}

/// Rows that were drawn as a problem in memory, its inputs the pipeline's.
class Gathered {
 public:
  Gathered(const StreamedProblem& problem, const preprocess::Pipeline& pipeline,
           const std::vector<bool>& rows)
      : table_(data::gather_rows(problem.file, rows,
                                 input_columns(pipeline, problem.file, target_columns(problem)))),
        problem_(part_of(problem, table_)) {}
  Gathered(const Gathered&) = delete;
  Gathered& operator=(const Gathered&) = delete;

  const Problem& problem() const { return problem_; }

 private:
  data::Table table_;
  Problem problem_;
};

train::Examples validation_examples(const StreamedProblem& problem,
                                    const preprocess::Pipeline& pipeline, const RowParts& parts,
                                    const data::Table* validation) {
  if (validation != nullptr) {
    const Problem other = same_problem(problem.target, *validation);
    return examples(pipeline, other, other.rows, {});
  }
  if (std::find(parts.validation.begin(), parts.validation.end(), true) == parts.validation.end())
    return {};
  const Gathered gathered(problem, pipeline, parts.validation);
  return examples(pipeline, gathered.problem(), gathered.problem().rows, {});
}

/// Baselines, diagnosis and summaries, from the sample of the training rows.
void look_back(const Recipe& recipe, const StreamedProblem& problem, const RowParts& parts,
               const TrainingScale& scale, int threads, StreamedFit& result) {
  Fitted& fitted = result.fitted;
  const Gathered sample(problem, fitted.model.pipeline, parts.sample);
  const auto& rows = sample.problem().rows;
  result.sample_rows = rows.size();
  train::Examples learned =
      examples(fitted.model.pipeline, sample.problem(), rows, recipe.class_weight);
  const std::vector<double> values = learned.values;
  if (scale.unit) learned.values = scale.unit->standardise(std::move(learned.values));
  look_back(recipe, problem.target, learned, values, weights_of(sample.problem(), rows), threads,
            fitted);
  // Of all training rows, where that is known.
  const auto all = static_cast<double>(sum(parts.train_rows));
  auto& shares = fitted.model.baselines->class_shares;
  for (std::size_t k = 0; k < shares.size() && !problem.weight_column; ++k)
    shares[k] = static_cast<double>(parts.train_rows[k]) / all;
  if (scale.unit && !problem.weight_column) fitted.model.baselines->mean = scale.unit->mean;
  fitted.model.summaries = model::summarise(fitted.model.pipeline, sample.problem().table, rows);
}

/// How many rows there are to be drawn from, and how many of them are wanted.
struct Wanted {
  std::vector<std::size_t> labelled;  ///< of each class
  std::size_t test = 0, validation = 0;
};

Wanted wanted_rows(const Recipe& recipe, const StreamedProblem& problem, double test_fraction) {
  const auto part = [](double fraction, std::size_t rows) {
    return static_cast<std::size_t>(std::ceil(fraction * static_cast<double>(rows)));
  };
  Wanted wanted{.labelled = count_labelled(problem)};
  const std::size_t all = sum(wanted.labelled);
  wanted.test = part(test_fraction, all);
  wanted.validation = part(recipe.validation_fraction, all - wanted.test);
  return wanted;
}

/// Trains the network window by window.
TrainingScale train_network(const Recipe& recipe, const StreamedProblem& problem,
                            const MemoryPlan& plan, const RowParts& parts,
                            const data::Table* validation, train::Surroundings surroundings,
                            StreamedFit& result) {
  Fitted& fitted = result.fitted;
  TrainingScale scale = scale_of(recipe, problem, parts);
  train::Examples judging = validation_examples(problem, fitted.model.pipeline, parts, validation);
  if (scale.unit) judging.values = scale.unit->standardise(std::move(judging.values));
  fitted.validation_rows = static_cast<std::size_t>(judging.x.rows());
  plan.check(fitted.validation_rows);
  train::WindowOptions window = plan.window(fitted.validation_rows);
  const StreamedExamples blocks(problem, fitted.model.pipeline, parts.train, scale,
                                plan.block_rows(window));
  result.window_rows = std::min(window.rows, static_cast<Index>(fitted.trained_rows));
  surroundings.validation = validation_of(judging);
  fitted.history = train::fit(fitted.model.network, blocks, window, recipe.fit, surroundings);
  return scale;
}

}  // namespace

StreamedProblem make_streamed_problem(const data::PackedFile& file, std::string_view target,
                                      std::optional<preprocess::Task> task,
                                      const StreamOptions& options) {
  const std::size_t column = file.head().find(target);
  return {.file = file,
          .target = preprocess::find_target(file, column, task, options.memory / 8),
          .weight_column = {}};
}

StreamedFit fit_streamed(const Recipe& recipe, const StreamedProblem& problem,
                         const StreamOptions& options, const data::Table* validation,
                         train::Surroundings surroundings) {
  check(recipe, options, validation);
  const std::size_t used =
      problem.file.memory() + problem.file.rows() / 2 + memory_of(validation);  // four bits a row
  const auto planned = [&](const Sizes& sizes) {
    const MemoryPlan plan(options.memory, used, recipe, sizes,
                          !surroundings.checkpoint.file.empty());
    plan.check();
    return plan;
  };
  const MemoryPlan most = planned(largest_sizes(recipe, problem));
  const Wanted wanted = wanted_rows(recipe, problem, options.test_fraction);
  const RowParts parts =
      draw_parts(problem, wanted.labelled,
                 {.test = std::min(wanted.test, most.test_rows()),
                  .validation = std::min(wanted.validation, most.validation_rows()),
                  .sample = most.sample_rows()},
                 recipe.fit.seed);
  preprocess::Pipeline pipeline = preprocess::fit(problem.file, problem.target, parts.train,
                                                  most.preprocessing(), recipe.pipeline);
  const MemoryPlan plan = planned(sizes_of(recipe, problem, pipeline));
  network::Network network = first_network(recipe, pipeline.features(), problem.target);
  StreamedFit result{
      .fitted = {.model = {.pipeline = std::move(pipeline), .network = std::move(network)},
                 .history = {},
                 .diagnosis = {},
                 .trained_rows = sum(parts.train_rows)},
      .held_out = {},
      .unlabelled = problem.file.rows() - sum(wanted.labelled),
      .wanted_test_rows = wanted.test,
      .wanted_validation_rows = wanted.validation};
  if (options.before_training) options.before_training(result.fitted.model);
  const TrainingScale scale =
      train_network(recipe, problem, plan, parts, validation, surroundings, result);
  look_back(recipe, problem, parts, scale, surroundings.threads, result);
  if (scale.unit) scale.unit->give_back(result.fitted.model.network);
  const Gathered held_out(problem, result.fitted.model.pipeline, parts.test);
  result.held_out =
      inputs_of(result.fitted.model, held_out.problem(), held_out.problem().rows, &result.unseen);
  return result;
}

}  // namespace crescent::experiment
