#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include <crescent/experiment/problem.hpp>
#include <crescent/experiment/recipe.hpp>
#include <crescent/metrics/metric.hpp>

namespace crescent::experiment {

struct SearchOptions {
  metrics::Metric metric = metrics::Metric::log_loss;  ///< one of metrics_of(problem)
  int folds = 3;   ///< >= 2; a recipe's score is its mean over these folds of the search's rows
  int rungs = 3;   ///< >= 1
  int factor = 3;  ///< >= 2; of each rung the best 1 / factor go on, with factor times the epochs
  std::uint32_t seed = 0;  ///< of the folds
  int threads = 0;  ///< recipes are trained side by side; 0: all there are. Same result for any
};

/// A recipe's score on one rung; NaN where a training left the finite numbers.
struct TrialScore {
  std::size_t trial = 0;  ///< place among the recipes
  int rung = 0;
  Index epochs = 0;
  double score = 0;
};

struct SearchResult {
  std::vector<TrialScore> scores;  ///< rung by rung, in the order of the recipes
  std::size_t winner = 0;          ///< the best of the last rung
};

/// Successive halving (Jamieson and Talwalkar 2016): all recipes are tried with few epochs, the
/// best of them with more, and so on up to their own. Each try starts anew, so that schedules mean
/// what they say; the first rung has epochs / factor^(rungs - 1), at least 1. Uses no row but
/// `rows`. `known` are scores from before, which are not computed again; `on_score` is told each
/// new one, by any thread, one at a time. Throws Error(numeric) if all of a rung failed.
SearchResult successive_halving(const std::vector<Recipe>& recipes, const Problem& problem,
                                const std::vector<std::size_t>& rows, const SearchOptions& options,
                                const std::vector<TrialScore>& known = {},
                                const std::function<void(const TrialScore&)>& on_score = {});

}  // namespace crescent::experiment
