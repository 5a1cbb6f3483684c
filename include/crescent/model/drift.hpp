#pragma once

#include <string>
#include <vector>

#include <crescent/data/table.hpp>
#include <crescent/preprocess/pipeline.hpp>

namespace crescent::model {

/// Between two quantiles of a summary lies this part of the rows: 1 / 100.
inline constexpr std::size_t summary_steps = 100;

/// How a used column's cells were distributed among the training rows.
struct ColumnSummary {
  double rows = 0;                     ///< with a value
  double missing = 0;                  ///< rows without one
  std::vector<double> quantiles = {};  ///< numeric: minimum, 1 %, …, maximum; empty if rows is 0
  std::vector<double> counts = {};     ///< categorical: rows of each of the column's levels
};

/// One for each of the pipeline's columns. Throws what preprocess::transform throws for a column
/// that is missing or holds text in place of numbers.
std::vector<ColumnSummary> summarise(const preprocess::Pipeline& pipeline, const data::Table& table,
                                     const std::vector<std::size_t>& rows);

/// What has become of a column since.
struct ColumnDrift {
  std::string column;
  double psi = 0;    ///< numeric: ten bins of a tenth of the training rows each, and missing cells
  std::string test;  ///< "ks" or "chi2"
  double statistic = 0;
  /// Of "nothing moved"; where cells are missing, twice the smaller of the test's and that of their
  /// number (Bonferroni).
  double p_value = 1;
  bool moved = false;      ///< psi >= 0.1 and p < 0.01 divided by the number of columns
  std::string words = {};  ///< what moved: "median 28 -> 41", "'S' from 70 % to 20 %"
};

/// Rows of another table against the training rows; `summaries` as summarise made them. The most
/// moved column first. Throws Error(invalid_argument) if there are no rows or summaries do not fit.
std::vector<ColumnDrift> drift(const preprocess::Pipeline& pipeline,
                               const std::vector<ColumnSummary>& summaries,
                               const data::Table& table, const std::vector<std::size_t>& rows);

}  // namespace crescent::model
