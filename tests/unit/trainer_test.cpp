// A training in parts: however it is cut, stored and gone on with, the bits are those of `fit`.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <crescent/train/fit.hpp>
#include <crescent/train/trainer.hpp>

#include "unit/error_of.hpp"
#include "unit/small_networks.hpp"

namespace crescent::tests {
namespace {

using solvers::Solver;
using train::Options;
using train::Trainer;

/// What a training of the moons goes through, for a trainer and for `fit`.
struct Case {
  Options options;
  train::Surroundings surroundings = {};
  data::Dataset data = moons();
  network::Network net = small();

  MatrixView<double> x() const { return {data.x.data(), data.x.rows(), data.x.cols()}; }
  Trainer trainer() { return {net, x(), data.y, options, surroundings}; }
};

std::vector<Options> kinds_of_training() {
  Options adam{.optimiser = {.solver = Solver::adam},
               .learning_rate = 0.02,
               .schedule = {.kind = train::ScheduleKind::onecycle},
               .epochs = 7,
               .batch_size = 24,
               .seed = 4,
               .loss = {.l2 = 0.1},
               .dropout = 0.2,
               .max_rollbacks = 2};
  Options clipped = adam;
  clipped.precision = train::Precision::float32;
  clipped.max_grad_norm = 0.3;
  clipped.schedule = {.kind = train::ScheduleKind::plateau, .patience = 1, .threshold = 0.5};
  clipped.loss_every = 3;
  Options rprop{.optimiser = {.solver = Solver::rprop}, .learning_rate = 0.01, .epochs = 7};
  Options lbfgs{.optimiser = {.solver = Solver::lbfgs}, .epochs = 7};
  return {adam, clipped, rprop, lbfgs};
}

TEST(Trainer, CutIntoEpochsOrStepsItGivesTheBitsOfFit) {
  for (const Options& options : kinds_of_training()) {
    SCOPED_TRACE(solvers::name(options.optimiser.solver));
    Case whole{options};
    const train::History expected = train::fit(whole.net, whole.x(), whole.data.y, options);
    for (const bool by_steps : {false, true}) {
      Case parts{options};
      Trainer trainer = parts.trainer();
      int calls = 1;
      while (by_steps ? trainer.advance_steps(2) : trainer.advance()) ++calls;
      EXPECT_GT(calls, 2);
      EXPECT_EQ(trainer.epoch(), 7);
      const train::History history = trainer.finish();
      EXPECT_EQ(weights_of(parts.net), weights_of(whole.net));
      EXPECT_EQ(history.losses, expected.losses);
      EXPECT_EQ(history.learning_rates, expected.learning_rates);
      EXPECT_EQ(history.end, expected.end);
    }
  }
}

TEST(Trainer, FromItsStateWithinAnEpochAnotherOneGoesOnBitForBit) {
  for (const Options& options : kinds_of_training()) {
    SCOPED_TRACE(solvers::name(options.optimiser.solver));
    Case first{options}, second{options};
    Trainer one = first.trainer(), two = second.trainer();
    EXPECT_TRUE(one.advance_steps(4));
    const std::string state = one.state();
    const auto then = one.parameters();
    two.advance(5);  // must leave no trace
    two.set_state(state);
    EXPECT_EQ(two.parameters(), then);
    EXPECT_EQ(two.state(), state);
    one.advance(7);
    two.advance(7);
    EXPECT_EQ(two.finish().losses, one.finish().losses);
    EXPECT_EQ(weights_of(second.net), weights_of(first.net));
  }
}

TEST(Trainer, AStateThatDoesNotFitIsRefusedAndChangesNothing) {
  Case big{kinds_of_training()[0]}, small_one{kinds_of_training()[0]};
  big.net = network::Network(network::make_architecture(2, {9}, 2, reference::Activation::tanh,
                                                        reference::Output::softmax));
  Trainer one = big.trainer(), two = small_one.trainer();
  two.advance_steps(2);
  const std::string before = two.state();
  expect_error(ErrorCode::parse, "does not fit", [&] { two.set_state(one.state()); });
  expect_error(ErrorCode::parse, "the state", [&] { two.set_state("nonsense"); });
  EXPECT_EQ(two.state(), before);
}

TEST(Trainer, WithOtherOptionsItGoesOnFromWhereItStands) {
  Case test{kinds_of_training()[0]};
  test.options.schedule = {};
  Trainer trainer = test.trainer();
  trainer.advance(2);
  const auto then = trainer.parameters();
  Options other = trainer.options();
  other.learning_rate = 0.125;
  other.loss.l2 = 0.5;
  other.dropout = 0;
  other.batch_size = 10;
  trainer.set_options(other);
  EXPECT_EQ(trainer.parameters(), then);
  EXPECT_EQ(trainer.epoch(), 2);
  trainer.advance();
  EXPECT_EQ(trainer.history().learning_rates.back(), 0.125);
  EXPECT_NE(trainer.parameters(), then);
  // A trainer made with these options goes on alike.
  other.max_rollbacks = 0;
  trainer.set_options(other);
  Case twin{other};
  Trainer next = twin.trainer();
  next.set_state(trainer.state());
  trainer.advance(9);
  next.advance(9);
  EXPECT_EQ(trainer.parameters(), next.parameters());
}

TEST(Trainer, EverySolverGoesOnFromEveryOther) {
  for (const Options& first : kinds_of_training()) {
    for (const Options& second : kinds_of_training()) {
      SCOPED_TRACE(solvers::name(first.optimiser.solver));
      SCOPED_TRACE(solvers::name(second.optimiser.solver));
      Case test{first};
      Trainer trainer = test.trainer();
      trainer.advance(2);
      const auto then = trainer.parameters();
      trainer.set_options(second);
      EXPECT_EQ(trainer.epoch(), 2);
      for (std::size_t i = 0; i < then.size(); ++i)
        EXPECT_FLOAT_EQ(static_cast<float>(trainer.parameters()[i]), static_cast<float>(then[i]));
      trainer.advance();
      EXPECT_EQ(trainer.epoch(), 3);
      EXPECT_NE(trainer.parameters(), then);
    }
  }
}

TEST(Trainer, ItGoesOnWithOtherRows) {
  Case test{kinds_of_training()[0]};
  Trainer trainer = test.trainer();
  trainer.advance(2);
  Case more{kinds_of_training()[0]};
  more.data = moons(70);
  Trainer next = more.trainer();
  next.carry_over(trainer.state(), Solver::adam);
  EXPECT_EQ(next.parameters(), trainer.parameters());
  EXPECT_EQ(next.epoch(), 2);
  EXPECT_FALSE(next.advance(9));
  EXPECT_EQ(next.epoch(), 7);
}

TEST(Trainer, OptionsThatCannotChangeAreRefusedAndChangeNothing) {
  Case test{kinds_of_training()[0]};
  Trainer trainer = test.trainer();
  trainer.advance_steps(1);
  std::string before = trainer.state();
  const auto refused = [&](const Options& other, const std::string& why) {
    expect_error(ErrorCode::invalid_argument, why, [&] { trainer.set_options(other); });
  };
  Options other = trainer.options();
  other.learning_rate = -1;
  refused(other, "learning_rate must be above 0");
  other = trainer.options();
  other.batch_size = 36;
  refused(other, "change batch_size or rows when it has ended");
  other = trainer.options();
  other.epochs = 0;
  EXPECT_EQ(trainer.state(), before);
  trainer.advance();
  before = trainer.state();
  refused(other, "fewer than have been done");
  EXPECT_EQ(trainer.state(), before);
}

TEST(Trainer, AFrozenGroupStaysWhileTheRestLearns) {
  for (Options options : kinds_of_training()) {
    SCOPED_TRACE(solvers::name(options.optimiser.solver));
    options.optimiser.groups = {{.offset = 1, .count = 2, .rate = 0}};
    Case test{options};
    if (options.precision == train::Precision::float32) {
      for (double& w : test.net.parameters()) w = static_cast<float>(w);
    }
    const auto first = weights_of(test.net);
    Trainer trainer = test.trainer();
    trainer.advance(7);
    const auto last = trainer.parameters();
    for (std::size_t i = 0; i < last.size(); ++i) {
      if (i == 1 || i == 2) {
        EXPECT_EQ(last[i], first[i]) << i;
      } else {
        EXPECT_NE(last[i], first[i]) << i;
      }
    }
  }
}

TEST(Trainer, LbfgsKnowsNoPaceOfAGroup) {
  Case test{{.optimiser = {.solver = Solver::lbfgs}}};
  test.options.optimiser.groups = {{.offset = 0, .count = 1, .rate = 0.5}};
  expect_error(ErrorCode::invalid_argument, "only be frozen", [&] { test.trainer(); });
}

}  // namespace
}  // namespace crescent::tests
