#include <algorithm>
#include <map>
#include <numeric>

#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/data/split.hpp>
#include <crescent/random/random_state.hpp>

namespace crescent::data {
namespace {

using Rows = std::vector<std::size_t>;

std::size_t checked(int n_splits) {
  if (n_splits < 2)
    throw Error(ErrorCode::invalid_argument,
                fmt::format("{} folds; cross-validation needs at least 2", n_splits));
  return static_cast<std::size_t>(n_splits);
}

/// The row numbers of each value that occurs, ascending; in the order of the values.
std::vector<Rows> rows_by_value(const std::vector<int>& values) {
  std::map<int, Rows> rows;
  for (std::size_t i = 0; i < values.size(); ++i) rows[values[i]].push_back(i);
  std::vector<Rows> result;
  for (auto& [value, list] : rows) result.push_back(std::move(list));
  return result;
}

/// How many of `count` things each fold gets: the first ones one more where it does not come out
/// even.
std::vector<std::size_t> even_sizes(std::size_t count, std::size_t folds) {
  std::vector<std::size_t> sizes(folds, count / folds);
  for (std::size_t fold = 0; fold < count % folds; ++fold) ++sizes[fold];
  return sizes;
}

/// Groups in this order, dealt out in blocks of even number.
std::vector<int> deal_groups(const std::vector<Rows>& groups, std::size_t folds, std::uint32_t seed,
                             std::size_t rows) {
  const Rows order = random::RandomState(seed).permutation(groups.size());
  std::vector<int> fold_of(rows);
  std::size_t next = 0;
  int fold = 0;
  for (const std::size_t size : even_sizes(groups.size(), folds)) {
    for (std::size_t i = 0; i < size; ++i)
      for (const std::size_t row : groups[order[next + i]]) fold_of[row] = fold;
    next += size;
    ++fold;
  }
  return fold_of;
}

}  // namespace

std::vector<int> stratified_folds(const std::vector<int>& y, int n_splits,
                                  std::optional<std::uint32_t> seed) {
  const std::size_t folds = checked(n_splits);
  if (const auto wrong = std::find_if(y.begin(), y.end(), [](int k) { return k < 0; });
      wrong != y.end())
    throw Error(ErrorCode::invalid_argument,
                fmt::format("row {} has the class {}; classes count from 0, and rows without a "
                            "class have to be left out",
                            wrong - y.begin(), *wrong));
  std::vector<Rows> classes = rows_by_value(y);
  if (std::none_of(classes.begin(), classes.end(),
                   [&](const Rows& rows) { return rows.size() >= folds; }))
    throw Error(ErrorCode::data,
                fmt::format("every class has fewer than {} rows; choose fewer folds", n_splits));
  // Classes in the order in which they first occur, laid end to end and dealt out like cards: that
  // gives how many rows of each class a fold gets. The rows themselves are then taken in blocks, or
  // in shuffled order.
  std::sort(classes.begin(), classes.end(),
            [](const Rows& a, const Rows& b) { return a.front() < b.front(); });
  std::optional<random::RandomState> random;
  if (seed) random.emplace(*seed);
  std::vector<int> fold_of(y.size());
  std::size_t dealt = 0;
  for (const Rows& rows : classes) {
    std::vector<std::size_t> per_fold(folds);
    for (std::size_t i = 0; i < rows.size(); ++i) ++per_fold[dealt++ % folds];
    std::vector<int> blocks;
    for (int fold = 0; fold < n_splits; ++fold)
      blocks.insert(blocks.end(), per_fold[static_cast<std::size_t>(fold)], fold);
    if (random) random->shuffle(std::span(blocks));
    for (std::size_t i = 0; i < rows.size(); ++i) fold_of[rows[i]] = blocks[i];
  }
  return fold_of;
}

std::vector<int> random_folds(std::size_t rows, int n_splits, std::uint32_t seed) {
  const std::size_t folds = checked(n_splits);
  if (rows < folds)
    throw Error(ErrorCode::data,
                fmt::format("{} rows are too few for {} folds; choose fewer", rows, n_splits));
  const Rows order = random::RandomState(seed).permutation(rows);
  std::vector<int> fold_of(rows);
  std::size_t next = 0;
  int fold = 0;
  for (const std::size_t size : even_sizes(rows, folds)) {
    for (std::size_t i = 0; i < size; ++i) fold_of[order[next++]] = fold;
    ++fold;
  }
  return fold_of;
}

std::vector<int> group_folds(const std::vector<int>& groups, int n_splits,
                             std::optional<std::uint32_t> seed) {
  const std::size_t folds = checked(n_splits);
  const std::vector<Rows> by_group = rows_by_value(groups);
  if (by_group.size() < folds)
    throw Error(ErrorCode::data, fmt::format("{} groups are too few for {} folds; choose fewer",
                                             by_group.size(), n_splits));
  if (seed) return deal_groups(by_group, folds, *seed, groups.size());
  // The largest group first, the last of equals first, each to the fold with the fewest rows.
  std::vector<std::size_t> order(by_group.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return by_group[a].size() < by_group[b].size();
  });
  std::reverse(order.begin(), order.end());
  std::vector<std::size_t> rows_in(folds);
  std::vector<int> fold_of(groups.size());
  for (const std::size_t group : order) {
    const auto lightest = std::min_element(rows_in.begin(), rows_in.end());
    *lightest += by_group[group].size();
    for (const std::size_t row : by_group[group])
      fold_of[row] = static_cast<int>(lightest - rows_in.begin());
  }
  return fold_of;
}

std::vector<Split> time_splits(std::size_t rows, int n_splits) {
  const std::size_t folds = checked(n_splits);
  if (rows < folds + 1)
    throw Error(ErrorCode::data, fmt::format("{} rows are too few for {} folds in the order of "
                                             "time; choose fewer",
                                             rows, n_splits));
  const std::size_t test_rows = rows / (folds + 1);
  std::vector<Split> splits;
  for (std::size_t start = rows - folds * test_rows; start < rows; start += test_rows) {
    Split split;
    split.train.resize(start);
    split.test.resize(test_rows);
    std::iota(split.train.begin(), split.train.end(), std::size_t{0});
    std::iota(split.test.begin(), split.test.end(), start);
    splits.push_back(std::move(split));
  }
  return splits;
}

}  // namespace crescent::data
