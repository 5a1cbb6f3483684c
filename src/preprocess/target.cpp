#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include <crescent/base/choice.hpp>
#include <crescent/base/error.hpp>
#include <crescent/preprocess/pipeline.hpp>
#include <crescent/preprocess/target.hpp>

namespace crescent::preprocess {
namespace {

// In the order of the enumeration.
const std::vector<std::string> tasks = {"classification", "regression"};

constexpr std::size_t max_classes = 100;
constexpr std::size_t max_fractional_classes = 20;

/// The distinct numbers of a numeric column, ascending.
std::set<double> distinct_numbers(const data::Column& column) {
  std::set<double> distinct;
  for (const double value : column.numbers) {
    if (!std::isnan(value)) distinct.insert(value);
  }
  return distinct;
}

bool is_quantity(const data::Column& column) {
  if (!column.is_numeric) return false;
  const std::set<double> distinct = distinct_numbers(column);
  const bool whole = std::all_of(distinct.begin(), distinct.end(),
                                 [](double value) { return value == std::trunc(value); });
  return distinct.size() > (whole ? max_classes : max_fractional_classes);
}

void read_quantity(const data::Table& table, Target& target) {
  const data::Column& column = table.columns[target.column];
  if (!column.is_numeric) {
    const std::size_t row = column.first_text_row;
    throw Error(ErrorCode::data,
                fmt::format("'{}' in the target '{}' is no number, and a regression predicts "
                            "numbers; correct the cell, leave it empty, or choose classification",
                            column.text(row), column.name),
                {table.source, table.line(row), target.column + 1});
  }
  const std::size_t distinct = distinct_numbers(column).size();
  if (distinct < 2) {
    throw Error(ErrorCode::data,
                fmt::format("the target '{}' holds {}; there is nothing to learn from it",
                            column.name, distinct == 0 ? "no value at all" : "a single value"),
                {.file = table.source});
  }
  target.values = column.numbers;
}

}  // namespace

bool Target::is_missing(std::size_t row) const {
  return task == Task::classification ? y[row] < 0 : std::isnan(values[row]);
}

Target read_target(const data::Table& table, std::size_t target, std::optional<Task> task) {
  const data::Column& column = table.columns.at(target);
  Target result{.column = target, .name = column.name, .classes = {}, .y = {}, .values = {}};
  result.task = task.value_or(is_quantity(column) ? Task::regression : Task::classification);
  if (result.task == Task::regression) {
    read_quantity(table, result);
  } else {
    result.classes = find_classes(table, target);
    result.y = encode_labels(table, result.name, result.classes);
  }
  return result;
}

std::string_view name(Task task) { return tasks[static_cast<std::size_t>(task)]; }

Task parse_task(std::string_view text) {
  return static_cast<Task>(find_choice(tasks, text, "task"));
}

}  // namespace crescent::preprocess
