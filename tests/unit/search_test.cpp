#include <cmath>
#include <limits>
#include <map>

#include <gtest/gtest.h>

#include <crescent/data/csv.hpp>
#include <crescent/experiment/search.hpp>
#include <crescent/experiment/sweep.hpp>
#include <crescent/random/random_state.hpp>

#include "error_of.hpp"

namespace {

using namespace crescent::experiment;
using crescent::Index;
using crescent::tests::error_of;
namespace data = crescent::data;
namespace metrics = crescent::metrics;

/// Two classes that a hidden layer tells apart and a straight line does not.
data::Table rings() {
  crescent::random::RandomState random(1);
  std::string text = "a,b,y\n";
  for (int i = 0; i < 150; ++i) {
    const double angle = random.uniform(0, 6.28), radius = i % 2 == 0 ? 1 : 2.5;
    text += std::to_string(radius * std::cos(angle) + 0.2 * random.standard_normal()) + "," +
            std::to_string(radius * std::sin(angle) + 0.2 * random.standard_normal()) +
            (i % 2 == 0 ? ",in\n" : ",out\n");
  }
  return data::parse_csv(text, "rings.csv");
}

std::vector<Recipe> candidates() {
  std::vector<Recipe> recipes;
  for (const Index units : {0, 1, 2, 12, 3, 0, 1}) {
    Recipe recipe{.hidden = {}};
    if (units > 0) recipe.hidden = {units};
    recipe.fit.optimiser.solver = crescent::solvers::Solver::adam;
    recipe.fit.learning_rate = 0.05;
    recipe.fit.epochs = 90;
    recipes.push_back(recipe);
  }
  return recipes;
}

bool same(const SearchResult& a, const SearchResult& b) {
  if (a.winner != b.winner || a.scores.size() != b.scores.size()) return false;
  for (std::size_t i = 0; i < a.scores.size(); ++i) {
    if (a.scores[i].score != b.scores[i].score || a.scores[i].trial != b.scores[i].trial) {
      return false;
    }
  }
  return true;
}

TEST(Search, HalvesUntilTheBestIsLeft) {
  const data::Table table = rings();
  const Problem problem = make_problem(table, "y");
  const auto recipes = candidates();
  const auto result = successive_halving(recipes, problem, problem.rows, {});
  // 7 with 10 epochs, 3 with 30, 1 with 90.
  std::map<int, std::pair<int, Index>> rungs;
  for (const auto& one : result.scores) {
    ++rungs[one.rung].first;
    rungs[one.rung].second = one.epochs;
  }
  EXPECT_EQ(rungs,
            (std::map<int, std::pair<int, Index>>{{0, {7, 10}}, {1, {3, 30}}, {2, {1, 90}}}));
  EXPECT_EQ(result.winner, 3u);
  // Each rung keeps the best of the one before.
  double kept = 0, left = std::numeric_limits<double>::infinity();
  for (const auto& one : result.scores) {
    if (one.rung > 0) continue;
    bool goes_on = false;
    for (const auto& other : result.scores) goes_on |= other.rung == 1 && other.trial == one.trial;
    if (goes_on) kept = std::max(kept, one.score);
    if (!goes_on) left = std::min(left, one.score);
  }
  EXPECT_LE(kept, left);
}

TEST(Search, IsTheSameForAnyThreadsAndWhenItGoesOn) {
  const data::Table table = rings();
  const Problem problem = make_problem(table, "y");
  const auto recipes = candidates();
  std::vector<TrialScore> told;
  const auto whole = successive_halving(recipes, problem, problem.rows, {.threads = 1}, {},
                                        [&](const TrialScore& score) { told.push_back(score); });
  EXPECT_EQ(told.size(), whole.scores.size());
  EXPECT_TRUE(same(whole, successive_halving(recipes, problem, problem.rows, {.threads = 3})));
  // Stopped after five scores: the others alone are computed.
  const std::vector<TrialScore> known(told.begin(), told.begin() + 5);
  std::size_t computed = 0;
  const auto rest = successive_halving(recipes, problem, problem.rows, {}, known,
                                       [&](const TrialScore&) { ++computed; });
  EXPECT_TRUE(same(whole, rest));
  EXPECT_EQ(computed, whole.scores.size() - 5);
}

TEST(Search, UsesNoOtherRows) {
  data::Table table = rings();
  const Problem problem = make_problem(table, "y");
  const std::vector<std::size_t> rows(problem.rows.begin(), problem.rows.begin() + 100);
  const auto recipes = candidates();
  const auto before = successive_halving(recipes, problem, rows, {.rungs = 1});
  for (std::size_t row = 100; row < 150; ++row) table.columns[0].numbers[row] = 1e6;
  EXPECT_TRUE(same(before, successive_halving(recipes, problem, rows, {.rungs = 1})));
}

TEST(Search, WhatFailsComesLast) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(best_of({nan, 2, 1, 1, nan}, metrics::Metric::log_loss), 2u);
  EXPECT_EQ(best_of({nan, 2, 1, 2}, metrics::Metric::accuracy), 1u);
  EXPECT_EQ(error_of([&] {
              return best_of({nan, nan}, metrics::Metric::r2);
            })->code(),
            crescent::ErrorCode::numeric);
  const data::Table table = rings();
  const Problem problem = make_problem(table, "y");
  EXPECT_TRUE(error_of([&] { successive_halving({}, problem, problem.rows, {}); }));
}

}  // namespace
