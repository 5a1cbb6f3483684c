#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <crescent/experiment/problem.hpp>
#include <crescent/experiment/recipe.hpp>
#include <crescent/metrics/comparison.hpp>
#include <crescent/model/evaluation.hpp>

namespace crescent::experiment {

struct CrossValidationOptions {
  int folds = 5;    ///< >= 2
  int repeats = 1;  ///< >= 1; each with other folds and other first weights; 1 in order of time
  std::uint32_t seed = 0;
  int threads = 0;  ///< folds are trained side by side; 0: all there are. Same bits for any
  /// Rows with the same value of this column stay together; the network does not see it.
  std::optional<std::size_t> group_column = {};
  /// Folds in the order of this column, or of the table: each is tested on rows after its training
  /// rows, and the network does not see the column. Text is ordered as text, which suits
  /// 2024-01-31.
  std::optional<std::size_t> time_column = {};
  bool time_ordered = false;
  /// Called after each fold with how many are done; by any thread, one at a time.
  std::function<void(int done, int total)> on_fold = {};
};

/// The test rows of each fold, repeats one after the other: classes keep their shares
/// (data::stratified_folds), a quantity's rows are drawn at random; grouped or in order of time
/// where the options say so. Row numbers of the table. Throws Error(data) with the line of a
/// missing group or time, or of a class whose rows are all in one fold's test part;
/// Error(invalid_argument) for options out of range or that exclude each other.
std::vector<data::Split> folds_of(const Problem& problem, const CrossValidationOptions& options);

/// All metrics of one contender, by fold.
struct FoldScores {
  std::string name;                              ///< as in model::Contender
  Matrix<double> values;                         ///< (folds, metrics)
  std::vector<double> mean, standard_deviation;  ///< (metrics) over the folds, n - 1
};

struct CrossValidation {
  std::vector<data::Split> folds;
  std::vector<metrics::Metric> metrics;  ///< the columns of FoldScores
  FoldScores network, linear, constant;
  std::vector<train::History> histories;  ///< of each fold
  /// Every row judged by the network that had not seen it, from the first repeat; rows that no fold
  /// tests (the first ones in order of time) are left out. Its comparisons are those of the folds,
  /// by the corrected resampled t-test.
  model::Evaluation pooled;
  std::vector<std::size_t> rows;  ///< of `pooled`, ascending
  std::vector<int> fold_of;       ///< (rows) the fold that predicted it
};

/// Trains and judges a model for each fold. Each is what fit_model makes of the fold's training
/// rows with seed recipe.fit.seed + repeat. Throws what folds_of and fit_model throw.
CrossValidation cross_validate(const Recipe& recipe, const Problem& problem,
                               const CrossValidationOptions& options = {});

}  // namespace crescent::experiment
