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

}  // namespace
