#include <algorithm>
#include <cmath>
#include <mutex>
#include <numeric>

#include <crescent/base/parallel.hpp>
#include <crescent/experiment/assess.hpp>
#include <crescent/experiment/cross_validation.hpp>

namespace crescent::experiment {
namespace {

using metrics::Predictions;

/// What the three contenders say of a fold's test rows.
struct Fold {
  Predictions network, linear, constant;
  train::History history;
};

Predictions of_classes(const std::vector<int>& y, Matrix<double> probabilities) {
  return {.y = y, .probabilities = std::move(probabilities)};
}

Predictions of_values(const std::vector<double>& values, std::vector<double> predicted) {
  return {.values = values, .predicted = std::move(predicted)};
}

Fold run_fold(const Recipe& recipe, const Problem& problem, const data::Split& split) {
  Fitted fitted = fit_model(recipe, problem, split.train, nullptr,
                            {.threads = 1});  // the folds share the threads
  const model::Model& model = fitted.model;
  const Inputs test = inputs_of(model, problem, split.test);
  const auto& baselines = model.baselines.value();
  const Matrix<double> outputs = model.network.predict_proba(test.x);
  Fold fold{.network = {}, .linear = {}, .constant = {}, .history = std::move(fitted.history)};
  if (problem.target.task == preprocess::Task::regression) {
    fold.network = of_values(test.values, {outputs.data(), outputs.data() + outputs.rows()});
    fold.linear = of_values(test.values, baselines.linear_regression.predict(test.x));
    fold.constant = of_values(test.values, std::vector<double>(test.values.size(), baselines.mean));
    return fold;
  }
  const auto& shares = baselines.class_shares;
  fold.network = of_classes(test.y, outputs);
  fold.linear = of_classes(test.y, baselines.logistic_regression.predict_proba(test.x));
  fold.constant = of_classes(
      test.y, Eigen::Map<const RowVector<double>>(shares.data(), static_cast<Index>(shares.size()))
                  .replicate(test.x.rows(), 1));
  return fold;
}

FoldScores scores_of(const std::string& name, const std::vector<Fold>& folds,
                     const std::vector<metrics::Metric>& metrics, Predictions Fold::*predictions) {
  const auto rows = static_cast<Index>(folds.size()), columns = static_cast<Index>(metrics.size());
  FoldScores scores{
      .name = name, .values = Matrix<double>(rows, columns), .mean = {}, .standard_deviation = {}};
  for (Index i = 0; i < rows; ++i) {
    const metrics::Scorer scorer(folds[static_cast<std::size_t>(i)].*predictions);
    std::vector<double> values(scorer.size());
    scorer.score({}, values);
    for (Index j = 0; j < columns; ++j) scores.values(i, j) = values[static_cast<std::size_t>(j)];
  }
  for (Index j = 0; j < columns; ++j) {
    const auto column = scores.values.col(j).array();
    const double mean = column.mean();
    scores.mean.push_back(mean);
    scores.standard_deviation.push_back(
        std::sqrt((column - mean).square().sum() / static_cast<double>(rows - 1)));
  }
  return scores;
}

/// The same metrics as metrics::compare, from differences fold by fold.
std::vector<metrics::Comparison> compare_folds(const CrossValidation& result,
                                               const FoldScores& other) {
  double train = 0, test = 0;
  for (const data::Split& split : result.folds) {
    train += static_cast<double>(split.train.size());
    test += static_cast<double>(split.test.size());
  }
  const bool values = result.metrics == metrics::regression_metrics();
  const auto metrics = values
                           ? std::vector{metrics::Metric::r2, metrics::Metric::mean_absolute_error}
                           : std::vector{metrics::Metric::accuracy, metrics::Metric::log_loss};
  std::vector<metrics::Comparison> comparisons;
  for (const metrics::Metric metric : metrics) {
    const auto j =
        std::find(result.metrics.begin(), result.metrics.end(), metric) - result.metrics.begin();
    std::vector<double> differences;
    for (Index i = 0; i < result.network.values.rows(); ++i)
      differences.push_back(result.network.values(i, j) - other.values(i, j));
    comparisons.push_back({metric, metrics::corrected_resampled_t_test(differences, test / train)});
  }
  return comparisons;
}

/// Test rows of the first `count` folds, put together in the order of the table.
Predictions pool(const std::vector<Fold>& folds, const std::vector<std::pair<int, Index>>& places,
                 Predictions Fold::*part) {
  Predictions pooled;
  const bool classes = (folds[0].*part).are_classes();
  if (classes) {
    pooled.probabilities.resize(static_cast<Index>(places.size()),
                                (folds[0].*part).probabilities.cols());
  }
  for (std::size_t i = 0; i < places.size(); ++i) {
    const auto [fold, place] = places[i];
    const Predictions& one = folds[static_cast<std::size_t>(fold)].*part;
    const auto at = static_cast<std::size_t>(place);
    if (classes) {
      pooled.y.push_back(one.y[at]);
      pooled.probabilities.row(static_cast<Index>(i)) = one.probabilities.row(place);
    } else {
      pooled.values.push_back(one.values[at]);
      pooled.predicted.push_back(one.predicted[at]);
    }
  }
  return pooled;
}

void add_pooled(CrossValidation& result, const std::vector<Fold>& folds,
                const CrossValidationOptions& options) {
  struct Place {
    std::size_t row;
    int fold;
    Index place;
  };
  std::vector<Place> places;
  for (int fold = 0; fold < options.folds; ++fold) {
    const auto& test = result.folds[static_cast<std::size_t>(fold)].test;
    for (std::size_t i = 0; i < test.size(); ++i)
      places.push_back({test[i], fold, static_cast<Index>(i)});
  }
  std::sort(places.begin(), places.end(),
            [](const Place& a, const Place& b) { return a.row < b.row; });
  std::vector<std::pair<int, Index>> where;
  for (const Place& place : places) {
    result.rows.push_back(place.row);
    result.fold_of.push_back(place.fold);
    where.emplace_back(place.fold, place.place);
  }
  result.pooled = model::evaluate(
      pool(folds, where, &Fold::network), pool(folds, where, &Fold::linear),
      pool(folds, where, &Fold::constant), {.seed = options.seed, .threads = options.threads});
  result.pooled.against_linear = compare_folds(result, result.linear);
  result.pooled.against_constant = compare_folds(result, result.constant);
}

}  // namespace

CrossValidation cross_validate(const Recipe& recipe, const Problem& problem,
                               const CrossValidationOptions& options) {
  CrossValidation result;
  result.folds = folds_of(problem, options);
  std::vector<Fold> folds(result.folds.size());
  std::mutex mutex;
  int done = 0;
  parallel_for(options.threads, folds.size(), [&](std::size_t i) {
    Recipe own = recipe;
    for (const auto& column : {options.group_column, options.time_column}) {
      if (column) own.pipeline.ignore.push_back(problem.table.columns[*column].name);
    }
    own.fit.seed += static_cast<std::uint32_t>(i) / static_cast<std::uint32_t>(options.folds);
    folds[i] = run_fold(own, problem, result.folds[i]);
    if (!options.on_fold) return;
    const std::lock_guard lock(mutex);
    options.on_fold(++done, static_cast<int>(folds.size()));
  });
  const bool classes = problem.target.task == preprocess::Task::classification;
  result.metrics = classes ? metrics::classification_metrics() : metrics::regression_metrics();
  result.network = scores_of("network", folds, result.metrics, &Fold::network);
  result.linear = scores_of(classes ? "logistic_regression" : "linear_regression", folds,
                            result.metrics, &Fold::linear);
  result.constant =
      scores_of(classes ? "majority" : "mean", folds, result.metrics, &Fold::constant);
  for (Fold& fold : folds) result.histories.push_back(std::move(fold.history));
  add_pooled(result, folds, options);
  return result;
}

}  // namespace crescent::experiment
