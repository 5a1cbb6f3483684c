// Numbers: tests/golden/make_metrics.py.
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <crescent/metrics/calibration.hpp>
#include <crescent/metrics/classification.hpp>
#include <crescent/metrics/paired_tests.hpp>
#include <crescent/metrics/ranking.hpp>
#include <crescent/metrics/report.hpp>

#include "golden/golden.hpp"

namespace {

using crescent::Index;
using crescent::Matrix;
using nlohmann::json;
namespace metrics = crescent::metrics;

// Sums of at most 200 terms, taken in another order: a rounding error for each.
constexpr double kRounding = 200 * 2.2e-16;

void expect_near(double value, const json& expected, const std::string& what) {
  if (expected.is_null()) {
    EXPECT_TRUE(std::isnan(value)) << what << " is " << value;
    return;
  }
  const auto wanted = expected.get<double>();
  EXPECT_NEAR(value, wanted, kRounding * std::max(1.0, std::abs(wanted))) << what;
}

void expect_near(const std::vector<double>& values, const json& expected, const std::string& what) {
  ASSERT_EQ(values.size(), expected.size()) << what;
  for (std::size_t i = 0; i < values.size(); ++i) expect_near(values[i], expected[i], what);
}

metrics::Predictions predictions_of(const json& golden) {
  metrics::Predictions predictions{.y = golden.at("y")};
  const auto classes = golden.at("classes").get<Index>();
  predictions.probabilities.resize(static_cast<Index>(predictions.y.size()), classes);
  for (Index i = 0; i < predictions.probabilities.size(); ++i) {
    const auto row = static_cast<std::size_t>(i / classes);
    const auto column = static_cast<std::size_t>(i % classes);
    predictions.probabilities.data()[i] = golden.at("probabilities")[row][column].get<double>();
  }
  return predictions;
}

/// Each function by itself.
void compare_functions(const json& golden) {
  const metrics::Predictions predictions = predictions_of(golden);
  const auto& [y, p] = std::tie(predictions.y, predictions.probabilities);
  const std::vector<double> w = golden.at("weights");
  const auto classes = golden.at("classes").get<int>();
  const std::vector<int> predicted = metrics::argmax_rows(p);
  EXPECT_EQ(predicted, golden.at("argmax").get<std::vector<int>>());
  expect_near(metrics::accuracy(y, predicted, w), golden.at("accuracy"), "accuracy");
  expect_near(metrics::log_loss(y, p, w), golden.at("log_loss"), "log_loss");
  expect_near(metrics::roc_auc(y, p, w), golden.at("roc_auc"), "roc_auc");
  expect_near(metrics::average_precision(y, p, w), golden.at("average_precision"), "AP");
  expect_near(metrics::expected_calibration_error(y, p, w), golden.at("expected_calibration_error"),
              "ECE");
  if (!golden.at("brier_score").is_null()) {
    expect_near(metrics::brier_score(y, p, w), golden.at("brier_score"), "brier_score");
  }
  const Matrix<double> counts = metrics::weighted_confusion_matrix(y, predicted, classes, w);
  for (int i = 0; i < classes; ++i) {
    for (int j = 0; j < classes; ++j) {
      expect_near(
          counts(i, j),
          golden.at("confusion_matrix")[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)],
          "confusion_matrix");
    }
  }
  if (w.empty()) {
    EXPECT_EQ(metrics::confusion_matrix(y, predicted, classes).cast<double>(), counts);
  }
}

/// All at once, as reports take them.
void compare_scorer(const json& golden) {
  const metrics::Scorer scorer(predictions_of(golden));
  std::vector<double> scores(scorer.size());
  const std::vector<double> w = golden.at("weights");
  scorer.score(w, scores);
  const auto& list = metrics::classification_metrics();
  for (std::size_t i = 0; i < list.size(); ++i) {
    const std::string name(metrics::name(list[i]));
    if (name == "brier_score" && golden.at(name).is_null()) continue;
    expect_near(scores[i], golden.at(name), name);
  }
  expect_near(
      std::vector<double>(scores.begin() + static_cast<std::ptrdiff_t>(list.size()), scores.end()),
      golden.at("each"), "precision, recall, f1 by class");
}

TEST(MetricsGolden, EqualScikitLearn) {
  const json golden = crescent::golden::load("metrics");
  for (const auto& expected : golden.at("cases")) {
    SCOPED_TRACE(expected.at("name").get<std::string>());
    compare_functions(expected);
    compare_scorer(expected);
  }
}

TEST(MetricsGolden, CurvesEqualScikitLearn) {
  const json golden = crescent::golden::load("metrics");
  std::size_t compared = 0;
  for (const auto& expected : golden.at("cases")) {
    if (!expected.contains("reliability")) continue;
    SCOPED_TRACE(expected.at("name").get<std::string>());
    const metrics::Predictions predictions = predictions_of(expected);
    std::vector<double> score;
    for (Index i = 0; i < predictions.probabilities.rows(); ++i)
      score.push_back(predictions.probabilities(i, 1));

    const auto reliability =
        metrics::reliability_curve(predictions.y, predictions.probabilities, {}, 10);
    expect_near(reliability.predicted, expected.at("reliability").at("predicted"), "predicted");
    expect_near(reliability.observed, expected.at("reliability").at("observed"), "observed");

    std::vector<bool> positive;
    for (const int y : predictions.y) positive.push_back(y == 1);
    const auto roc = metrics::Ranking(positive, score).roc_curve();
    const auto& wanted = expected.at("roc_curve");
    expect_near(roc.false_positive_rate, wanted.at("false_positive_rate"), "false positive rate");
    expect_near(roc.true_positive_rate, wanted.at("true_positive_rate"), "true positive rate");

    const auto curve = metrics::threshold_curve(predictions.y, score, {}, 20);
    ASSERT_EQ(curve.threshold.size(), 21u);
    for (std::size_t t = 0; t < 21; ++t) {
      expect_near({curve.precision[t], curve.recall[t], curve.f1[t], curve.accuracy[t]},
                  expected.at("thresholds")[t], "threshold " + std::to_string(t));
    }
    ++compared;
  }
  EXPECT_EQ(compared, 2u);
}

TEST(MetricsGolden, ErrorsOfValuesEqualScikitLearn) {
  const json golden = crescent::golden::load("metrics");
  for (const auto& expected : golden.at("values")) {
    SCOPED_TRACE(expected.at("name").get<std::string>());
    const metrics::Predictions predictions{.values = expected.at("y"),
                                           .predicted = expected.at("predicted")};
    const std::vector<double> w = expected.at("weights");
    for (const metrics::Metric metric : metrics::regression_metrics()) {
      const std::string name(metrics::name(metric));
      expect_near(metrics::score(predictions, metric, w), expected.at(name), name);
    }
  }
}

/// y and predictions of which the first model alone has `b` right, the second alone `c`.
metrics::McNemar mcnemar_of(int b, int c) {
  std::vector<int> y, first, second;
  const auto add = [&](int count, int one, int other) {
    for (int i = 0; i < count; ++i) {
      y.push_back(1);
      first.push_back(one);
      second.push_back(other);
    }
  };
  add(b, 1, 0);
  add(c, 2, 1);
  add(4, 1, 1);
  add(3, 0, 2);
  return metrics::mcnemar(y, first, second);
}

TEST(MetricsGolden, TestsEqualSciPy) {
  const json golden = crescent::golden::load("metrics").at("tests");
  // Incomplete beta functions by two libraries.
  constexpr double kBeta = 1e-11;
  for (const auto& one : golden.at("mcnemar")) {
    const auto result = mcnemar_of(one[0], one[1]);
    EXPECT_EQ(result.only_first, one[0].get<Index>());
    EXPECT_EQ(result.only_second, one[1].get<Index>());
    EXPECT_NEAR(result.p_value, one[2].get<double>(), kBeta) << one;
  }
  for (const auto& one : golden.at("wilson")) {
    const auto interval = metrics::wilson_interval(one[0], one[1], one[2]);
    EXPECT_NEAR(interval.low, one[3].get<double>(), kBeta) << one;
    EXPECT_NEAR(interval.high, one[4].get<double>(), kBeta) << one;
  }
  for (const auto& one : golden.at("resampled")) {
    const auto result = metrics::corrected_resampled_t_test(one.at("differences"), one.at("share"));
    EXPECT_NEAR(result.value, one.at("value").get<double>(), kBeta);
    EXPECT_NEAR(result.interval.low, one.at("low").get<double>(), kBeta);
    EXPECT_NEAR(result.interval.high, one.at("high").get<double>(), kBeta);
    EXPECT_NEAR(result.p_value, one.at("p_value").get<double>(), kBeta);
  }
}

}  // namespace
