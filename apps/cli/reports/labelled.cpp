#include "reports/labelled.hpp"

#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/preprocess/pipeline.hpp>
#include <crescent/preprocess/spelling.hpp>

#include "console/console.hpp"
#include "reports/evaluation.hpp"

namespace crescent::cli {
namespace {

void add_values(Labelled& labelled, const data::Table& table, std::size_t target) {
  const data::Column& column = table.columns[target];
  if (!column.is_numeric) {
    throw Error(ErrorCode::data,
                fmt::format("'{}' is no number, but the model predicts numbers in the column '{}'",
                            table.cell(target, column.first_text_row), column.name),
                {table.source, table.line(column.first_text_row), target + 1});
  }
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (column.is_missing(row)) continue;
    labelled.rows.push_back(row);
    labelled.values.push_back(column.numbers[row]);
  }
}

}  // namespace

Labelled label_rows(const model::Model& model, const data::Table& table) {
  const auto& pipeline = model.pipeline;
  Labelled labelled;
  if (pipeline.task() == preprocess::Task::regression) {
    add_values(labelled, table, table.find(pipeline.target));
  } else {
    std::vector<preprocess::Respelled> respelled;
    const auto all =
        preprocess::encode_respelled_labels(table, pipeline.target, pipeline.classes, respelled);
    for (const auto& label : respelled) {
      note(fmt::format("the label '{}' is taken for the class '{}'", label.label, label.name));
    }
    for (std::size_t row = 0; row < all.size(); ++row) {
      if (all[row] < 0) continue;
      labelled.rows.push_back(row);
      labelled.y.push_back(all[row]);
    }
  }
  if (labelled.rows.empty()) {
    throw Error(ErrorCode::data,
                fmt::format("no row has a value in the target column '{}'", pipeline.target),
                {.file = table.source});
  }
  if (labelled.rows.size() < table.rows()) {
    note(fmt::format("{} rows without a '{}' are left out", table.rows() - labelled.rows.size(),
                     pipeline.target));
  }
  std::vector<preprocess::UnseenLevels> unseen;
  labelled.x = preprocess::transform(pipeline, table, labelled.rows, &unseen);
  tell_unseen(unseen);
  return labelled;
}

}  // namespace crescent::cli
