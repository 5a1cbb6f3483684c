#pragma once

#include <cstddef>
#include <cstdint>
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

/// The test rows of each fold, as scikit-learn's `StratifiedKFold(n_splits)` without shuffling:
/// a number 0 to n_splits - 1 for each row. Throws Error(data) if every class has fewer than
/// n_splits rows, Error(invalid_argument) if n_splits < 2.
std::vector<int> stratified_folds(const std::vector<int>& y, int n_splits);

}  // namespace crescent::data
