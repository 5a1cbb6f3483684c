#include "experiment/memory_plan.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include <crescent/base/error.hpp>

namespace crescent::experiment {
namespace {

constexpr double number = sizeof(double);
constexpr double megabyte = 1e6;
/// What a program takes beside the rows: code, threads, a group of rows. Not measured: the plan,
/// and with it every number of the training, would be another each time.
constexpr double program = 24 * megabyte;
/// Share of the allowance that is planned with: memory that was given back is not all used again.
constexpr double planned = 0.9;
/// Rows that a part must have room for.
constexpr double few_rows = 1000;
constexpr double smallest_block = 256, largest_block = 4096;  // rows

std::size_t count(double rows) { return static_cast<std::size_t>(std::max(rows, 0.0)); }

Sizes network_sizes(const Recipe& recipe, const StreamedProblem& problem, std::size_t columns,
                    std::size_t features) {
  const auto architecture = make_architecture(
      recipe, static_cast<Index>(std::max<std::size_t>(features, 1)), problem.target);
  Sizes sizes{.columns = columns,
              .features = features,
              .outputs = static_cast<std::size_t>(architecture.outputs()),
              .parameters = static_cast<std::size_t>(reference::parameter_count(architecture)),
              .weighted = problem.weight_column || recipe.class_weight.balanced ||
                          !recipe.class_weight.given.empty()};
  for (const auto& layer : architecture.layers)
    sizes.units += static_cast<std::size_t>(layer.units);
  return sizes;
}

/// The inputs that a column can become.
std::size_t most_features(const data::Column& column, std::size_t c, const data::Table& table,
                          const preprocess::PipelineOptions& options) {
  const auto is_named = [&](const std::vector<std::string>& names) {
    return std::any_of(names.begin(), names.end(),
                       [&](const std::string& name) { return table.find(name) == c; });
  };
  const std::size_t missing = column.missing_count > 0 ? 1 : 0;
  const bool categorical = is_named(options.categorical);
  if (is_named(options.ignore)) return 0;
  if (column.is_numeric) return categorical ? options.max_levels : 1 + missing;
  // A few levels may be in no training row; of many more than there may be, too many are left.
  if (!categorical && column.levels.size() > 2 * options.max_levels) return 0;
  return column.levels.size() + missing;
}

}  // namespace

Sizes largest_sizes(const Recipe& recipe, const StreamedProblem& problem) {
  const data::Table& head = problem.file.head();
  std::size_t features = 0;
  for (std::size_t c = 0; c < head.columns.size(); ++c) {
    if (c == problem.target.column || problem.weight_column == c) continue;
    features += most_features(head.columns[c], c, head, recipe.pipeline);
  }
  return network_sizes(recipe, problem, head.columns.size(), features);
}

Sizes sizes_of(const Recipe& recipe, const StreamedProblem& problem,
               const preprocess::Pipeline& pipeline) {
  return network_sizes(recipe, problem, pipeline.columns.size() + 2,
                       static_cast<std::size_t>(pipeline.features()));
}

MemoryPlan::MemoryPlan(std::size_t memory, std::size_t used, const Recipe& recipe,
                       const Sizes& sizes, bool keeps_checkpoint)
    : memory_(planned * static_cast<double>(memory)), used_(static_cast<double>(used) + program) {
  const auto columns = static_cast<double>(sizes.columns);
  const auto features = static_cast<double>(sizes.features);
  const auto outputs = static_cast<double>(sizes.outputs);
  const auto units = static_cast<double>(sizes.units);
  const bool is_float = recipe.fit.precision == train::Precision::float32;
  const double each = is_float ? sizeof(float) : number;
  batch_rows_ = static_cast<double>(recipe.fit.batch_size);
  // Raw cells, inputs, copies of those for the importance of columns; predictions of three models
  // and what their metrics sort.
  test_row_ = number * (columns + 5 * features + 2 * units + 12 * outputs + 30);
  validation_row_ =
      number * (2 * features + 2 * units + 3 * outputs + 3) + (is_float ? each * features : 0);
  // The decomposition of linear regression copies its rows several times.
  sample_row_ = number * (columns + 6 * features + 4 * outputs + 6);
  window_row_ = each * features + number + (sizes.outputs == 1 ? number + each : sizeof(int)) +
                (sizes.weighted ? number + each : 0);
  block_row_ = number * (3 * columns + 2 * features + 8);
  // Float64 of what a checkpoint has, too.
  const double copies = keeps_checkpoint ? 40 : 16;
  network_ = static_cast<double>(sizes.parameters) * number * copies +
             batch_rows_ * number * (2 * features + 4 * units);
}

void MemoryPlan::check(std::size_t validation_rows) const {
  const double training =
      network_ + std::max(few_rows, static_cast<double>(validation_rows)) * validation_row_ +
      2 * smallest_block * block_row_ + std::max(batch_rows_, few_rows) * window_row_;
  const double least =
      std::max({training, 2 * few_rows * sample_row_, 2 * few_rows * test_row_}) + used_;
  if (least <= memory_) return;
  throw Error(ErrorCode::invalid_argument,
              fmt::format("{:.0f} MB are too little memory for this file and network; it takes at "
                          "least {:.0f}MB",
                          memory_ / planned / megabyte, std::ceil(least / planned / megabyte)));
}

std::size_t MemoryPlan::preprocessing() const { return count(left() / 2); }
std::size_t MemoryPlan::test_rows() const { return count(left() / test_row_); }
std::size_t MemoryPlan::sample_rows() const { return count(left() / sample_row_); }
std::size_t MemoryPlan::validation_rows() const {
  return count(std::max((left() - network_) / 4 / validation_row_, few_rows));
}

train::WindowOptions MemoryPlan::window(std::size_t validation_rows) const {
  const double rest = left() - network_ - static_cast<double>(validation_rows) * validation_row_;
  const double loading = rest / 8, smallest = smallest_block * block_row_;
  return {
      .rows = static_cast<Index>(std::max(std::floor((rest - loading) / window_row_), batch_rows_)),
      .loads = static_cast<int>(std::clamp(loading / smallest / 4, 1.0, 64.0))};
}

std::size_t MemoryPlan::block_rows(const train::WindowOptions& window) const {
  const double rest = static_cast<double>(window.rows) * window_row_ / 8;
  const double fit = rest / static_cast<double>(window.loads) / block_row_;
  return count(std::clamp(std::min(fit, static_cast<double>(window.rows) / 64), smallest_block,
                          largest_block));
}

}  // namespace crescent::experiment
