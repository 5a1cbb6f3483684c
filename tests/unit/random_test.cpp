#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <gtest/gtest.h>

#include <crescent/base/error.hpp>
#include <crescent/random/random_state.hpp>

using crescent::Error;
using crescent::ErrorCode;
using crescent::random::RandomState;

namespace {

template <class Call>
void expect_invalid(Call call, const std::string& part_of_message) {
  try {
    call();
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
    EXPECT_NE(error.message().find(part_of_message), std::string::npos) << error.message();
  }
}

TEST(RandomState, FirstNumberOfSeedZeroIsTheOneEverybodyKnows) {
  EXPECT_DOUBLE_EQ(RandomState(0).random_sample(), 0.5488135039273248);
}

TEST(RandomState, ACopyContinuesTheStreamWithItsWaitingNormal) {
  RandomState random(5);
  random.standard_normal();
  RandomState copy = random;
  for (int i = 0; i < 5; ++i) EXPECT_EQ(random.standard_normal(), copy.standard_normal());
}

TEST(RandomState, ARangeOfOneIntegerDrawsNothing) {
  RandomState random(9);
  RandomState untouched = random;
  EXPECT_EQ(random.randint(-4, -3), -4);
  EXPECT_EQ(random.random_sample(), untouched.random_sample());
}

TEST(RandomState, IntegersStayInTheirRangeAndReachBothEnds) {
  RandomState random(3);
  std::vector<int> seen(5, 0);
  for (int i = 0; i < 500; ++i) ++seen.at(static_cast<std::size_t>(random.randint(-2, 3) + 2));
  EXPECT_GT(*std::min_element(seen.begin(), seen.end()), 0);
}

TEST(RandomState, AnEmptyRangeIsRefused) {
  RandomState random;
  expect_invalid([&] { random.randint(3, 3); }, "[3, 3)");
  expect_invalid([&] { random.randint(3, -3); }, "low must be below high");
}

TEST(RandomState, WidthsAndDeviationsOutOfRangeAreRefused) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  constexpr double largest = std::numeric_limits<double>::max();
  RandomState random;
  expect_invalid([&] { random.normal(0, -0.5); }, "-0.5");
  expect_invalid([&] { random.normal(0, std::nan("")); }, ">= 0");
  expect_invalid([&] { random.uniform(0, infinity); }, "finite");
  expect_invalid([&] { random.uniform(-largest, largest); }, "finite");
}

TEST(RandomState, ShuffleMovesAnyTypeAsPermutationDoes) {
  std::vector<std::string> words = {"a", "b", "c", "d", "e", "f", "g"};
  const std::vector<std::string> before = words;
  RandomState(11).shuffle(std::span(words));
  const std::vector<std::size_t> order = RandomState(11).permutation(words.size());
  for (std::size_t i = 0; i < words.size(); ++i) EXPECT_EQ(words[i], before[order[i]]);
  EXPECT_NE(words, before);
}

TEST(RandomState, PermutationHoldsEveryNumberOnce) {
  std::vector<std::size_t> order = RandomState(2).permutation(1000);
  std::vector<std::size_t> sorted(1000);
  std::iota(sorted.begin(), sorted.end(), std::size_t{0});
  EXPECT_NE(order, sorted);
  std::sort(order.begin(), order.end());
  EXPECT_EQ(order, sorted);
  EXPECT_TRUE(RandomState(2).permutation(0).empty());
}

}  // namespace
