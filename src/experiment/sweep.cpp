#include <cmath>
#include <limits>
#include <mutex>

#include <crescent/base/error.hpp>
#include <crescent/base/parallel.hpp>
#include <crescent/experiment/assess.hpp>
#include <crescent/experiment/sweep.hpp>
#include <crescent/metrics/report.hpp>

namespace crescent::experiment {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

Attempt try_recipe(const Recipe& recipe, const Problem& problem, const data::Split& split) {
  Attempt attempt{.fitted = {},
                  .error = {},
                  .scores = std::vector<double>(metrics_of(problem).size(), kNaN),
                  .train_loss = kNaN};
  try {
    attempt.fitted = fit_model(recipe, problem, split.train, nullptr,
                               {.threads = 1});  // the attempts share the threads
    const Inputs test = inputs_of(attempt.fitted->model, problem, split.test);
    metrics::Predictions predictions{.y = test.y, .values = test.values};
    const Matrix<double> outputs = attempt.fitted->model.network.predict_proba(test.x);
    if (predictions.are_classes()) {
      predictions.probabilities = outputs;
    } else {
      predictions.predicted.assign(outputs.data(), outputs.data() + outputs.rows());
    }
    const metrics::Scorer scorer(predictions);
    std::vector<double> all(scorer.size());
    scorer.score(test.weights, all);
    attempt.scores.assign(all.begin(),
                          all.begin() + static_cast<std::ptrdiff_t>(attempt.scores.size()));
    const auto& losses = attempt.fitted->history.losses;
    if (!losses.empty()) attempt.train_loss = losses.back();
  } catch (const Error& error) {
    if (error.code() != ErrorCode::numeric) throw;
    attempt.error = error.message();
    attempt.fitted.reset();
  }
  return attempt;
}

}  // namespace

const std::vector<metrics::Metric>& metrics_of(const Problem& problem) {
  return problem.target.task == preprocess::Task::classification ? metrics::classification_metrics()
                                                                 : metrics::regression_metrics();
}

std::vector<Attempt> try_recipes(const std::vector<Recipe>& recipes, const Problem& problem,
                                 const data::Split& split, int threads,
                                 const std::function<void(std::size_t done)>& on_done) {
  std::vector<Attempt> attempts(recipes.size());
  std::mutex mutex;
  std::size_t done = 0;
  parallel_for(threads, recipes.size(), [&](std::size_t i) {
    attempts[i] = try_recipe(recipes[i], problem, split);
    if (!on_done) return;
    const std::lock_guard lock(mutex);
    on_done(++done);
  });
  return attempts;
}

std::size_t best_of(const std::vector<double>& scores, metrics::Metric metric) {
  std::optional<std::size_t> best;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (std::isnan(scores[i])) continue;
    const bool better = best && (metrics::greater_is_better(metric) ? scores[i] > scores[*best]
                                                                    : scores[i] < scores[*best]);
    if (!best || better) best = i;
  }
  if (!best) {
    throw Error(ErrorCode::numeric,
                "every training left the finite numbers; choose a smaller learning rate");
  }
  return *best;
}

}  // namespace crescent::experiment
