#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include <crescent/metrics/bootstrap.hpp>
#include <crescent/metrics/paired_tests.hpp>
#include <crescent/metrics/ranking.hpp>
#include <crescent/metrics/report.hpp>
#include <crescent/random/random_state.hpp>

#include "error_of.hpp"

namespace {

using crescent::ErrorCode;
using crescent::Index;
using crescent::Matrix;
using crescent::tests::error_of;
using namespace crescent::metrics;

/// Classes of which the model knows something; every class has rows.
Predictions some_classes(Index rows, int classes, std::uint32_t seed) {
  crescent::random::RandomState random(seed);
  Predictions predictions;
  predictions.probabilities.resize(rows, classes);
  for (Index i = 0; i < rows; ++i) {
    predictions.y.push_back(static_cast<int>(i % classes));
    for (int k = 0; k < classes; ++k) {
      predictions.probabilities(i, k) =
          std::exp(random.standard_normal() + (k == predictions.y.back() ? 1.5 : 0.0));
    }
    predictions.probabilities.row(i) /= predictions.probabilities.row(i).sum();
  }
  return predictions;
}

/// The same rows with row i written `times[i]` times.
Predictions repeated(const Predictions& predictions, const std::vector<double>& times) {
  Predictions result;
  std::vector<Index> rows;
  for (std::size_t i = 0; i < times.size(); ++i) {
    for (int t = 0; t < static_cast<int>(times[i]); ++t) {
      rows.push_back(static_cast<Index>(i));
      result.y.push_back(predictions.y[i]);
    }
  }
  result.probabilities = predictions.probabilities(rows, Eigen::all);
  return result;
}

TEST(Report, ARowOfWeightTwoIsTwoRows) {
  for (const int classes : {2, 4}) {
    const Predictions predictions = some_classes(40, classes, 5);
    std::vector<double> times;
    for (int i = 0; i < 40; ++i) times.push_back(i * 7 % 4);
    const Scorer weighted(predictions), plain(repeated(predictions, times));
    std::vector<double> a(weighted.size()), b(plain.size());
    weighted.score(times, a);
    plain.score({}, b);
    // Sums of 60 terms in another order.
    for (std::size_t i = 0; i < a.size(); ++i) EXPECT_NEAR(a[i], b[i], 1e-13) << i;
  }
}

TEST(Report, IntervalsHoldTheValueAndShrinkWithTheRows) {
  double last_width = 1;
  for (const Index rows : {40, 640}) {
    const Report all = report(some_classes(rows, 2, 1), {}, {.replicates = 300});
    ASSERT_EQ(all.metrics.size(), classification_metrics().size());
    for (const auto& [metric, estimate] : all.metrics) {
      if (metric == Metric::expected_calibration_error) continue;  // biased: see below
      EXPECT_LE(estimate.low, estimate.value) << name(metric);
      EXPECT_GE(estimate.high, estimate.value) << name(metric);
    }
    const Estimate& area = all.at(Metric::roc_auc);
    // Rows by 16: a quarter as wide.
    EXPECT_LT(area.high - area.low, 0.5 * last_width);
    last_width = area.high - area.low;
    EXPECT_EQ(all.rows, static_cast<std::size_t>(rows));
    EXPECT_EQ(all.classes.at(1).support, static_cast<double>(rows) / 2);
  }
}

/// Of 200 samples, about 95 % have the truth in their interval: here the log loss of a model that
/// gives the true probabilities, whose expectation is known.
TEST(Report, NinetyFivePercentOfTheIntervalsHoldTheTruth) {
  crescent::random::RandomState random(3);
  int hits = 0;
  const double truth = -(0.8 * std::log(0.8) + 0.2 * std::log(0.2));
  for (std::uint32_t sample = 0; sample < 200; ++sample) {
    Predictions predictions{.probabilities = Matrix<double>(80, 2)};
    for (Index i = 0; i < 80; ++i) {
      const bool one = random.random_sample() < 0.5;  // which class is the likely one
      const bool likely = random.random_sample() < 0.8;
      predictions.y.push_back(one == likely ? 1 : 0);
      predictions.probabilities(i, 1) = one ? 0.8 : 0.2;
      predictions.probabilities(i, 0) = 1 - predictions.probabilities(i, 1);
    }
    const auto loss =
        report(predictions, {}, {.replicates = 200, .seed = sample}).at(Metric::log_loss);
    hits += loss.low <= truth && truth <= loss.high ? 1 : 0;
  }
  // 190 expected, standard deviation 3.1; percentiles of a mean of 80 rows are a little narrow.
  EXPECT_GE(hits, 176);
  EXPECT_LE(hits, 199);
}

TEST(Report, TheCalibrationErrorsIntervalIsNotAboveIt) {
  // Perfectly calibrated but for chance: a resample looks worse than the sample by chance alone.
  const Report all = report(some_classes(60, 3, 2));
  const Estimate& error = all.at(Metric::expected_calibration_error);
  EXPECT_LE(error.low, error.value);
  EXPECT_GE(error.low, 0);
}

TEST(Report, SameBitsForAnyNumberOfThreads) {
  const Predictions predictions = some_classes(90, 3, 9);
  std::vector<double> weights;
  for (int i = 0; i < 90; ++i) weights.push_back(0.25 + i % 3);
  const auto bits = [&](int threads) {
    const Report all = report(predictions, weights, {.replicates = 100, .threads = threads});
    std::vector<double> numbers;
    for (const auto& one : all.metrics) {
      numbers.insert(numbers.end(), {one.estimate.value, one.estimate.low, one.estimate.high});
    }
    for (const auto& one : all.classes) numbers.insert(numbers.end(), {one.f1.low, one.f1.high});
    return numbers;
  };
  EXPECT_EQ(bits(1), bits(5));
}

TEST(Report, OfValuesHasTheFourErrors) {
  Predictions predictions;
  for (int i = 0; i < 50; ++i) {
    predictions.values.push_back(i * 1.5);
    predictions.predicted.push_back(i * 1.5 + (i % 5 - 2));
  }
  const Report all = report(predictions);
  EXPECT_NEAR(all.at(Metric::root_mean_squared_error).value, std::sqrt(2.0), 1e-12);
  EXPECT_NEAR(all.at(Metric::mean_absolute_error).value, 1.2, 1e-12);
  EXPECT_NEAR(all.at(Metric::median_absolute_error).value, 1.0, 1e-12);
  EXPECT_TRUE(all.classes.empty());
  const auto error = error_of([&] { all.at(Metric::accuracy); });
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code(), ErrorCode::invalid_argument);
}

TEST(Report, OneClassAloneHasNoArea) {
  Predictions predictions = some_classes(20, 2, 4);
  predictions.y.assign(20, 1);
  const Report all = report(predictions);
  EXPECT_TRUE(std::isnan(all.at(Metric::roc_auc).value));
  EXPECT_TRUE(std::isnan(all.at(Metric::roc_auc).low));
  EXPECT_FALSE(std::isnan(all.at(Metric::accuracy).value));
}

TEST(Bootstrap, DrawsRowsWithinTheirStratum) {
  const std::vector<int> strata = {5, 5, 5, -1, -1, 2};
  const Matrix<double> drawn = bootstrap(6, 3,
                                         [](Weights w, std::span<double> out) {
                                           out[0] = w[0] + w[1] + w[2];
                                           out[1] = w[3] + w[4];
                                           out[2] = w[5];
                                         },
                                         {}, {.replicates = 50, .strata = strata});
  for (Index r = 0; r < drawn.rows(); ++r) {
    EXPECT_EQ(drawn(r, 0), 3);
    EXPECT_EQ(drawn(r, 1), 2);
    EXPECT_EQ(drawn(r, 2), 1);
  }
}

TEST(Bootstrap, PercentilesLeaveOutWhatIsNotDefined) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  Matrix<double> replicates(5, 2);
  replicates << 3, nan, 1, nan, nan, nan, 2, 7, 4, 8;
  const auto intervals = percentile_intervals(replicates, 0.5);
  EXPECT_EQ(intervals[0].low, 1.75);  // numpy.percentile([1, 2, 3, 4], 25)
  EXPECT_EQ(intervals[0].high, 3.25);
  EXPECT_TRUE(std::isnan(intervals[1].low));
}

TEST(PairedTests, DifferencesByBootstrap) {
  Matrix<double> replicates(9, 1);
  replicates << -1, 2, 3, 4, 5, 6, 7, 8, 9;
  const Difference difference = bootstrap_difference(4.5, replicates, 0.5);
  EXPECT_EQ(difference.p_value, 2 * (1 + 1) / 10.0);
  EXPECT_EQ(difference.interval.low, 3);
  EXPECT_EQ(difference.interval.high, 7);
  EXPECT_EQ(bootstrap_difference(0, Matrix<double>::Zero(9, 1)).p_value, 1);
}

TEST(PairedTests, EqualFoldsAndEqualModels) {
  EXPECT_EQ(mcnemar({0, 1}, {0, 0}, {0, 0}).p_value, 1);
  EXPECT_EQ(corrected_resampled_t_test({0, 0, 0}, 0.5).p_value, 1);
  EXPECT_EQ(corrected_resampled_t_test({2, 2, 2}, 0.5).p_value, 0);
}

TEST(Report, RefusesWhatDoesNotFit) {
  const Predictions predictions = some_classes(4, 2, 1);
  const auto message = [](const auto& call) { return error_of(call).value().message(); };
  const auto of = [&](std::vector<double> w) { return score(predictions, Metric::accuracy, w); };
  EXPECT_NE(message([&] { of({1, 2}); }).find("2 weights for 4 rows"), std::string::npos);
  EXPECT_NE(message([&] { of({1, 2, -1, 0}); }).find("row 2"), std::string::npos);
  EXPECT_NE(message([&] { of({0, 0, 0, 0}); }).find("all weights are 0"), std::string::npos);
  EXPECT_NE(message([] { parse_metric("acuracy"); }).find("accuracy, balanced"), std::string::npos);
  EXPECT_NE(message([] { wilson_interval(3, 2); }).find("no share"), std::string::npos);
  EXPECT_NE(message([] { corrected_resampled_t_test({1}, 1); }).find("two or more"),
            std::string::npos);
  EXPECT_NE(message([&] { report(predictions, {}, {.replicates = 0}); }).find("replicates is 0"),
            std::string::npos);
  EXPECT_NE(message([&] {
              threshold_curve({0, 2}, {0.5, 0.5});
            }).find("class 2"),
            std::string::npos);
}

TEST(Metric, NamesComeBack) {
  for (const auto* list : {&classification_metrics(), &regression_metrics()}) {
    for (const Metric metric : *list) EXPECT_EQ(parse_metric(name(metric)), metric);
  }
  EXPECT_EQ(name(Metric::median_absolute_error), "median_absolute_error");
  EXPECT_TRUE(greater_is_better(Metric::r2));
  EXPECT_FALSE(greater_is_better(Metric::log_loss));
}

}  // namespace
