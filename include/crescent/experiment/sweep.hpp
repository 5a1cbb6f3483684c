#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <crescent/data/split.hpp>
#include <crescent/experiment/problem.hpp>
#include <crescent/experiment/recipe.hpp>
#include <crescent/metrics/metric.hpp>

namespace crescent::experiment {

/// What became of one recipe.
struct Attempt {
  std::optional<Fitted> fitted;  ///< empty where the training failed
  std::string error;             ///< why it failed
  std::vector<double> scores;    ///< of the test rows, as metrics_of(problem); NaN where it failed
  double train_loss = 0;         ///< the last recorded one; NaN where there is none
};

/// classification_metrics() or regression_metrics().
const std::vector<metrics::Metric>& metrics_of(const Problem& problem);

/// Trains each recipe on the same rows and scores it on the same others; side by side on up to
/// `threads` threads (0: all there are), with the same bits for any number. A training that leaves
/// the finite numbers is an attempt that failed; other errors are thrown. `on_done` is called after
/// each with how many are done, by any thread, one at a time.
std::vector<Attempt> try_recipes(const std::vector<Recipe>& recipes, const Problem& problem,
                                 const data::Split& split, int threads = 0,
                                 const std::function<void(std::size_t done)>& on_done = {});

/// Place of the best of `scores` (one for each attempt, NaN: none) by the metric, the first of
/// equals. Throws Error(numeric) if all are NaN.
std::size_t best_of(const std::vector<double>& scores, metrics::Metric metric);

}  // namespace crescent::experiment
