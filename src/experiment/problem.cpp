#include <numeric>

#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/experiment/problem.hpp>

namespace crescent::experiment {
namespace {

using Rows = std::vector<std::size_t>;

template <class T>
std::vector<T> pick(const std::vector<T>& values, const Rows& rows) {
  if (values.empty()) return {};
  std::vector<T> picked;
  picked.reserve(rows.size());
  for (const std::size_t row : rows) picked.push_back(values[row]);
  return picked;
}

/// Both parts need a row of each class: a class with a single one is named with its line.
void refuse_single_rows(const Problem& problem, const Rows& rows) {
  const auto& classes = problem.target.classes;
  std::vector<std::size_t> counts(classes.size());
  for (const std::size_t row : rows) ++counts[static_cast<std::size_t>(problem.target.y[row])];
  for (const std::size_t row : rows) {
    const auto k = static_cast<std::size_t>(problem.target.y[row]);
    if (counts[k] > 1) continue;
    throw Error(ErrorCode::data,
                fmt::format("this is the only row of the class '{}', and training and held-out "
                            "rows both need one; add rows of the class or remove this one",
                            classes[k]),
                {problem.table.source, problem.table.line(row), problem.target.column + 1});
  }
}

}  // namespace

Problem make_problem(const data::Table& table, std::string_view target,
                     std::optional<preprocess::Task> task) {
  Problem problem{.table = table,
                  .target = preprocess::read_target(table, table.find(target), task),
                  .rows = {}};
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (!problem.target.is_missing(row)) problem.rows.push_back(row);
  }
  return problem;
}

data::Split split(const Problem& problem, double test_fraction, std::uint32_t seed) {
  return split(problem, problem.rows, test_fraction, seed);
}

data::Split split(const Problem& problem, const Rows& rows, double test_fraction,
                  std::uint32_t seed) {
  data::Split split;
  try {
    if (problem.target.task == preprocess::Task::classification) {
      refuse_single_rows(problem, rows);
      split = data::stratified_split(pick(problem.target.y, rows), test_fraction, seed);
    } else {
      split = data::random_split(rows.size(), test_fraction, seed);
    }
  } catch (const Error& error) {
    Location where = error.where();
    where.file = problem.table.source;
    throw Error(error.code(), error.message(), where);
  }
  for (auto* part : {&split.train, &split.test}) *part = pick(rows, *part);
  return split;
}

std::vector<int> classes_of(const Problem& problem, const Rows& rows) {
  return pick(problem.target.y, rows);
}

std::vector<double> values_of(const Problem& problem, const Rows& rows) {
  return pick(problem.target.values, rows);
}

std::vector<double> weights_of(const Problem& problem, const Rows& rows) {
  std::vector<double> weights = pick(problem.weights, rows);
  if (weights.empty()) return weights;
  const double mean =
      std::accumulate(weights.begin(), weights.end(), 0.0) / static_cast<double>(weights.size());
  if (!(mean > 0))
    throw Error(ErrorCode::data, "the weights of all training rows are 0",
                {.file = problem.table.source});
  for (double& weight : weights) weight /= mean;
  return weights;
}

}  // namespace crescent::experiment
