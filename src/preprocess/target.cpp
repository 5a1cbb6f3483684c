#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include <crescent/base/choice.hpp>
#include <crescent/base/error.hpp>
#include <crescent/preprocess/pipeline.hpp>
#include <crescent/preprocess/target.hpp>

#include "cells.hpp"
#include "classes.hpp"

namespace crescent::preprocess {
namespace {

// In the order of the enumeration.
const std::vector<std::string> tasks = {"classification", "regression"};

constexpr std::size_t max_classes = 100;
constexpr std::size_t max_fractional_classes = 20;

/// The distinct numbers of a numeric column: all of them, or more than any classes have.
std::set<double> distinct_numbers(const Cells& cells, std::size_t column) {
  std::set<double> distinct;
  for_each_number(cells, column, [&](double value) {
    if (distinct.size() <= max_classes) distinct.insert(value);
  });
  return distinct;
}

bool is_quantity(const Cells& cells, std::size_t column) {
  if (!cells.table().columns[column].is_numeric) return false;
  const std::set<double> distinct = distinct_numbers(cells, column);
  const bool whole = std::all_of(distinct.begin(), distinct.end(),
                                 [](double value) { return value == std::trunc(value); });
  return distinct.size() > (whole ? max_classes : max_fractional_classes);
}

void check_quantity(const Cells& cells, std::size_t c) {
  const data::Table& table = cells.table();
  const data::Column& column = table.columns[c];
  if (!column.is_numeric) {
    const std::size_t row = column.first_text_row;
    throw Error(ErrorCode::data,
                fmt::format("'{}' in the target '{}' is no number, and a regression predicts "
                            "numbers; correct the cell, leave it empty, or choose classification",
                            cells.cell(c, row), column.name),
                {table.source, table.line(row), c + 1});
  }
  const std::size_t distinct = distinct_numbers(cells, c).size();
  if (distinct < 2) {
    throw Error(ErrorCode::data,
                fmt::format("the target '{}' holds {}; there is nothing to learn from it",
                            column.name, distinct == 0 ? "no value at all" : "a single value"),
                {.file = table.source});
  }
}

/// What is to be predicted, but for the rows' own.
Target find_target(const Cells& cells, std::size_t column, std::optional<Task> task) {
  Target target{.column = column,
                .name = cells.table().columns.at(column).name,
                .classes = {},
                .y = {},
                .values = {}};
  target.task = task.value_or(is_quantity(cells, column) ? Task::regression : Task::classification);
  if (target.task == Task::regression) {
    check_quantity(cells, column);
  } else {
    target.classes = find_classes(cells, column);
  }
  return target;
}

}  // namespace

bool Target::is_missing(std::size_t row) const {
  return task == Task::classification ? y[row] < 0 : std::isnan(values[row]);
}

Target read_target(const data::Table& table, std::size_t column, std::optional<Task> task) {
  Target target = find_target(TableCells(table), column, task);
  if (target.task == Task::regression) {
    target.values = table.columns[column].numbers;
  } else {
    target.y = encode_labels(table, target.name, target.classes);
  }
  return target;
}

Target find_target(const data::PackedFile& file, std::size_t column, std::optional<Task> task,
                   std::size_t memory) {
  return find_target(PackedCells(file, memory), column, task);
}

std::string_view name(Task task) { return tasks[static_cast<std::size_t>(task)]; }

Task parse_task(std::string_view text) {
  return static_cast<Task>(find_choice(tasks, text, "task"));
}

}  // namespace crescent::preprocess
