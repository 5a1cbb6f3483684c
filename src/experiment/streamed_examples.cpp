#include "experiment/streamed_examples.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <crescent/base/error.hpp>
#include <crescent/base/fingerprint.hpp>

#include "experiment/class_factors.hpp"

namespace crescent::experiment {
namespace {

using preprocess::Task;

/// Calls f with the part and the row in it for each training row.
template <class F>
void for_each_training_row(const StreamedProblem& problem, const RowParts& parts, F f) {
  for_each_part(problem, [&](std::size_t first, const Problem& part) {
    for (const std::size_t row : part.rows)
      if (parts.train[first + row]) f(part, row);
  });
}

TargetUnit unit_of(const StreamedProblem& problem, const RowParts& parts) {
  const auto rows = static_cast<double>(parts.train_rows.front());
  double sum = 0, squares = 0;
  for_each_training_row(problem, parts, [&](const Problem& part, std::size_t row) {
    sum += part.target.values[row];
  });
  const double mean = sum / rows;
  for_each_training_row(problem, parts, [&](const Problem& part, std::size_t row) {
    const double difference = part.target.values[row] - mean;
    squares += difference * difference;
  });
  const double scale = std::sqrt(squares / rows);
  return {mean, scale > 0 ? scale : 1.0};
}

std::uint64_t add(std::uint64_t sum, double value) {
  return fingerprint({reinterpret_cast<const char*>(&value), sizeof value}, sum);
}

}  // namespace

TrainingScale scale_of(const Recipe& recipe, const StreamedProblem& problem,
                       const RowParts& parts) {
  TrainingScale scale;
  const bool quantity = problem.target.task == Task::regression;
  if (quantity) scale.unit = unit_of(problem, parts);
  const bool by_class = recipe.class_weight.balanced || !recipe.class_weight.given.empty();
  if (!by_class && !problem.weight_column) return scale;
  scale.class_factors.assign(parts.train_rows.size(), 1.0);
  if (by_class)
    scale.class_factors =
        class_factors(recipe.class_weight, problem.target,
                      std::vector<double>(parts.train_rows.begin(), parts.train_rows.end()));
  double sum = 0;
  for_each_training_row(problem, parts, [&](const Problem& part, std::size_t row) {
    const auto k = quantity ? std::size_t{0} : static_cast<std::size_t>(part.target.y[row]);
    sum += scale.class_factors[k] * (part.weights.empty() ? 1.0 : part.weights[row]);
  });
  if (!(sum > 0))
    throw Error(ErrorCode::data, "all training rows have weight 0",
                {.file = problem.file.head().source});
  const auto rows =
      std::accumulate(parts.train_rows.begin(), parts.train_rows.end(), std::size_t{0});
  scale.weight_factor = static_cast<double>(rows) / sum;
  return scale;
}

std::vector<data::PackedFile::Pick> input_columns(
    const preprocess::Pipeline& pipeline, const data::PackedFile& file,
    const std::vector<data::PackedFile::Pick>& behind) {
  const auto& columns = file.head().columns;
  std::vector<data::PackedFile::Pick> picks;
  for (const preprocess::ColumnSchema& schema : pipeline.columns) {
    const auto found = std::find_if(columns.begin(), columns.end(),
                                    [&](const auto& column) { return column.name == schema.name; });
    picks.push_back({.column = static_cast<std::size_t>(found - columns.begin()),
                     .spelled = schema.kind == preprocess::ColumnKind::categorical});
  }
  picks.insert(picks.end(), behind.begin(), behind.end());
  return picks;
}

StreamedExamples::StreamedExamples(const StreamedProblem& problem,
                                   const preprocess::Pipeline& pipeline,
                                   const std::vector<bool>& rows, const TrainingScale& scale,
                                   std::size_t block_rows)
    : problem_(problem),
      pipeline_(pipeline),
      rows_(rows),
      scale_(scale),
      columns_(input_columns(pipeline, problem.file, target_columns(problem))) {
  std::size_t row = 0;
  for (std::size_t g = 0; g < problem.file.group_rows().size(); ++g) {
    const std::size_t all = problem.file.group_rows()[g];
    for (std::size_t first = 0; first < all; first += block_rows) {
      Block block{
          .group = g, .first = first, .rows = std::min(block_rows, all - first), .row = row};
      const auto begin = rows.begin() + static_cast<std::ptrdiff_t>(row);
      block.examples = std::count(begin, begin + static_cast<std::ptrdiff_t>(block.rows), true);
      blocks_.push_back(block);
      row += block.rows;
    }
  }
}

train::Examples StreamedExamples::load(std::size_t place) const {
  const Block& block = blocks_[place];
  const data::Table table = problem_.file.read(block.group, block.first, block.rows, columns_);
  const Problem part = part_of(problem_, table);
  std::vector<std::size_t> rows;
  rows.reserve(static_cast<std::size_t>(block.examples));
  for (const std::size_t row : part.rows)
    if (rows_[block.row + row]) rows.push_back(row);
  train::Examples examples{preprocess::transform(pipeline_, table, rows), classes_of(part, rows),
                           values_of(part, rows)};
  if (scale_.weight_factor) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto k = examples.y.empty() ? std::size_t{0} : static_cast<std::size_t>(examples.y[i]);
      const double own = part.weights.empty() ? 1.0 : part.weights[rows[i]];
      examples.weights.push_back(own * scale_.class_factors[k] * *scale_.weight_factor);
    }
  }
  if (scale_.unit) examples.values = scale_.unit->standardise(std::move(examples.values));
  return examples;
}

/// The numbers that were learned from the rows stand for the rows.
std::uint64_t StreamedExamples::fingerprint() const {
  std::uint64_t sum = problem_.file.fingerprint();
  for (const preprocess::ColumnSchema& schema : pipeline_.columns)
    for (const double value : {schema.median, schema.mean, schema.scale}) sum = add(sum, value);
  if (scale_.unit) sum = add(add(sum, scale_.unit->mean), scale_.unit->scale);
  if (scale_.weight_factor) sum = add(sum, *scale_.weight_factor);
  for (const Block& block : blocks_) sum = add(sum, static_cast<double>(block.examples));
  return sum;
}

}  // namespace crescent::experiment
