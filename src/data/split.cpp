#include <algorithm>
#include <cmath>
#include <numeric>

#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/data/split.hpp>
#include <crescent/random/random_state.hpp>

namespace crescent::data {
namespace {

using Rows = std::vector<std::size_t>;
using Counts = std::vector<std::size_t>;

/// The row numbers of each class, ascending; element k belongs to class k and may be empty.
std::vector<Rows> rows_by_class(const std::vector<int>& y) {
  std::vector<Rows> rows;
  for (std::size_t i = 0; i < y.size(); ++i) {
    if (y[i] < 0)
      throw Error(ErrorCode::invalid_argument,
                  fmt::format("row {} has the class {}; classes count from 0, and rows without a "
                              "class have to be left out",
                              i, y[i]));
    const auto k = static_cast<std::size_t>(y[i]);
    if (k >= rows.size()) rows.resize(k + 1);
    rows[k].push_back(i);
  }
  return rows;
}

/// How many of `draws` fall to each class: its share rounded down, and what is then left over to
/// the largest remainders, ties broken at random. Floating-point operations and random draws in
/// scikit-learn's order (`_approximate_mode`), so that the same rows come out.
Counts share_out(const Counts& counts, std::size_t draws, random::RandomState& random) {
  const auto total =
      static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::size_t{0}));
  Counts shares;
  std::vector<double> remainders;
  for (const std::size_t count : counts) {
    const double exact = static_cast<double>(count) / total * static_cast<double>(draws);
    shares.push_back(static_cast<std::size_t>(std::floor(exact)));
    remainders.push_back(exact - std::floor(exact));
  }
  std::size_t left = draws - std::accumulate(shares.begin(), shares.end(), std::size_t{0});
  std::vector<double> values = remainders;
  std::sort(values.rbegin(), values.rend());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  for (const double value : values) {
    if (left == 0) break;
    Rows tied;
    for (std::size_t k = 0; k < counts.size(); ++k)
      if (remainders[k] == value) tied.push_back(k);
    const Rows order = random.permutation(tied.size());
    const std::size_t chosen = std::min(tied.size(), left);
    for (std::size_t i = 0; i < chosen; ++i) ++shares[tied[order[i]]];
    left -= chosen;
  }
  return shares;
}

void check_sizes(const std::vector<Rows>& classes, std::size_t rows, std::size_t test_rows) {
  std::size_t present = 0;
  for (std::size_t k = 0; k < classes.size(); ++k) {
    present += !classes[k].empty();
    if (classes[k].size() == 1)
      throw Error(ErrorCode::data,
                  fmt::format("class {} has a single row (row {}); a split needs two rows of every "
                              "class: add rows of it or leave it out",
                              k, classes[k][0]));
  }
  if (rows == 0 || test_rows < present || rows - test_rows < present)
    throw Error(ErrorCode::data,
                fmt::format("{} rows split into {} for training and {} for the test, too few for "
                            "{} classes; choose another test fraction or add rows",
                            rows, rows - test_rows, test_rows, present));
}

void shuffle(Rows& rows, random::RandomState& random) {
  Rows shuffled;
  shuffled.reserve(rows.size());
  for (const std::size_t i : random.permutation(rows.size())) shuffled.push_back(rows[i]);
  rows = std::move(shuffled);
}

void check_fraction(double test_fraction) {
  if (!(test_fraction > 0.0 && test_fraction < 1.0))
    throw Error(ErrorCode::invalid_argument,
                fmt::format("the test fraction is {}; it has to lie between 0 and 1, both excluded",
                            test_fraction));
}

}  // namespace

Split random_split(std::size_t rows, double test_fraction, std::uint32_t seed) {
  check_fraction(test_fraction);
  const auto test_rows =
      static_cast<std::size_t>(std::ceil(test_fraction * static_cast<double>(rows)));
  if (test_rows == 0 || test_rows >= rows)
    throw Error(ErrorCode::data,
                fmt::format("{} rows cannot be split into training and test; add rows or choose "
                            "another test fraction",
                            rows));
  const Rows order = random::RandomState(seed).permutation(rows);
  const auto cut = order.begin() + static_cast<std::ptrdiff_t>(test_rows);
  return {.train = {cut, order.end()}, .test = {order.begin(), cut}};
}

Split stratified_split(const std::vector<int>& y, double test_fraction, std::uint32_t seed) {
  check_fraction(test_fraction);
  std::vector<Rows> classes = rows_by_class(y);
  const auto test_rows =
      static_cast<std::size_t>(std::ceil(test_fraction * static_cast<double>(y.size())));
  check_sizes(classes, y.size(), test_rows);
  // A class number that no row has takes no part, or it could win a tie.
  std::erase_if(classes, [](const Rows& rows) { return rows.empty(); });

  random::RandomState random(seed);
  Counts counts;
  for (const Rows& rows : classes) counts.push_back(rows.size());
  const Counts train_counts = share_out(counts, y.size() - test_rows, random);
  Counts left;
  for (std::size_t k = 0; k < counts.size(); ++k) left.push_back(counts[k] - train_counts[k]);
  const Counts test_counts = share_out(left, test_rows, random);

  Split split;
  for (std::size_t k = 0; k < classes.size(); ++k) {
    if (train_counts[k] == 0)
      throw Error(ErrorCode::data,
                  fmt::format("no row of the class of row {} is left for training; choose a "
                              "smaller test fraction",
                              classes[k][0]));
    const Rows order = random.permutation(counts[k]);
    for (std::size_t i = 0; i < train_counts[k] + test_counts[k]; ++i)
      (i < train_counts[k] ? split.train : split.test).push_back(classes[k][order[i]]);
  }
  shuffle(split.train, random);
  shuffle(split.test, random);
  return split;
}

}  // namespace crescent::data
