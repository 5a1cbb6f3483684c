#include <cmath>

#include <gtest/gtest.h>

#include <crescent/metrics/classification.hpp>
#include <crescent/model/evaluation.hpp>
#include <crescent/model/importance.hpp>
#include <crescent/model/model.hpp>
#include <crescent/random/random_state.hpp>

#include "error_of.hpp"

namespace {

using crescent::Index;
using crescent::Matrix;
using crescent::metrics::Metric;
using crescent::tests::error_of;
namespace model = crescent::model;
namespace network = crescent::network;
namespace preprocess = crescent::preprocess;

/// Two classes by one unit: the weights are the features', the class is which side a row is on.
model::Model one_unit(const std::vector<double>& weights) {
  preprocess::Pipeline pipeline{
      .columns = {}, .target = "y", .classes = {"no", "yes"}, .skipped = {}};
  pipeline.columns.push_back({.name = "strong"});
  pipeline.columns.push_back(
      {.name = "colour", .kind = preprocess::ColumnKind::categorical, .levels = {"blue", "red"}});
  pipeline.columns.push_back({.name = "useless"});
  network::Network net(network::make_architecture(static_cast<Index>(weights.size()), {}, 2));
  for (std::size_t f = 0; f < weights.size(); ++f) {
    net.W(0)(static_cast<Index>(f), 0) = 0;
    net.W(0)(static_cast<Index>(f), 1) = weights[f];
  }
  return {.pipeline = pipeline, .network = net};
}

struct Rows {
  Matrix<double> x;
  std::vector<int> y;
};

/// Rows that one_unit({3, -1, 1, 0}) is right about in most cases.
Rows rows_of(Index count, std::uint32_t seed) {
  crescent::random::RandomState random(seed);
  Rows rows{Matrix<double>(count, 4), {}};
  for (Index i = 0; i < count; ++i) {
    const bool red = random.random_sample() < 0.5;
    rows.x.row(i) << random.standard_normal(), red ? 0 : 1, red ? 1 : 0, random.standard_normal();
    const double z = 3 * rows.x(i, 0) + (red ? 1 : -1);
    rows.y.push_back(random.random_sample() < 1 / (1 + std::exp(-z)) ? 1 : 0);
  }
  return rows;
}

TEST(Evaluation, StandsBesideItsBaselines) {
  model::Model m = one_unit({3, -1, 1, 0});
  const Rows train = rows_of(400, 1), test = rows_of(300, 2);
  m.baselines = model::fit_baselines(train.x, train.y, 2);
  const auto evaluation = model::evaluate(m, test.x, test.y);
  EXPECT_EQ(evaluation.rows(), 300u);
  const auto predicted = m.network.predict(test.x);
  EXPECT_EQ(evaluation.network.report.at(Metric::accuracy).value,
            crescent::metrics::accuracy(test.y, predicted));
  // The model is the truth: far better than the majority, as good as logistic regression.
  const auto& majority = evaluation.against_constant.at(0);
  EXPECT_EQ(majority.metric, Metric::accuracy);
  EXPECT_TRUE(majority.first_is_better() && majority.is_real());
  EXPECT_NEAR(majority.difference.value,
              evaluation.network.report.at(Metric::accuracy).value -
                  evaluation.constant.report.at(Metric::accuracy).value,
              1e-12);
  EXPECT_FALSE(evaluation.against_linear.at(0).is_real());
  // Losses are better where they are lower.
  const auto& loss = evaluation.against_constant.at(1);
  EXPECT_LT(loss.difference.value, 0);
  EXPECT_TRUE(loss.first_is_better() && loss.is_real());
}

TEST(Evaluation, AWorseNetworkIsFoundOut) {
  model::Model m = one_unit({-3, -1, 1, 0});
  const Rows train = rows_of(400, 1), test = rows_of(300, 2);
  m.baselines = model::fit_baselines(train.x, train.y, 2);
  const auto evaluation = model::evaluate(m, test.x, test.y);
  for (const auto& one : evaluation.against_linear) {
    EXPECT_FALSE(one.first_is_better());
    EXPECT_TRUE(one.is_real());
  }
}

TEST(Evaluation, OfValues) {
  crescent::metrics::Predictions good, line, mean;
  for (int i = 0; i < 60; ++i) {
    const double truth = 0.1 * i * i;
    for (auto* one : {&good, &line, &mean}) one->values.push_back(truth);
    good.predicted.push_back(truth + 0.1 * (i % 3 - 1));
    line.predicted.push_back(5.9 * i - 55);
    mean.predicted.push_back(117);
  }
  const auto evaluation = model::evaluate(good, line, mean);
  EXPECT_EQ(evaluation.linear.name, "linear_regression");
  EXPECT_EQ(evaluation.constant.name, "mean");
  EXPECT_GT(evaluation.network.report.at(Metric::r2).value, 0.999);
  for (const auto* list : {&evaluation.against_linear, &evaluation.against_constant}) {
    for (const auto& one : *list) EXPECT_TRUE(one.first_is_better() && one.is_real());
  }
  mean.values[0] += 1;
  EXPECT_NE(error_of([&] { model::evaluate(good, line, mean); })->message().find("different rows"),
            std::string::npos);
}

TEST(Importance, FindsWhatTheModelLooksAt) {
  const model::Model m = one_unit({3, -1, 1, 0});
  const Rows test = rows_of(500, 3);
  const auto importance = model::permutation_importance(m, test.x, test.y, {.repeats = 4});
  ASSERT_EQ(importance.columns.size(), 3u);
  EXPECT_EQ(importance.columns[0].column, "strong");
  EXPECT_EQ(importance.columns[1].column, "colour");
  EXPECT_GT(importance.columns[0].mean, 0.5);
  EXPECT_GT(importance.columns[1].mean, 0.02);
  // Its weight is 0: nothing changes, whatever is shuffled.
  EXPECT_EQ(importance.columns[2].column, "useless");
  EXPECT_EQ(importance.columns[2].mean, 0);
  EXPECT_EQ(importance.rows, 500);
}

TEST(Importance, IsTheSameForAnyNumberOfThreads) {
  const model::Model m = one_unit({3, -1, 1, 0.5});
  const Rows test = rows_of(200, 4);
  const auto of = [&](int threads) {
    std::vector<double> numbers;
    for (const auto& column :
         model::permutation_importance(m, test.x, test.y, {.threads = threads}).columns) {
      numbers.insert(numbers.end(), {column.mean, column.standard_deviation});
    }
    return numbers;
  };
  EXPECT_EQ(of(1), of(4));
}

TEST(Importance, TakesFewerRowsWhereThereIsTooMuchToDo) {
  const model::Model m = one_unit({3, -1, 1, 0});
  const Rows test = rows_of(500, 3);
  EXPECT_EQ(model::permutation_importance(m, test.x, test.y, {.budget = 1}).rows, 200);
  EXPECT_TRUE(error_of([&] { model::permutation_importance(m, test.x, test.y, {.repeats = 0}); }));
}

}  // namespace
