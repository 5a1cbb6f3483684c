#include "labelled.hpp"

#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/preprocess/pipeline.hpp>

#include "console.hpp"
#include "report.hpp"

namespace crescent::cli {

Labelled label_rows(const model::Model& model, const data::Table& table) {
  const auto& pipeline = model.pipeline;
  const std::vector<int> all = preprocess::encode_labels(table, pipeline.target, pipeline.classes);
  Labelled labelled;
  for (std::size_t row = 0; row < all.size(); ++row) {
    if (all[row] < 0) continue;
    labelled.rows.push_back(row);
    labelled.y.push_back(all[row]);
  }
  if (labelled.rows.empty()) {
    throw Error(ErrorCode::data,
                fmt::format("no row has a value in the target column '{}'", pipeline.target),
                {.file = table.source});
  }
  if (labelled.rows.size() < all.size()) {
    note(fmt::format("{} rows without a '{}' are left out", all.size() - labelled.rows.size(),
                     pipeline.target));
  }
  std::vector<preprocess::UnseenLevels> unseen;
  labelled.x = preprocess::transform(pipeline, table, labelled.rows, &unseen);
  tell_unseen(unseen);
  return labelled;
}

}  // namespace crescent::cli
