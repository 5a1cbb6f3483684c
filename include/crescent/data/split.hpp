#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace crescent::data {

struct Split {
  std::vector<std::size_t> train;  ///< row numbers, in shuffled order
  std::vector<std::size_t> test;
};

/// Splits rows at random so that every class keeps its share in both parts: the same rows as
/// scikit-learn's `StratifiedShuffleSplit(test_size=test_fraction, random_state=seed)`.
/// `y` (N): class of each row, 0 to K - 1. Throws Error(invalid_argument) unless
/// 0 < test_fraction < 1, Error(data) if a class has a single row, a part would have fewer rows
/// than there are classes, or a class would have no training row. As in scikit-learn, a rare class
/// may have no test row.
Split stratified_split(const std::vector<int>& y, double test_fraction, std::uint32_t seed);

/// Splits rows 0 to rows - 1 at random: the same rows as scikit-learn's
/// `ShuffleSplit(test_size=test_fraction, random_state=seed)`. Throws Error(invalid_argument)
/// unless 0 < test_fraction < 1, Error(data) if a part would be empty.
Split random_split(std::size_t rows, double test_fraction, std::uint32_t seed);

/// The fold (0 to n_splits - 1) in which each row is a test row, as scikit-learn's
/// `StratifiedKFold(n_splits)`; with a seed its `shuffle=True, random_state=seed`. Throws
/// Error(data) if every class has fewer than n_splits rows, Error(invalid_argument) if n_splits
/// < 2.
std::vector<int> stratified_folds(const std::vector<int>& y, int n_splits,
                                  std::optional<std::uint32_t> seed = {});

/// The same for rows of which nothing is known: `KFold(n_splits, shuffle=True, random_state=seed)`.
/// Throws Error(data) for fewer rows than folds, Error(invalid_argument) if n_splits < 2.
std::vector<int> random_folds(std::size_t rows, int n_splits, std::uint32_t seed);

/// The same where rows of a group must stay together, folds of about equal size:
/// `GroupKFold(n_splits)`; with a seed its `shuffle=True, random_state=seed`, which deals out
/// groups whatever their size. groups (N): any numbers. Throws Error(data) for fewer groups than
/// folds, Error(invalid_argument) if n_splits < 2.
std::vector<int> group_folds(const std::vector<int>& groups, int n_splits,
                             std::optional<std::uint32_t> seed = {});

/// Rows 0 to rows - 1 in the order of time, each test part after all of its training rows, which
/// grow from split to split: `TimeSeriesSplit(n_splits)`. Throws Error(data) for fewer than
/// n_splits + 1 rows, Error(invalid_argument) if n_splits < 2.
std::vector<Split> time_splits(std::size_t rows, int n_splits);

}  // namespace crescent::data
