// A training that diverges goes back to its last good state and on with half the rate.
#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include <gtest/gtest.h>

#include <crescent/datasets/generators.hpp>
#include <crescent/engine/engine.hpp>
#include <crescent/train/fit.hpp>

#include "unit/error_of.hpp"
#include "unit/small_networks.hpp"

namespace engine = crescent::engine;
namespace network = crescent::network;
namespace solvers = crescent::solvers;
namespace train = crescent::train;
using crescent::ErrorCode;
using crescent::Index;
using crescent::data::Dataset;
using crescent::tests::error_of;
using crescent::tests::moons;
using crescent::tests::small;
using crescent::tests::Weights;
using crescent::tests::weights_of;
using network::Network;
using solvers::Solver;
using train::Options;

namespace {

/// The rule, written out for full batches.
struct WrittenOut {
  Weights weights;
  std::vector<double> losses, rates;
  int rollbacks = 0;
};

WrittenOut written_out(const Options& options) {
  Network net = small();
  const Dataset data = moons();
  const engine::Batch<double> batch{{data.x.data(), data.x.rows(), 2}, data.y};
  const auto judge = engine::make_engine<double>(
      net.architecture(),
      {.reduction = options.loss.reduction, .l2 = options.loss.l2, .data_rows = data.rows()});
  Weights w = weights_of(net), gradient(w.size());
  const Weights zeros(w.size());
  const double limit = 1000 * std::max(judge->loss(w, batch), judge->loss(zeros, batch));
  double rate = options.learning_rate;
  const auto optimiser = solvers::make_optimiser<double>(options.optimiser, w.size());
  struct State {
    Weights w, memory;
    std::int64_t steps = 0;
  };
  const auto state_now = [&] {
    const auto state = optimiser->state();
    State now{w, {}, state.steps};
    for (const auto& buffer : state.buffers)
      now.memory.insert(now.memory.end(), buffer.values.begin(), buffer.values.end());
    return now;
  };
  State good = state_now();
  double lowest = std::numeric_limits<double>::infinity();
  WrittenOut out;
  while (out.losses.size() < static_cast<std::size_t>(options.epochs)) {
    const State before = state_now();
    const double loss = judge->loss_and_gradient(w, batch, gradient);
    optimiser->step(w, gradient, rate);
    const bool finite = std::all_of(w.begin(), w.end(), [](double v) { return std::isfinite(v); });
    if (std::isfinite(loss) && loss <= limit && finite) {
      if (loss <= lowest) {
        good = before;
        lowest = loss;
      }
      out.losses.push_back(loss);
      out.rates.push_back(rate);
      continue;
    }
    if (++out.rollbacks > options.max_rollbacks) {
      w = good.w;
      break;
    }
    rate /= 2;
    w = good.w;
    auto state = optimiser->state();
    state.steps = good.steps;
    auto from = good.memory.begin();
    for (auto& buffer : state.buffers) {
      std::copy_n(from, buffer.values.size(), buffer.values.begin());
      from += std::ssize(buffer.values);
    }
  }
  out.weights = w;
  return out;
}

/// The penalty alone multiplies every weight by 1 - rate · l2 in an epoch.
Options too_fast(Solver solver, double rate) {
  return {.optimiser = {.solver = solver},
          .learning_rate = rate,
          .epochs = 40,
          .loss = {.reduction = crescent::reference::Reduction::sum, .l2 = 0.5},
          .max_rollbacks = 3};
}

TEST(Divergence, RollsBackAndGoesOnWithHalfTheRate) {
  for (const auto solver : {Solver::gd, Solver::sgd, Solver::adam}) {
    SCOPED_TRACE(solvers::name(solver));
    Options options = too_fast(solver, solver == Solver::adam ? 300 : 10);
    if (solver == Solver::sgd) options.optimiser.momentum = 0.3;
    std::vector<train::Event> events;
    const auto on_event = [&](const train::Event& event) { events.push_back(event); };
    const WrittenOut expected = written_out(options);
    ASSERT_GT(expected.rollbacks, 0);
    ASSERT_LE(expected.rollbacks, 3);
    Network net = small();
    const Dataset data = moons();
    const train::History history = train::fit(net, data.x, data.y, options, {.on_event = on_event});
    EXPECT_EQ(history.losses, expected.losses);
    EXPECT_EQ(history.learning_rates, expected.rates);
    EXPECT_EQ(history.rollbacks, expected.rollbacks);
    EXPECT_EQ(weights_of(net), expected.weights);
    EXPECT_EQ(history.epochs.back(), 39);
    ASSERT_EQ(events.size(), static_cast<std::size_t>(expected.rollbacks));
    for (const auto& event : events) {
      EXPECT_EQ(event.kind, train::EventKind::rolled_back);
      EXPECT_NE(event.message.find("half the learning rate"), std::string::npos) << event.message;
      EXPECT_NE(event.message.find("lower the learning rate"), std::string::npos);
    }
  }
}

TEST(Divergence, GivesUpAfterSoManyTimes) {
  Options options = too_fast(Solver::gd, 2000);
  const WrittenOut expected = written_out(options);
  ASSERT_EQ(expected.rollbacks, 4);
  Network net = small();
  const Dataset data = moons();
  const auto error = error_of([&] { return train::fit(net, data.x, data.y, options); });
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code(), ErrorCode::numeric);
  for (const char* word : {"after 3 rollbacks", "lower the learning rate (250)", "1000 times"}) {
    EXPECT_NE(error->message().find(word), std::string::npos) << error->message();
  }
  EXPECT_EQ(weights_of(net), expected.weights);
}

TEST(Divergence, WithinAnEpochOfManyBatchesIsFoundAndUndone) {
  Options options = too_fast(Solver::gd, 2000);
  options.learning_rate = 1e200;
  options.batch_size = 5;
  Network net = small();
  const Weights before = weights_of(net);
  const Dataset data = moons();
  const auto error = error_of([&] { return train::fit(net, data.x, data.y, options); });
  ASSERT_TRUE(error);
  EXPECT_NE(error->message().find("epoch 0, after 3"), std::string::npos) << error->message();
  EXPECT_EQ(weights_of(net), before);
}

TEST(Divergence, WithoutAnyTheGuardChangesNothing) {
  for (const Index batch_size : {0, 16}) {
    Options options{.learning_rate = 0.02, .epochs = 20, .batch_size = batch_size, .seed = 5};
    const Dataset data = moons();
    Network plain = small(), guarded = small();
    train::fit(plain, data.x, data.y, options);
    options.max_rollbacks = 3;
    EXPECT_EQ(train::fit(guarded, data.x, data.y, options).rollbacks, 0);
    EXPECT_EQ(weights_of(plain), weights_of(guarded));
  }
}

TEST(Divergence, RpropHalvesItsStepSizes) {
  Options options{.optimiser = {.solver = Solver::rprop, .step_sizes = {1e-6, 1e12}},
                  .learning_rate = 1e5,
                  .epochs = 30,
                  .max_rollbacks = 20};
  const Dataset data = moons();
  Network net = small();
  const train::History history = train::fit(net, data.x, data.y, options);
  EXPECT_GT(history.rollbacks, 0);
  EXPECT_EQ(history.losses.size(), 30u);
}

}  // namespace
