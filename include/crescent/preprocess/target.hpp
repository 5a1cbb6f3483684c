#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <crescent/data/packed_file.hpp>
#include <crescent/data/table.hpp>

namespace crescent::preprocess {

/// What a model predicts: one of several classes, or a quantity.
enum class Task { classification, regression };

/// The target column of a table, row by row.
struct Target {
  Task task = Task::classification;
  std::size_t column = 0;  ///< its position in the table
  std::string name;
  std::vector<std::string> classes;  ///< (K) as find_classes gives them; empty for regression
  std::vector<int> y;                ///< (N) class, -1 where missing; empty for regression
  std::vector<double> values;        ///< (N) quantity, NaN where missing; empty for classification

  bool is_missing(std::size_t row) const;
};

/// Reads column `target`. Where `task` is open, a column of numbers is a quantity if it holds more
/// than 100 different ones, or more than 20 of which some are not whole; all else are classes.
/// Throws Error(data) for classification as find_classes does; for regression with the line of a
/// cell that is no number, or if there are fewer than two different values.
Target read_target(const data::Table& table, std::size_t target, std::optional<Task> task = {});

/// The target of a packed file that is not in memory, without the rows' classes or values, by the
/// same rules. Takes about `memory` bytes beside a group of rows and the distinct texts.
Target find_target(const data::PackedFile& file, std::size_t target, std::optional<Task> task,
                   std::size_t memory);

std::string_view name(Task task);
/// Throws Error(invalid_argument) that lists the names there are.
Task parse_task(std::string_view text);

}  // namespace crescent::preprocess
