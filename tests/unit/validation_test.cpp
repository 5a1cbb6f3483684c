// Rows that judge a training on its way: curves, early stopping, best weights; plateaus.
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <string>

#include <gtest/gtest.h>

#include <crescent/datasets/generators.hpp>
#include <crescent/metrics/classification.hpp>
#include <crescent/train/fit.hpp>

#include "unit/error_of.hpp"
#include "unit/small_networks.hpp"

namespace metrics = crescent::metrics;
namespace network = crescent::network;
namespace train = crescent::train;
using crescent::ErrorCode;
using crescent::Index;
using crescent::Matrix;
using crescent::data::Dataset;
using crescent::random::RandomState;
using crescent::solvers::Solver;
using crescent::tests::error_of;
using crescent::tests::moons;
using crescent::tests::Weights;
using crescent::tests::weights_of;
using network::Network;
using train::Options;

namespace {

struct Trained {
  Dataset data = moons(60, 0.4, 12), held_out = moons(30, 0.4, 13);
  Network net{network::make_architecture(2, {12}, 2)};
  train::History history;
  std::map<Index, Weights> weights;  // after each recorded epoch
  std::vector<train::Event> events;

  explicit Trained(const Options& options, bool validated = true,
                   const std::atomic<bool>* stop = nullptr) {
    RandomState random(3);
    network::initialise(net, network::Initialisation::normal, random);
    train::Surroundings surroundings{.stop = stop};
    if (validated) {
      surroundings.validation = {{held_out.x.data(), static_cast<std::size_t>(held_out.x.size())},
                                 held_out.y};
    }
    surroundings.on_epoch = [&](const train::Progress& now) {
      weights[now.epoch] = weights_of(now.network);
      return true;
    };
    surroundings.on_event = [&](const train::Event& event) { events.push_back(event); };
    history = train::fit(net, data.x, data.y, options, surroundings);
  }
};

/// Overfits: few rows, much noise, a large step.
Options overfitting() { return {.learning_rate = 0.03, .epochs = 60, .batch_size = 16, .seed = 5}; }

TEST(Validation, CurvesAreLossAndAccuracyOfTheRowsAfterEachEpoch) {
  for (const auto precision : {train::Precision::float64, train::Precision::float32}) {
    for (const auto solver : {Solver::adam, Solver::lbfgs}) {
      if (solver == Solver::lbfgs && precision == train::Precision::float32) continue;
      Options options = overfitting();
      options.optimiser.solver = solver;
      if (solver == Solver::lbfgs) options.batch_size = 0;
      options.precision = precision;
      options.epochs = 20;
      options.loss.l2 = 0.3;  // not a part of the validation's loss
      const Trained run(options);
      ASSERT_EQ(run.history.validation_losses.size(), 20u);
      ASSERT_EQ(run.history.validation_metrics.size(), 20u);
      Network net = run.net;
      for (std::size_t i = 0; i < 20; ++i) {
        const Weights& w = run.weights.at(run.history.epochs[i]);
        std::copy(w.begin(), w.end(), net.parameters().begin());
        const Matrix<double> p = net.predict_proba(run.held_out.x);
        // The weights are the same; float32 computes with them coarsely.
        const double rounding = precision == train::Precision::float32 ? 1e-5 : 1e-12;
        EXPECT_NEAR(run.history.validation_losses[i], metrics::log_loss(run.held_out.y, p),
                    rounding);
        EXPECT_DOUBLE_EQ(run.history.validation_metrics[i],
                         metrics::accuracy(run.held_out.y, metrics::argmax_rows(p)));
      }
    }
  }
}

TEST(Validation, LookingAtItChangesNothing) {
  Options options = overfitting();
  options.restore_best = false;
  EXPECT_EQ(weights_of(Trained(options).net), weights_of(Trained(options, false).net));
}

TEST(Validation, TheBestWeightsComeBack) {
  Options options = overfitting();
  const Trained run(options);
  const auto& losses = run.history.validation_losses;
  const auto best = std::min_element(losses.begin(), losses.end()) - losses.begin();
  ASSERT_GT(best, 0);
  ASSERT_LT(best, 50) << "it must overfit";
  EXPECT_EQ(run.history.best_epoch, best);
  EXPECT_EQ(weights_of(run.net), run.weights.at(best));
  EXPECT_EQ(run.history.losses.size(), 60u);

  options.monitor = train::Monitor::metric;
  const Trained by_metric(options);
  const auto& accuracies = by_metric.history.validation_metrics;
  const auto highest = std::max_element(accuracies.begin(), accuracies.end()) - accuracies.begin();
  EXPECT_NE(highest, best);
  EXPECT_EQ(by_metric.history.best_epoch, highest) << "the first of equals";
  EXPECT_EQ(weights_of(by_metric.net), by_metric.weights.at(highest));

  options.restore_best = false;
  const Trained last(options);
  EXPECT_EQ(weights_of(last.net), last.weights.at(59));
  EXPECT_EQ(last.history.best_epoch, highest);
}

/// The epoch after which there was no loss lower by min_delta for `patience` epochs; -1: none.
Index expected_stop(const std::vector<double>& losses, Index patience, double min_delta) {
  for (std::size_t end = 0; end < losses.size(); ++end) {
    double mark = losses[0];
    std::size_t at = 0;
    for (std::size_t i = 1; i <= end; ++i) {
      if (losses[i] < mark - min_delta) mark = losses[at = i];
    }
    if (end - at >= static_cast<std::size_t>(patience)) return static_cast<Index>(end);
  }
  return -1;
}

TEST(EarlyStopping, ComesWhenPatienceIsLostAndKeepsTheBest) {
  const Trained whole(overfitting());
  for (const Index patience : {1, 3, 8}) {
    for (const double min_delta : {0.0, 0.01}) {
      Options options = overfitting();
      options.patience = patience;
      options.min_delta = min_delta;
      const Index stop = expected_stop(whole.history.validation_losses, patience, min_delta);
      ASSERT_GT(stop, 0);
      const Trained run(options);
      EXPECT_EQ(run.history.epochs.back(), stop) << patience << ", " << min_delta;
      EXPECT_EQ(run.history.end, train::End::patience);
      const auto& losses = run.history.validation_losses;
      const auto best = std::min_element(losses.begin(), losses.end()) - losses.begin();
      EXPECT_EQ(weights_of(run.net), whole.weights.at(best));
      ASSERT_EQ(run.events.size(), 1u);
      EXPECT_EQ(run.events[0].kind, train::EventKind::stopped_early);
      EXPECT_EQ(run.events[0].epoch, stop);
      EXPECT_NE(run.events[0].message.find("epoch " + std::to_string(best)), std::string::npos)
          << run.events[0].message;
    }
  }
}

TEST(EarlyStopping, CountsTheEpochsThatAreRecorded) {
  Options options = overfitting();
  options.loss_every = 4;
  const Trained whole(options);
  EXPECT_EQ(whole.history.end, train::End::epochs);
  options.patience = 3;
  const auto& losses = whole.history.validation_losses;
  const Index stop = expected_stop(losses, 3, 0);
  ASSERT_GT(stop, 0);
  EXPECT_EQ(Trained(options).history.epochs.back(), stop * 4);
}

TEST(EarlyStopping, LbfgsStopsToo) {
  Options options{.optimiser = {.solver = Solver::lbfgs}, .epochs = 200};
  const Trained whole(options);
  options.patience = 5;
  const Trained run(options);
  EXPECT_EQ(run.history.epochs.back(), expected_stop(whole.history.validation_losses, 5, 0));
  EXPECT_EQ(weights_of(run.net), whole.weights.at(run.history.best_epoch));
  EXPECT_EQ(run.history.end, train::End::patience);
}

TEST(Validation, OfARegressionIsItsLossAndRSquared) {
  // Two outputs, weighted rows; the formulas, written out.
  RandomState random(8);
  Matrix<double> x(40, 2), held_out(15, 2);
  std::vector<double> values(80), wanted(30), weights(15);
  for (auto* part : {&x, &held_out}) {
    for (Index i = 0; i < part->size(); ++i) part->data()[i] = random.standard_normal();
  }
  for (auto* part : {&values, &wanted}) {
    for (double& value : *part) value = random.standard_normal();
  }
  for (double& weight : weights) weight = random.uniform(0, 2);
  auto architecture = network::make_architecture(2, {5}, 2);
  architecture.output = network::Output::identity;
  Network net(architecture);
  network::initialise(net, network::Initialisation::normal, random);
  Options options{.learning_rate = 0.05, .epochs = 6};
  options.restore_best = false;
  const train::Validation validation{{held_out.data(), 30},
                                     crescent::reference::Targets::of_values(wanted, weights)};
  const auto history = train::fit(net, x, crescent::reference::Targets::of_values(values), options,
                                  {.validation = validation});
  const Matrix<double> p = net.predict_proba(held_out);
  double loss = 0, errors = 0, spread = 0, all = 0;
  double means[2] = {0, 0};
  for (std::size_t n = 0; n < 15; ++n) {
    all += weights[n];
    for (std::size_t k = 0; k < 2; ++k) means[k] += weights[n] * wanted[2 * n + k];
  }
  for (std::size_t n = 0; n < 15; ++n) {
    for (std::size_t k = 0; k < 2; ++k) {
      const double t = wanted[2 * n + k];
      const double error = p(static_cast<Index>(n), static_cast<Index>(k)) - t;
      loss += weights[n] * error * error / 2 / 15;
      errors += weights[n] * error * error;
      spread += weights[n] * (t - means[k] / all) * (t - means[k] / all);
    }
  }
  EXPECT_NEAR(history.validation_losses.back(), loss, 1e-12);
  EXPECT_NEAR(history.validation_metrics.back(), 1 - errors / spread, 1e-12);
}

void expect_refused(const Options& options, const train::Validation& validation, ErrorCode code,
                    const std::string& word) {
  const Dataset data = moons(20, 0.4, 12);
  Network net{network::make_architecture(2, {3}, 2)};
  const auto error = error_of(
      [&] { return train::fit(net, data.x, data.y, options, {.validation = validation}); });
  ASSERT_TRUE(error) << word;
  EXPECT_EQ(error->code(), code) << error->message();
  EXPECT_NE(error->message().find(word), std::string::npos) << error->message();
}

TEST(ValidationRefuses, WhatDoesNotFit) {
  const auto wrong = ErrorCode::invalid_argument;
  expect_refused({.patience = 3}, {}, wrong, "validation rows");
  expect_refused({.monitor = train::Monitor::metric}, {}, wrong, "validation rows");
  std::vector<double> x = {1, 2, 3, 4};
  std::vector<int> y = {0, 1};
  const std::span<const double> three(x.data(), 3);
  expect_refused({}, {three, y}, wrong, "3 numbers");
  expect_refused({}, {x, {}}, wrong, "2 examples, but 0 labels");
  expect_refused({.patience = -1}, {x, y}, wrong, "patience");
  expect_refused({.min_delta = -0.1}, {x, y}, wrong, "min_delta");
  expect_refused({.schedule = {.warm_up = 1}}, {}, wrong, "warm_up");
  expect_refused({.schedule = {.patience = 0}}, {}, wrong, "patience");
  expect_refused({.schedule = {.threshold = -1}}, {}, wrong, "threshold");
  y[1] = 2;
  expect_refused({}, {x, y}, wrong, "label 2");
  y[1] = 1;
  x[2] = std::numeric_limits<double>::infinity();
  expect_refused({}, {x, y}, ErrorCode::data, "validation");
}

TEST(Plateau, TheRateStopsFallingNearZero) {
  Options options = overfitting();
  options.learning_rate = 1e-6;
  options.schedule = {
      .kind = train::ScheduleKind::plateau, .factor = 0.1, .patience = 1, .threshold = 0.9};
  options.epochs = 20;
  const Trained run(options, true);
  EXPECT_EQ(run.events.size(), 2U);  // to 1e-7 and to 1e-8
  EXPECT_NEAR(run.history.learning_rates.back(), 1e-8, 1e-20);
}

TEST(Plateau, TheRateFallsWhereNothingGetsBetter) {
  Options options = overfitting();
  options.schedule = {.kind = train::ScheduleKind::plateau, .factor = 0.25, .patience = 4};
  for (const bool validated : {true, false}) {
    const Trained run(options, validated);
    const auto& values = validated ? run.history.validation_losses : run.history.losses;
    double best = values[0], rate = options.learning_rate;
    std::size_t falls = 0;
    Index waited = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      EXPECT_DOUBLE_EQ(run.history.learning_rates[i], rate) << i;
      if (values[i] < best * (1 - 1e-4) || i == 0) {
        best = values[i];
        waited = 0;
      } else if (++waited == 4) {
        waited = 0;
        if (rate * 0.75 <= 1e-8) continue;
        rate *= 0.25;
        ++falls;
      }
    }
    EXPECT_TRUE(falls > 1 || !validated);
    ASSERT_EQ(run.events.size(), falls);
    for (const auto& event : run.events) EXPECT_EQ(event.kind, train::EventKind::rate_lowered);
  }
}

TEST(OneCycle, HasTheRateOfEveryStep) {
  Options options = overfitting();
  options.schedule.kind = train::ScheduleKind::onecycle;
  options.epochs = 5;
  const auto rates = Trained(options).history.learning_rates;
  ASSERT_EQ(rates.size(), 5u);
  for (std::size_t epoch = 0; epoch < 5; ++epoch) {  // 60 rows, 16 a step: 4 steps an epoch
    EXPECT_EQ(rates[epoch],
              train::value_at(options.schedule, 0.03,
                              {.step = static_cast<Index>(4 * epoch + 3), .steps = 20}));
  }
}

TEST(Stop, EndsTheTrainingBeforeTheNextStep) {
  std::atomic<bool> stop = true;
  Options options = overfitting();
  for (const auto solver : {Solver::adam, Solver::lbfgs}) {
    options.optimiser.solver = solver;
    if (solver == Solver::lbfgs) options.batch_size = 0;
    const Trained run(options, true, &stop);
    EXPECT_EQ(run.history.end, train::End::told);
    EXPECT_TRUE(run.history.losses.empty());
  }
}

}  // namespace
