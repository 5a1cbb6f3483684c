#include <algorithm>
#include <map>
#include <numeric>

#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/experiment/cross_validation.hpp>

namespace crescent::experiment {
namespace {

using Rows = std::vector<std::size_t>;

[[noreturn]] void refuse_folds(const std::string& message) {
  throw Error(ErrorCode::invalid_argument, message);
}

bool in_time_order(const CrossValidationOptions& options) {
  return options.time_ordered || options.time_column.has_value();
}

void check(const CrossValidationOptions& options) {
  if (options.repeats < 1)
    refuse_folds(fmt::format("{} repeats; give at least 1", options.repeats));
  if (!in_time_order(options)) return;
  if (options.group_column)
    refuse_folds("folds are either grouped or in the order of time, not both");
  if (options.repeats > 1) refuse_folds("there is one order of time: it cannot be repeated");
}

void refuse_missing(const Problem& problem, const data::Column& column, std::size_t position) {
  for (const std::size_t row : problem.rows) {
    if (!column.is_missing(row)) continue;
    throw Error(
        ErrorCode::data,
        fmt::format("the column '{}' has no value here, so the row belongs to no fold; fill "
                    "it in or remove the row",
                    column.name),
        {problem.table.source, problem.table.line(row), position + 1});
  }
}

/// A number for each value of the column, in ascending order of the values.
std::vector<int> ranks(const Problem& problem, std::size_t position) {
  const data::Column& column = problem.table.columns.at(position);
  refuse_missing(problem, column, position);
  std::map<double, int> numbers;
  std::map<std::string_view, int> texts;
  for (const std::size_t row : problem.rows) {
    if (column.is_numeric) {
      numbers[column.numbers[row]] = 0;
    } else {
      texts[column.text(row)] = 0;
    }
  }
  int next = 0;
  for (auto& [value, rank] : numbers) rank = next++;
  for (auto& [value, rank] : texts) rank = next++;
  std::vector<int> result;
  for (const std::size_t row : problem.rows) {
    result.push_back(column.is_numeric ? numbers.at(column.numbers[row])
                                       : texts.at(column.text(row)));
  }
  return result;
}

/// The problem's rows in the order of time.
Rows time_order(const Problem& problem, const CrossValidationOptions& options) {
  if (!options.time_column) return problem.rows;
  const std::vector<int> times = ranks(problem, *options.time_column);
  Rows order(problem.rows.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return times[a] < times[b]; });
  for (std::size_t& place : order) place = problem.rows[place];
  return order;
}

std::vector<int> fold_numbers(const Problem& problem, const CrossValidationOptions& options,
                              std::uint32_t seed) {
  if (options.group_column) {
    // One pass is balanced by size; more need other folds, which chance has to make.
    const auto shuffle =
        options.repeats > 1 ? std::optional<std::uint32_t>(seed) : std::optional<std::uint32_t>();
    return data::group_folds(ranks(problem, *options.group_column), options.folds, shuffle);
  }
  if (problem.target.task == preprocess::Task::classification) {
    return data::stratified_folds(classes_of(problem, problem.rows), options.folds, seed);
  }
  return data::random_folds(problem.rows.size(), options.folds, seed);
}

/// Every class needs a training row in every fold.
void refuse_unlearnable(const Problem& problem, const data::Split& split) {
  if (problem.target.task != preprocess::Task::classification) return;
  std::vector<bool> learned(problem.target.classes.size());
  for (const std::size_t row : split.train)
    learned[static_cast<std::size_t>(problem.target.y[row])] = true;
  for (std::size_t k = 0; k < learned.size(); ++k) {
    if (learned[k]) continue;
    const auto row =
        std::find(problem.target.y.begin(), problem.target.y.end(), static_cast<int>(k));
    const auto first = static_cast<std::size_t>(row - problem.target.y.begin());
    throw Error(ErrorCode::data,
                fmt::format("a fold would train without any row of the class '{}', whose first is "
                            "here; add rows of it or remove them, or choose other folds",
                            problem.target.classes[k]),
                {problem.table.source, problem.table.line(first), problem.target.column + 1});
  }
}

}  // namespace

std::vector<data::Split> folds_of(const Problem& problem, const CrossValidationOptions& options) {
  check(options);
  std::vector<data::Split> splits;
  try {
    if (in_time_order(options)) {
      const Rows order = time_order(problem, options);
      splits = data::time_splits(order.size(), options.folds);
      for (data::Split& split : splits) {
        for (auto* part : {&split.train, &split.test})
          for (std::size_t& row : *part) row = order[row];
      }
    }
    for (int repeat = 0; repeat < options.repeats && !in_time_order(options); ++repeat) {
      const auto numbers =
          fold_numbers(problem, options, options.seed + static_cast<std::uint32_t>(repeat));
      for (int fold = 0; fold < options.folds; ++fold) {
        data::Split split;
        for (std::size_t i = 0; i < numbers.size(); ++i)
          (numbers[i] == fold ? split.test : split.train).push_back(problem.rows[i]);
        splits.push_back(std::move(split));
      }
    }
  } catch (const Error& error) {
    Location where = error.where();
    if (error.code() == ErrorCode::data) where.file = problem.table.source;
    throw Error(error.code(), error.message(), where);
  }
  for (const data::Split& split : splits) refuse_unlearnable(problem, split);
  return splits;
}

}  // namespace crescent::experiment
