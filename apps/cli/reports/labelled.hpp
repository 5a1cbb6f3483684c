#pragma once

#include <cstddef>
#include <vector>

#include <crescent/base/matrix.hpp>
#include <crescent/data/table.hpp>
#include <crescent/model/model.hpp>

namespace crescent::cli {

/// The rows of a table whose target is known, as a model's network sees them.
struct Labelled {
  Matrix<double> x;               ///< (N, F)
  std::vector<int> y;             ///< (N) classes; empty where the model predicts a quantity
  std::vector<double> values;     ///< (N) quantities; empty for classes
  std::vector<std::size_t> rows;  ///< (N) their numbers in the table
};

/// Rows without a target are left out, and the user is told; so are unseen levels.
/// Throws Error(data) if no row is left.
Labelled label_rows(const model::Model& model, const data::Table& table);

}  // namespace crescent::cli
