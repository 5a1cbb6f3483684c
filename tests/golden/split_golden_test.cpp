// The rows of a split and the folds are integers: they equal scikit-learn's, order included.
#include <gtest/gtest.h>

#include <crescent/data/split.hpp>

#include "golden/golden.hpp"

namespace {

using nlohmann::json;
using Rows = std::vector<std::size_t>;

TEST(SplitGolden, StratifiedSplitsChooseTheRowsScikitLearnChooses) {
  const json golden = crescent::golden::load("split");
  std::size_t compared = 0;
  for (const json& wanted : golden.at("cases")) {
    const std::vector<int> y = wanted.at("y");
    for (const json& split : wanted.at("splits")) {
      SCOPED_TRACE(split.at("test_fraction").dump() + " of " + std::to_string(y.size()) +
                   " rows, seed " + split.at("seed").dump());
      const auto mine =
          crescent::data::stratified_split(y, split.at("test_fraction"), split.at("seed"));
      EXPECT_EQ(mine.train, split.at("train").get<Rows>());
      EXPECT_EQ(mine.test, split.at("test").get<Rows>());
      ++compared;
    }
  }
  EXPECT_GT(compared, 80u);
}

TEST(SplitGolden, RandomSplitsChooseTheRowsScikitLearnChooses) {
  const json golden = crescent::golden::load("split");
  ASSERT_GT(golden.at("random_splits").size(), 40u);
  for (const json& wanted : golden.at("random_splits")) {
    const auto mine = crescent::data::random_split(wanted.at("rows"), wanted.at("test_fraction"),
                                                   wanted.at("seed"));
    EXPECT_EQ(mine.train, wanted.at("train").get<Rows>());
    EXPECT_EQ(mine.test, wanted.at("test").get<Rows>());
  }
}

TEST(SplitGolden, FoldsAreThoseOfScikitLearn) {
  const json golden = crescent::golden::load("split");
  std::size_t compared = 0;
  for (const json& wanted : golden.at("cases")) {
    const std::vector<int> y = wanted.at("y");
    for (const json& folds : wanted.at("folds")) {
      SCOPED_TRACE(folds.at("n_splits").dump() + " folds of " + std::to_string(y.size()) + " rows");
      EXPECT_EQ(crescent::data::stratified_folds(y, folds.at("n_splits")),
                folds.at("folds").get<std::vector<int>>());
      ++compared;
    }
  }
  EXPECT_GT(compared, 20u);
}

void compare_folds(const std::vector<int>& y, const json& wanted,
                   const std::vector<unsigned>& seeds, std::size_t& compared) {
  namespace data = crescent::data;
  using Folds = std::vector<int>;
  const int n_splits = wanted.at("n_splits");
  const bool grouped = wanted.contains("groups");
  const Folds groups = grouped ? wanted.at("groups").get<Folds>() : Folds();
  for (std::size_t s = 0; s < seeds.size(); ++s) {
    EXPECT_EQ(data::stratified_folds(y, n_splits, seeds[s]), wanted.at("shuffled")[s].get<Folds>());
    EXPECT_EQ(data::random_folds(y.size(), n_splits, seeds[s]),
              wanted.at("random")[s].get<Folds>());
    if (!grouped) continue;
    EXPECT_EQ(data::group_folds(groups, n_splits, seeds[s]),
              wanted.at("grouped_shuffled")[s].get<Folds>());
    ++compared;
  }
  if (grouped) {
    EXPECT_EQ(data::group_folds(groups, n_splits), wanted.at("grouped").get<Folds>());
  }
  const auto splits = data::time_splits(y.size(), n_splits);
  ASSERT_EQ(splits.size(), wanted.at("time").size());
  for (std::size_t i = 0; i < splits.size(); ++i) {
    const std::size_t train = wanted.at("time")[i][0], test = wanted.at("time")[i][1];
    EXPECT_EQ(splits[i].train.size(), train);
    EXPECT_EQ(splits[i].train.back(), train - 1);
    EXPECT_EQ(splits[i].test.size(), test);
    EXPECT_EQ(splits[i].test.front(), train);
  }
}

TEST(SplitGolden, ShuffledRandomGroupedAndTimeFoldsAreThoseOfScikitLearn) {
  const json golden = crescent::golden::load("split");
  std::size_t compared = 0;
  for (const json& wanted : golden.at("cases")) {
    const std::vector<int> y = wanted.at("y");
    for (const json& folds : wanted.at("folds")) {
      SCOPED_TRACE(folds.at("n_splits").dump() + " folds of " + std::to_string(y.size()) + " rows");
      compare_folds(y, folds, golden.at("seeds"), compared);
    }
  }
  EXPECT_GT(compared, 50u);
}

}  // namespace
