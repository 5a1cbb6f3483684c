#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include <crescent/data/split.hpp>
#include <crescent/data/table.hpp>
#include <crescent/preprocess/target.hpp>

namespace crescent::experiment {

/// A table and what is to be learned from it. The table must outlive it.
struct Problem {
  const data::Table& table;
  preprocess::Target target;
  std::vector<std::size_t> rows;     ///< those with a target, ascending
  std::vector<double> weights = {};  ///< (table.rows()) >= 0; empty: 1 each

  /// Rows without a target, which nothing can be learned from.
  std::size_t unlabelled() const { return table.rows() - rows.size(); }
};

/// `target`: a column by name or index. Throws Error(data) as Table::find and
/// preprocess::read_target do, or if no row has a target.
Problem make_problem(const data::Table& table, std::string_view target,
                     std::optional<preprocess::Task> task = {});

/// The problem's rows cut in two at random: every class keeps its share (data::stratified_split);
/// for a quantity any rows (data::random_split). Throws Error(data), with the line of a class that
/// has a single row, if a part would lack a class or have no row.
data::Split split(const Problem& problem, double test_fraction, std::uint32_t seed);
/// The same of some of its rows.
data::Split split(const Problem& problem, const std::vector<std::size_t>& rows,
                  double test_fraction, std::uint32_t seed);

/// The classes (or values) of the given rows, in that order; the other of the two is empty.
std::vector<int> classes_of(const Problem& problem, const std::vector<std::size_t>& rows);
std::vector<double> values_of(const Problem& problem, const std::vector<std::size_t>& rows);
/// The weights of the given rows, scaled to mean 1, so that a learning rate means what it means
/// without weights; empty where the problem has none. Throws Error(data) if all of them are 0.
std::vector<double> weights_of(const Problem& problem, const std::vector<std::size_t>& rows);

}  // namespace crescent::experiment
