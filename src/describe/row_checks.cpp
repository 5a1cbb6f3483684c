// Warnings about rows: those that are equal, and the target from row to row.
#include <algorithm>
#include <cmath>
#include <cstdint>

#include <fmt/format.h>

#include <crescent/base/bit_cast.hpp>
#include <crescent/base/parallel.hpp>

#include "checks.hpp"

namespace crescent::describe {
namespace {

using Hashes = std::vector<std::uint64_t>;

/// Source: splitmix64's finaliser (Steele, Lea and Flood 2014).
std::uint64_t mixed(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
  return x ^ (x >> 31);
}

std::uint64_t bits_of(const data::Column& column, std::size_t row) {
  if (!column.is_numeric) return column.codes[row];
  const double value = column.numbers[row];
  return std::isnan(value) ? ~std::uint64_t{0} : bit_cast<std::uint64_t>(value + 0.0);
}

/// 64 bits a row: equal rows have equal ones, and others hardly ever do (for a million rows, one
/// table in 40 million holds two such).
Hashes hash_rows(const Subject& subject, const std::vector<std::size_t>& columns) {
  constexpr std::size_t block = 4096;
  const std::size_t rows = subject.table.rows();
  Hashes hashes(rows, 0);
  parallel_for(subject.options.threads, (rows + block - 1) / block, [&](std::size_t b) {
    const std::size_t end = std::min(rows, (b + 1) * block);
    for (const std::size_t c : columns)
      for (std::size_t row = b * block; row < end; ++row)
        hashes[row] = mixed(hashes[row] * 0x9e3779b97f4a7c15U + c + 1 +
                            mixed(bits_of(subject.table.columns[c], row)));
  });
  return hashes;
}

/// Ids would make every row different.
std::vector<std::size_t> columns_to_compare(const Subject& subject) {
  std::vector<std::size_t> columns;
  for (std::size_t c = 0; c < subject.profiles.size(); ++c)
    if (subject.profiles[c].summary.inferred.type != preprocess::ColumnType::id ||
        subject.is_target(c))
      columns.push_back(c);
  return columns;
}

/// Rows that repeat an earlier one.
std::size_t count_copies(Hashes hashes) {
  std::sort(hashes.begin(), hashes.end());
  const auto distinct = std::unique(hashes.begin(), hashes.end()) - hashes.begin();
  return hashes.size() - static_cast<std::size_t>(distinct);
}

std::size_t count_straddling(const Hashes& hashes, const data::Split& split) {
  Hashes train;
  train.reserve(split.train.size());
  for (const std::size_t row : split.train) train.push_back(hashes[row]);
  std::sort(train.begin(), train.end());
  return static_cast<std::size_t>(
      std::count_if(split.test.begin(), split.test.end(), [&](std::size_t row) {
        return std::binary_search(train.begin(), train.end(), hashes[row]);
      }));
}

/// Rows whose inputs another row has with another class.
std::size_t count_contradictions(const Hashes& hashes, const std::vector<int>& y) {
  std::vector<std::size_t> order;
  for (std::size_t row = 0; row < hashes.size(); ++row)
    if (y[row] >= 0) order.push_back(row);
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return hashes[a] < hashes[b]; });
  std::size_t count = 0;
  for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
    bool differ = false;
    for (end = begin; end < order.size() && hashes[order[end]] == hashes[order[begin]]; ++end)
      differ = differ || y[order[end]] != y[order[begin]];
    if (differ) count += end - begin;
  }
  return count;
}

void check_balance(const Subject& subject, const std::vector<std::size_t>& counts, std::size_t rows,
                   Warnings& warnings) {
  const auto& target = *subject.target;
  const auto [least, most] = std::minmax_element(counts.begin(), counts.end());
  const std::string& rare = target.classes[static_cast<std::size_t>(least - counts.begin())];
  const std::string& usual = target.classes[static_cast<std::size_t>(most - counts.begin())];
  const bool lopsided = *most * 10 >= rows * 7;
  if (!lopsided && *least * 10 * counts.size() >= rows) return;
  warnings.push_back(
      {"imbalance",
       {target.name},
       fmt::format("'{}' is '{}' in {} of the rows and '{}' in {} ({}): judge a model by balanced "
                   "accuracy and ROC AUC, not by accuracy alone",
                   target.name, usual, percent(*most, rows), rare, percent(*least, rows),
                   rows_text(*least))});
}

void check_order(const Subject& subject, const std::vector<std::size_t>& counts, std::size_t rows,
                 Warnings& warnings) {
  std::size_t changes = 0;
  int before = -1;
  for (const int k : subject.target->y) {
    if (k < 0) continue;
    changes += before >= 0 && k != before;
    before = k;
  }
  double equal = 0.0;  // chance that two rows drawn at random are of one class
  for (const std::size_t count : counts) {
    const double share = static_cast<double>(count) / static_cast<double>(rows);
    equal += share * share;
  }
  const double usual = (1.0 - equal) * static_cast<double>(rows - 1);
  if (rows < 20 || static_cast<double>(changes) > usual / 4.0) return;
  const std::string how = changes + 1 == counts.size() ? "sorted by" : "in runs of equal";
  warnings.push_back(
      {"sorted",
       {subject.target->name},
       fmt::format("the rows are {} '{}' ({} changes from row to row; in random order "
                   "about {:.0f}): a cut at a row would part the classes; train cuts "
                   "at random",
                   how, subject.target->name, changes, usual)});
}

void check_value_order(const Subject& subject, Warnings& warnings) {
  std::vector<double> values;
  for (const double value : subject.target->values)
    if (!std::isnan(value)) values.push_back(value);
  if (values.size() < 20) return;
  if (!std::is_sorted(values.begin(), values.end()) &&
      !std::is_sorted(values.rbegin(), values.rend()))
    return;
  warnings.push_back(
      {"sorted",
       {subject.target->name},
       fmt::format("the rows are sorted by '{}': a cut at a row would part small from "
                   "large; train cuts at random",
                   subject.target->name)});
}

}  // namespace

void check_equal_rows(const Subject& subject, Warnings& warnings) {
  const std::vector<std::size_t> all = columns_to_compare(subject);
  const bool ids = all.size() < subject.profiles.size();
  const Hashes hashes = hash_rows(subject, all);
  const std::size_t copies = count_copies(hashes);
  if (copies > 0) {
    std::string straddle;
    if (!subject.split.test.empty())
      straddle = fmt::format("; {} of {} held-out rows would have a copy among the training rows",
                             count_straddling(hashes, subject.split), subject.split.test.size());
    warnings.push_back(
        {"duplicates",
         {},
         fmt::format("{} repeat{} an earlier one{}{}", rows_text(copies), copies == 1 ? "s" : "",
                     ids ? " but for its id" : "", straddle)});
  }
  if (!subject.target || subject.target->task != preprocess::Task::classification) return;
  std::vector<std::size_t> inputs;
  for (const std::size_t c : all)
    if (!subject.is_target(c)) inputs.push_back(c);
  if (inputs.empty()) return;
  const std::size_t contradictions =
      count_contradictions(hash_rows(subject, inputs), subject.target->y);
  if (contradictions == 0) return;
  warnings.push_back(
      {"contradictions",
       {subject.target->name},
       fmt::format("{} have a row with the same inputs and another '{}': no model can "
                   "tell them apart",
                   rows_text(contradictions), subject.target->name)});
}

void check_target(const Subject& subject, Warnings& warnings) {
  if (!subject.target) return;
  const auto& target = *subject.target;
  const std::size_t all = subject.table.rows();
  const std::size_t missing = subject.profiles[target.column].summary.missing;
  if (missing > 0)
    warnings.push_back({"target",
                        {target.name},
                        fmt::format("{} of '{}' {} missing: train leaves them out",
                                    rows_text(missing), target.name, missing == 1 ? "is" : "are")});
  if (target.task == preprocess::Task::regression) return check_value_order(subject, warnings);
  std::vector<std::size_t> counts(target.classes.size());
  for (const int k : target.y)
    if (k >= 0) ++counts[static_cast<std::size_t>(k)];
  check_balance(subject, counts, all - missing, warnings);
  check_order(subject, counts, all - missing, warnings);
}

}  // namespace crescent::describe
