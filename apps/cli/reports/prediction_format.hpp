#pragma once

#include <string>
#include <vector>

#include <crescent/base/matrix.hpp>
#include <crescent/data/table.hpp>
#include <crescent/model/model.hpp>

namespace crescent::cli {

/// Predictions as text: CSV with a header, or a JSON object a line.
class PredictionFormat {
 public:
  /// `id_column`: the column that begins every row, empty for none.
  PredictionFormat(const preprocess::Pipeline& pipeline, std::string id_column, bool json);

  /// What stands before all rows; empty for JSON.
  std::string header() const;
  /// Rows of predictions (N, K) of the table's rows, formatted on all threads.
  std::string rows(const data::Table& table, const Matrix<double>& predictions) const;

 private:
  void append_csv(std::string& text, const std::string& id, const double* p) const;
  void append_json(std::string& text, const std::string& id, const double* p) const;

  std::vector<std::string> classes_;
  std::vector<std::string> labels_;      ///< of the classes, as CSV has them
  std::vector<std::string> json_names_;  ///< with quotes; of the classes
  std::string id_column_;
  std::string id_key_;
  bool json_;
};

/// Where a model's file named no columns, and the table has none of those names either, they are
/// taken by their place: as many as the model has, or one more, the last of which is the target.
void adopt_columns(model::Model& model, const data::Table& table);

}  // namespace crescent::cli
