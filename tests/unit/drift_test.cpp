#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include <crescent/data/csv.hpp>
#include <crescent/metrics/drift.hpp>
#include <crescent/model/drift.hpp>

#include "error_of.hpp"

namespace {

using crescent::tests::error_of;
namespace data = crescent::data;
namespace metrics = crescent::metrics;
namespace model = crescent::model;
namespace preprocess = crescent::preprocess;

TEST(Drift, StabilityIndexByHand) {
  // Shares (with half a row each) 10.5/21, 10.5/21 and 15.5/21, 5.5/21.
  const double e = 0.5, a = 15.5 / 21, b = 5.5 / 21;
  EXPECT_NEAR(metrics::population_stability_index({10, 10}, {15, 5}),
              (a - e) * std::log(a / e) + (b - e) * std::log(b / e), 1e-15);
  EXPECT_EQ(metrics::population_stability_index({3, 7}, {3, 7}), 0);
  EXPECT_GT(metrics::population_stability_index({100, 0}, {0, 100}), 5);
  EXPECT_TRUE(error_of([] { metrics::population_stability_index({1}, {1, 2}); }));
  EXPECT_TRUE(error_of([] { metrics::population_stability_index({0}, {1}); }));
}

TEST(Drift, ChiSquaredEqualsSciPy) {
  // scipy.stats.chi2_contingency([[20, 30, 50], [40, 25, 35]], correction=False)
  const auto test = metrics::chi_squared({20, 30, 50}, {40, 25, 35});
  EXPECT_NEAR(test.statistic, 9.768270944741532, 1e-12);
  EXPECT_NEAR(test.p_value, 0.007565661659075727, 1e-12);
  // Bins of fewer than 5 rows are one.
  EXPECT_EQ(metrics::chi_squared({20, 1, 2}, {10, 1, 1}).statistic,
            metrics::chi_squared({20, 3}, {10, 2}).statistic);
  EXPECT_EQ(metrics::chi_squared({20}, {10}).p_value, 1);
}

TEST(Drift, KolmogorovSmirnovOfTheSameRowsIsNothing) {
  std::vector<double> quantiles(101), values(1001);
  std::iota(quantiles.begin(), quantiles.end(), 0.0);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<double>(i) / 10;
  EXPECT_EQ(metrics::kolmogorov_smirnov(quantiles, 1001, values).p_value, 1);
  // A fifth of the rows moved up: the distance is 0.2, less half of a step.
  for (double& value : values) value += 20;
  const auto moved = metrics::kolmogorov_smirnov(quantiles, 1001, values);
  EXPECT_NEAR(moved.statistic, 0.2 - 0.005, 1.5e-3);
  EXPECT_LT(moved.p_value, 1e-10);
  EXPECT_TRUE(error_of([] { metrics::kolmogorov_smirnov({1}, 1, {1}); }));
}

TEST(Drift, KolmogorovSmirnovOfFewDifferentValues) {
  // 0 in 60 % of the rows, 1 in the others, on both sides: nothing moved.
  std::vector<double> quantiles(101, 1.0);
  std::fill(quantiles.begin(), quantiles.begin() + 60, 0.0);
  std::vector<double> values(500, 1.0);
  std::fill(values.begin(), values.begin() + 300, 0.0);
  EXPECT_GT(metrics::kolmogorov_smirnov(quantiles, 500, values).p_value, 0.9);
}

TEST(Drift, ColumnsAreComparedWithTheirTrainingRows) {
  std::string text = "n,level,y\n", moved = text;
  for (int i = 0; i < 200; ++i) {
    text +=
        std::to_string(i % 50) + (i % 4 == 0 ? ",red," : ",blue,") + std::to_string(i % 2) + "\n";
    moved +=
        std::to_string(i % 50) + (i % 4 == 0 ? ",blue," : ",red,") + std::to_string(i % 2) + "\n";
  }
  const data::Table train = data::parse_csv(text, "train.csv");
  const data::Table other = data::parse_csv(moved, "other.csv");
  std::vector<std::size_t> rows(200);
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  const auto pipeline = preprocess::fit(train, train.find("y"), rows);
  const auto summaries = model::summarise(pipeline, train, rows);
  ASSERT_EQ(summaries.size(), 2u);
  EXPECT_EQ(summaries[0].quantiles.size(), model::summary_steps + 1);
  EXPECT_EQ(summaries[0].quantiles.back(), 49);
  EXPECT_EQ(summaries[1].counts, (std::vector<double>{150, 50}));  // blue, red
  for (const auto& one : model::drift(pipeline, summaries, train, rows)) {
    EXPECT_FALSE(one.moved);
    EXPECT_LT(one.psi, 1e-2);
  }
  const auto drifts = model::drift(pipeline, summaries, other, rows);
  EXPECT_EQ(drifts[0].column, "level");
  EXPECT_TRUE(drifts[0].moved);
  EXPECT_EQ(drifts[0].words, "'blue' from 75 % to 25 %");
  EXPECT_FALSE(drifts[1].moved);
  EXPECT_TRUE(error_of([&] { model::drift(pipeline, {}, other, rows); }));
}

}  // namespace
