#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <crescent/base/matrix.hpp>
#include <crescent/metrics/metric.hpp>

namespace crescent::model {

struct Model;

struct ImportanceOptions {
  int repeats = 5;  ///< >= 1
  std::uint32_t seed = 0;
  int threads = 0;  ///< 0: all there are. Same bits for any
  /// At most so many multiplications in all: where columns, repeats and rows would need more, the
  /// first rows are taken, at least 200.
  double budget = 1e9;
};

/// What a column is worth to the model.
struct ColumnImportance {
  std::string column;
  double mean = 0;                ///< how much worse the metric gets without it; about 0: no use
  double standard_deviation = 0;  ///< over the repeats
};

struct Importance {
  metrics::Metric metric;  ///< log_loss for classes, r2 for values
  Index rows = 0;          ///< that were used
  int repeats = 0;
  std::vector<ColumnImportance> columns;  ///< the most important first
};

/// Permutation importance (Breiman 2001; Fisher, Rudin and Dominici 2019): the raw column's cells
/// are shuffled among the rows, all inputs made from it together, and the metric is taken again. x
/// (N, F) network inputs of rows that were not trained on, N >= 2. Columns that say the same share
/// their worth: each can do without the other. Throws Error(invalid_argument) for shapes that do
/// not fit or repeats < 1.
Importance permutation_importance(const Model& model, const Matrix<double>& x,
                                  const std::vector<int>& y, const ImportanceOptions& options = {});
Importance permutation_importance(const Model& model, const Matrix<double>& x,
                                  const std::vector<double>& values,
                                  const ImportanceOptions& options = {});

}  // namespace crescent::model
