#include <algorithm>
#include <cmath>
#include <map>
#include <mutex>
#include <numeric>

#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/base/parallel.hpp>
#include <crescent/experiment/cross_validation.hpp>
#include <crescent/experiment/search.hpp>
#include <crescent/experiment/sweep.hpp>

namespace crescent::experiment {
namespace {

using Rows = std::vector<std::size_t>;

void check(const SearchOptions& options, std::size_t recipes) {
  if (options.folds >= 2 && options.rungs >= 1 && options.factor >= 2 && recipes > 0) return;
  throw Error(ErrorCode::invalid_argument,
              fmt::format("{} recipes, {} folds, {} rungs, factor {}; give a recipe, 2 folds, 1 "
                          "rung and factor 2 at least",
                          recipes, options.folds, options.rungs, options.factor));
}

std::vector<data::Split> inner_folds(const Problem& problem, const Rows& rows,
                                     const SearchOptions& options) {
  Problem part{
      .table = problem.table, .target = problem.target, .rows = rows, .weights = problem.weights};
  std::sort(part.rows.begin(), part.rows.end());
  return folds_of(part, {.folds = options.folds, .seed = options.seed});
}

Index epochs_of(const Recipe& recipe, int rung, const SearchOptions& options) {
  Index epochs = recipe.fit.epochs;
  for (int r = rung + 1; r < options.rungs; ++r)
    epochs = (epochs + options.factor - 1) / options.factor;
  return std::max<Index>(epochs, 1);
}

/// Mean over the folds, which run side by side.
double score_of(Recipe recipe, Index epochs, const Problem& problem,
                const std::vector<data::Split>& folds, const SearchOptions& options) {
  recipe.fit.epochs = epochs;
  std::vector<double> scores(folds.size());
  const auto& metrics = metrics_of(problem);
  const auto place = std::find(metrics.begin(), metrics.end(), options.metric) - metrics.begin();
  parallel_for(options.threads, folds.size(), [&](std::size_t i) {
    scores[i] = try_recipes({recipe}, problem, folds[i], 1)
                    .at(0)
                    .scores.at(static_cast<std::size_t>(place));
  });
  return std::accumulate(scores.begin(), scores.end(), 0.0) / static_cast<double>(scores.size());
}

/// The better part of a rung, in the order of the recipes.
std::vector<std::size_t> survivors(const std::vector<std::size_t>& trials,
                                   const std::vector<double>& scores,
                                   const SearchOptions& options) {
  std::vector<std::size_t> order(trials.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const double sign = metrics::greater_is_better(options.metric) ? -1 : 1;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    if (std::isnan(scores[a]) || std::isnan(scores[b]))
      return !std::isnan(scores[a]) && std::isnan(scores[b]);
    return sign * scores[a] < sign * scores[b];
  });
  const auto factor = static_cast<std::size_t>(options.factor);
  order.resize((trials.size() + factor - 1) / factor);
  std::vector<std::size_t> kept;
  for (const std::size_t place : order) kept.push_back(trials[place]);
  std::sort(kept.begin(), kept.end());
  return kept;
}

}  // namespace

SearchResult successive_halving(const std::vector<Recipe>& recipes, const Problem& problem,
                                const Rows& rows, const SearchOptions& options,
                                const std::vector<TrialScore>& known,
                                const std::function<void(const TrialScore&)>& on_score) {
  check(options, recipes.size());
  const auto folds = inner_folds(problem, rows, options);
  std::map<std::pair<int, std::size_t>, double> before;
  for (const TrialScore& one : known) before[{one.rung, one.trial}] = one.score;

  SearchResult result;
  std::vector<std::size_t> trials(recipes.size());
  std::iota(trials.begin(), trials.end(), std::size_t{0});
  std::mutex mutex;
  for (int rung = 0; rung < options.rungs; ++rung) {
    std::vector<double> scores(trials.size());
    parallel_for(options.threads, trials.size(), [&](std::size_t i) {
      const std::size_t trial = trials[i];
      const Index epochs = epochs_of(recipes[trial], rung, options);
      if (const auto found = before.find({rung, trial}); found != before.end()) {
        scores[i] = found->second;
        return;
      }
      scores[i] = score_of(recipes[trial], epochs, problem, folds, options);
      if (!on_score) return;
      const std::lock_guard lock(mutex);
      on_score({trial, rung, epochs, scores[i]});
    });
    for (std::size_t i = 0; i < trials.size(); ++i) {
      result.scores.push_back(
          {trials[i], rung, epochs_of(recipes[trials[i]], rung, options), scores[i]});
    }
    result.winner = trials[best_of(scores, options.metric)];
    if (rung + 1 < options.rungs) trials = survivors(trials, scores, options);
  }
  return result;
}

}  // namespace crescent::experiment
