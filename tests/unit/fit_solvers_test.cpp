// The training loop with every solver and both precisions, and with losses only now and then.
#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include <gtest/gtest.h>

#include <crescent/datasets/generators.hpp>
#include <crescent/engine/engine.hpp>
#include <crescent/linear/logistic_regression.hpp>
#include <crescent/train/fit.hpp>

#include "unit/error_of.hpp"
#include "unit/small_networks.hpp"

namespace engine = crescent::engine;
namespace network = crescent::network;
namespace solvers = crescent::solvers;
namespace train = crescent::train;
using crescent::ErrorCode;
using crescent::Index;
using crescent::Matrix;
using crescent::data::Dataset;
using crescent::reference::Reduction;
using crescent::tests::error_of;
using crescent::tests::moons;
using crescent::tests::small;
using crescent::tests::Weights;
using crescent::tests::weights_of;
using network::make_architecture;
using network::Network;
using solvers::Solver;
using train::Options;
using train::Precision;

namespace {

struct Result {
  Network net = small();
  train::History history;
};

Result trained(const Options& options, const train::Surroundings& surroundings = {}) {
  Result result;
  const Dataset data = moons();
  result.history = train::fit(result.net, data.x, data.y, options, surroundings);
  return result;
}

double loss_of(const Network& net, double l2 = 0) {
  const Dataset data = moons();
  return engine::make_engine<double>(net.architecture(), {.l2 = l2})
      ->loss(net.parameters(), {{data.x.data(), data.x.rows(), data.x.cols()}, data.y});
}

// ---- recorded epochs

TEST(FitRecords, EveryFewEpochsAndTheLastOnes) {
  Options options{.learning_rate = 0.01, .epochs = 23, .batch_size = 16};
  const Result all = trained(options);
  EXPECT_EQ(all.history.epochs.size(), 23u);
  std::vector<Index> told;
  options.loss_every = 7;
  options.last_losses = 3;
  const auto on_epoch = [&](const train::Progress& progress) {
    told.push_back(progress.epoch);
    return true;
  };
  const Result some = trained(options, {.on_epoch = on_epoch});
  EXPECT_EQ(some.history.epochs, (std::vector<Index>{0, 7, 14, 20, 21, 22}));
  EXPECT_EQ(told, some.history.epochs);
  for (std::size_t i = 0; i < told.size(); ++i) {
    EXPECT_EQ(some.history.losses[i], all.history.losses[static_cast<std::size_t>(told[i])]);
  }
  EXPECT_EQ(weights_of(some.net), weights_of(all.net)) << "looking away changes nothing";
}

TEST(FitRecords, OnceMeansTheFirstAndTheLast) {
  for (const Index epochs : {1, 2, 9}) {
    const auto history = trained({.epochs = epochs, .loss_every = 1000}).history;
    EXPECT_EQ(history.epochs.front(), 0);
    EXPECT_EQ(history.epochs.back(), epochs - 1);
    EXPECT_EQ(history.epochs.size(), epochs == 1 ? 1u : 2u);
  }
}

TEST(FitRecords, DivergenceIsFoundAtTheNextOneAndLeavesTheLast) {
  // The penalty alone multiplies every weight by 1 - 2000 · 0.05 = -99 in an epoch: the loss, with
  // its squares, overflows after some 75 epochs.
  Options options{.optimiser = {.solver = Solver::gd},
                  .learning_rate = 2000,
                  .epochs = 1000,
                  .loss = {.reduction = Reduction::sum, .l2 = 0.05},
                  .loss_every = 50};
  Network net = small();
  const Dataset data = moons();
  Weights last_good;
  const auto on_epoch = [&](const train::Progress& progress) {
    last_good = weights_of(progress.network);
    return true;
  };
  const auto error =
      error_of([&] { return train::fit(net, data.x, data.y, options, {.on_epoch = on_epoch}); });
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code(), ErrorCode::numeric);
  EXPECT_NE(error->message().find("epoch 100"), std::string::npos) << error->message();
  EXPECT_EQ(weights_of(net), last_good);
  options.loss_every = 2000;
  options.epochs = 300;
  EXPECT_TRUE(error_of([&] { return train::fit(net, data.x, data.y, options); })) << "at the end";
}

// ---- precision

TEST(FitPrecision, Float32FollowsFloat64WithinItsRounding) {
  for (const auto solver : {Solver::gd, Solver::sgd, Solver::adam, Solver::adamw, Solver::rprop}) {
    for (const Index batch_size : {0, 7}) {
      if (solver == Solver::rprop && batch_size > 0) continue;
      Options options{.optimiser = {.solver = solver},
                      .learning_rate = 0.02,
                      .epochs = 10,
                      .batch_size = batch_size,
                      .loss = {.l2 = 0.1}};
      const Result exact = trained(options);
      options.precision = Precision::float32;
      const Result coarse = trained(options);
      SCOPED_TRACE(solvers::name(solver));
      EXPECT_NE(weights_of(coarse.net), weights_of(exact.net));
      // Up to 80 steps of size 1, each rounded to 6e-8.
      for (std::size_t i = 0; i < exact.net.parameters().size(); ++i) {
        EXPECT_NEAR(coarse.net.parameters()[i], exact.net.parameters()[i], 1e-5);
        const double kept = coarse.net.parameters()[i];
        EXPECT_EQ(kept, static_cast<double>(static_cast<float>(kept)));
      }
      for (std::size_t i = 0; i < exact.history.losses.size(); ++i) {
        EXPECT_NEAR(coarse.history.losses[i], exact.history.losses[i], 1e-5);
      }
    }
  }
}

TEST(FitPrecision, RowsInOrderAreTheSameInFloat32) {
  Options options{.learning_rate = 0.02, .epochs = 3, .batch_size = 16, .shuffle = false};
  const Weights exact = weights_of(trained(options).net);
  options.precision = Precision::float32;
  const Weights coarse = weights_of(trained(options).net);
  for (std::size_t i = 0; i < exact.size(); ++i) EXPECT_NEAR(coarse[i], exact[i], 1e-6);
}

TEST(FitPrecision, InputsPastItsRangeAreRefused) {
  Network net = small();
  Dataset data = moons();
  data.x(3, 1) = -1e39;
  const auto error =
      error_of([&] { return train::fit(net, data.x, data.y, {.precision = Precision::float32}); });
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code(), ErrorCode::data);
  EXPECT_NE(error->message().find("float32"), std::string::npos) << error->message();
}

TEST(FitPrecision, EveryNameIsReadBackAndOthersAreRefused) {
  for (const auto precision : {Precision::float64, Precision::float32}) {
    EXPECT_EQ(train::parse_precision(train::name(precision)), precision);
  }
  EXPECT_TRUE(error_of([] { return train::parse_precision("float16"); }));
}

// ---- solvers that need all rows

void expect_refused(const Options& options, const std::string& word) {
  const auto error = error_of([&] { return trained(options); });
  ASSERT_TRUE(error) << word;
  EXPECT_EQ(error->code(), ErrorCode::invalid_argument);
  EXPECT_NE(error->message().find(word), std::string::npos) << error->message();
  EXPECT_NE(error->message().find(solvers::name(options.optimiser.solver)), std::string::npos)
      << error->message();
}

TEST(FitRefuses, OptionsThatTheSolverHasNoUseFor) {
  for (const auto solver : {Solver::rprop, Solver::lbfgs}) {
    expect_refused({.optimiser = {.solver = solver}, .batch_size = 49}, "batch_size");
    expect_refused(
        {.optimiser = {.solver = solver}, .schedule = {.kind = train::ScheduleKind::cosine}},
        "schedule");
    // All rows are all rows, however it is said.
    EXPECT_EQ(
        weights_of(trained({.optimiser = {.solver = solver}, .epochs = 5, .batch_size = 50}).net),
        weights_of(trained({.optimiser = {.solver = solver}, .epochs = 5}).net));
  }
  expect_refused({.optimiser = {.solver = Solver::lbfgs}, .precision = Precision::float32},
                 "precision");
}

// ---- L-BFGS

TEST(FitLbfgs, ReachesTheMinimumThatLogisticRegressionHas) {
  // No hidden layer: one convex objective, two programs. C = 1 / l2.
  const Dataset data = moons();
  const auto expected = crescent::linear::LogisticRegression::fit(data.x, data.y, {.C = 1 / 0.4});
  for (const auto reduction : {Reduction::mean, Reduction::sum}) {
    Network net(make_architecture(2, {}, 2, network::Activation::tanh, network::Output::sigmoid));
    const auto history = train::fit(net, data.x, data.y,
                                    {.optimiser = {.solver = Solver::lbfgs},
                                     .epochs = 1000,
                                     .loss = {.reduction = reduction, .l2 = 0.4},
                                     .tol = 1e-9});
    EXPECT_LT(history.losses.size(), 50u) << "converged";
    const Matrix<double> p = net.predict_proba(data.x);
    const Matrix<double> q = expected.predict_proba(data.x);
    // Both stop at a gradient; the curvature is at least l2 (a 50th of it for the mean).
    EXPECT_LT((p - q).cwiseAbs().maxCoeff(), 1e-5);
  }
}

TEST(FitLbfgs, LossesFallFromTheStartAndTheNetworkIsTheLastPoint) {
  Index told = 0;
  Options options{.optimiser = {.solver = Solver::lbfgs}, .epochs = 30, .loss = {.l2 = 0.1}};
  const auto on_epoch = [&](const train::Progress& progress) {
    EXPECT_EQ(progress.epoch, told++);
    return true;
  };
  const Result result = trained(options, {.on_epoch = on_epoch});
  ASSERT_EQ(result.history.losses.size(), 30u);
  EXPECT_DOUBLE_EQ(result.history.losses.front(), loss_of(small(), 0.1));
  EXPECT_TRUE(std::is_sorted(result.history.losses.rbegin(), result.history.losses.rend()));
  EXPECT_LT(loss_of(result.net, 0.1), result.history.losses.back());
}

TEST(FitLbfgs, StopsWhereItIsToldAndRecordsWhatItIsAskedFor) {
  Options options{.optimiser = {.solver = Solver::lbfgs}, .epochs = 7, .loss = {.l2 = 0.1}};
  const Weights seven = weights_of(trained(options).net);
  options.epochs = 100;
  const auto on_epoch = [](const train::Progress& progress) { return progress.epoch < 6; };
  EXPECT_EQ(weights_of(trained(options, {.on_epoch = on_epoch}).net), seven);
  options.epochs = 7;
  options.loss_every = 5;
  const Result sparse = trained(options);
  EXPECT_EQ(sparse.history.epochs, (std::vector<Index>{0, 5, 6}));
  EXPECT_EQ(weights_of(sparse.net), seven);
}

TEST(FitLbfgs, AtTheMinimumThereIsNothingToDo) {
  Options options{.optimiser = {.solver = Solver::lbfgs}, .epochs = 10000, .loss = {.l2 = 1}};
  Result result = trained(options);
  const Weights minimum = weights_of(result.net);
  const Dataset data = moons();
  EXPECT_TRUE(train::fit(result.net, data.x, data.y, options).losses.empty());
  EXPECT_EQ(weights_of(result.net), minimum);
  options.epochs = 0;
  EXPECT_EQ(weights_of(trained(options).net), weights_of(small()));
}

}  // namespace
