#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include <crescent/data/split.hpp>

#include "unit/error_of.hpp"

namespace {

using crescent::ErrorCode;
using crescent::data::stratified_folds;
using crescent::data::stratified_split;
using crescent::tests::error_of;

// 30 rows of class 0, 20 of class 1, 10 of class 2, mixed.
std::vector<int> sixty_labels() {
  std::vector<int> y;
  for (int i = 0; i < 10; ++i) y.insert(y.end(), {0, 1, 0, 2, 1, 0});
  return y;
}

TEST(StratifiedSplit, EveryRowOnceAndEveryClassItsShare) {
  const std::vector<int> y = sixty_labels();
  const auto split = stratified_split(y, 0.3, 5);
  std::vector<std::size_t> all = split.train;
  all.insert(all.end(), split.test.begin(), split.test.end());
  std::sort(all.begin(), all.end());
  ASSERT_EQ(all.size(), y.size());
  for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i], i);
  std::vector<int> test_counts(3);
  for (const std::size_t i : split.test) ++test_counts[static_cast<std::size_t>(y[i])];
  EXPECT_EQ(test_counts, (std::vector<int>{9, 6, 3}));
}

TEST(StratifiedSplit, TheSeedDecides) {
  const std::vector<int> y = sixty_labels();
  EXPECT_EQ(stratified_split(y, 0.3, 5).train, stratified_split(y, 0.3, 5).train);
  EXPECT_NE(stratified_split(y, 0.3, 5).train, stratified_split(y, 0.3, 6).train);
}

TEST(StratifiedSplit, RefusesFractionsOutsideTheOpenUnitInterval) {
  for (const double fraction : {0.0, 1.0, -0.2, 1.5, std::nan("")}) {
    const auto error = error_of([&] { return stratified_split(sixty_labels(), fraction, 0); });
    ASSERT_TRUE(error) << fraction;
    EXPECT_EQ(error->code(), ErrorCode::invalid_argument);
  }
}

TEST(StratifiedSplit, RefusesWhatCannotBeSplit) {
  const auto single = error_of([] { return stratified_split({0, 0, 1, 0, 0}, 0.5, 0); });
  ASSERT_TRUE(single);
  EXPECT_EQ(single->code(), ErrorCode::data);
  EXPECT_NE(single->message().find("class 1 has a single row (row 2)"), std::string::npos);
  const auto small = error_of([] { return stratified_split(sixty_labels(), 0.03, 0); });
  ASSERT_TRUE(small);
  EXPECT_EQ(small->code(), ErrorCode::data);
  EXPECT_NE(small->message().find("2 for the test"), std::string::npos);
  std::vector<int> rare(50, 0);
  rare[7] = rare[20] = 1;
  const auto untrained = error_of([&] { return stratified_split(rare, 0.9, 0); });
  ASSERT_TRUE(untrained);
  EXPECT_NE(untrained->message().find("class of row 7"), std::string::npos);
  EXPECT_EQ(error_of([] {
              return stratified_split({0, -1, 0}, 0.5, 0);
            })->code(),
            ErrorCode::invalid_argument);
  EXPECT_EQ(error_of([] { return stratified_split({}, 0.5, 0); })->code(), ErrorCode::data);
}

TEST(StratifiedSplit, ARareClassMayMissTheTestPart) {
  std::vector<int> y(100, 0);
  y[3] = y[50] = 1;
  const auto split = stratified_split(y, 0.1, 0);
  EXPECT_TRUE(
      std::none_of(split.test.begin(), split.test.end(), [&](std::size_t i) { return y[i] == 1; }));
}

TEST(RandomSplit, RefusesWhatCannotBeSplit) {
  using crescent::data::random_split;
  EXPECT_EQ(error_of([] { return random_split(10, 1.0, 0); })->code(), ErrorCode::invalid_argument);
  EXPECT_EQ(error_of([] { return random_split(1, 0.5, 0); })->code(), ErrorCode::data);
  EXPECT_EQ(error_of([] { return random_split(0, 0.5, 0); })->code(), ErrorCode::data);
}

TEST(StratifiedFolds, RefusesImpossibleNumbersOfFolds) {
  EXPECT_EQ(error_of([] { return stratified_folds(sixty_labels(), 1); })->code(),
            ErrorCode::invalid_argument);
  EXPECT_EQ(error_of([] { return stratified_folds(sixty_labels(), 31); })->code(), ErrorCode::data);
  EXPECT_FALSE(error_of([] { return stratified_folds(sixty_labels(), 30); }));
}

}  // namespace
