// The training loop: what it refuses, what it repeats, when it stops, and that it learns.
#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include <gtest/gtest.h>

#include <crescent/datasets/generators.hpp>
#include <crescent/engine/engine.hpp>
#include <crescent/train/fit.hpp>

#include "unit/error_of.hpp"
#include "unit/random_values.hpp"
#include "unit/small_networks.hpp"

namespace datasets = crescent::datasets;
namespace engine = crescent::engine;
namespace network = crescent::network;
namespace solvers = crescent::solvers;
namespace train = crescent::train;
using crescent::ErrorCode;
using crescent::Index;
using crescent::Matrix;
using crescent::data::Dataset;
using crescent::random::RandomState;
using crescent::tests::drawn;
using crescent::tests::error_of;
using crescent::tests::moons;
using crescent::tests::small;
using crescent::tests::Weights;
using crescent::tests::weights_of;
using network::Activation;
using network::Initialisation;
using network::make_architecture;
using network::Network;
using solvers::Solver;
using train::Options;

namespace {

/// The weights that `small()` is trained to on the moons.
Weights trained(const Options& options) {
  Network net = small();
  const Dataset data = moons();
  train::fit(net, data.x, data.y, options);
  return weights_of(net);
}

double accuracy(const Network& net, const Dataset& data) {
  const std::vector<int> predicted = net.predict(data.x);
  int right = 0;
  for (std::size_t n = 0; n < predicted.size(); ++n) right += predicted[n] == data.y[n] ? 1 : 0;
  return right / static_cast<double>(predicted.size());
}

// ---- what is refused

void expect_refused(const Options& options, const std::string& word) {
  Network net = small();
  const Weights before = weights_of(net);
  const Dataset data = moons();
  const auto error = error_of([&] { return train::fit(net, data.x, data.y, options); });
  ASSERT_TRUE(error) << word;
  EXPECT_EQ(error->code(), ErrorCode::invalid_argument);
  EXPECT_NE(error->message().find(word), std::string::npos) << error->message();
  EXPECT_EQ(weights_of(net), before);
}

TEST(FitRefuses, OptionsOutOfRangeByName) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  for (const double value : {0.0, -0.1, nan, infinity}) {
    expect_refused({.learning_rate = value}, "learning_rate");
  }
  for (const double value : {-1e-9, nan, infinity}) expect_refused({.loss = {.l2 = value}}, "l2");
  expect_refused({.epochs = -1}, "epochs");
  expect_refused({.batch_size = -1}, "batch_size");
  for (const double value : {-0.1, nan, infinity}) {
    expect_refused({.schedule = {.decay = value}}, "decay");
  }
  for (const double value : {0.0, 1.5, nan}) {
    expect_refused({.schedule = {.factor = value}}, "factor");
  }
  expect_refused({.schedule = {.every = 0}}, "every");
  expect_refused({.loss_every = 0}, "loss_every");
  expect_refused({.last_losses = 0}, "last_losses");
  for (const double value : {-1e-9, nan}) expect_refused({.tol = value}, "tol");
  expect_refused({.optimiser = {.momentum = 1.0}}, "momentum");
  expect_refused({.optimiser = {.beta_2 = -0.5}}, "beta_2");
}

TEST(FitRefuses, ShapesThatDoNotFit) {
  const Dataset data = moons();
  const auto refused = [](const Matrix<double>& x, const std::vector<int>& y,
                          const std::vector<std::string>& words) {
    Network net = small();
    const auto error = error_of([&] { return train::fit(net, x, y, {}); });
    ASSERT_TRUE(error) << words.front();
    EXPECT_EQ(error->code(), ErrorCode::invalid_argument);
    for (const std::string& word : words) {
      EXPECT_NE(error->message().find(word), std::string::npos) << error->message();
    }
  };
  refused(Matrix<double>(0, 2), {}, {"no rows"});
  refused(data.x.leftCols(1), data.y, {"2 inputs", "1 columns"});
  refused(data.x.topRows(49), data.y, {"49 examples", "50 labels"});
  for (const int label : {-1, 2}) {
    std::vector<int> y = data.y;
    y[31] = label;
    refused(data.x, y, {"label " + std::to_string(label), "2 classes"});
  }
}

TEST(FitRefuses, InputsThatAreNotFinite) {
  Network net = small();
  Dataset data = moons();
  data.x(17, 1) = std::numeric_limits<double>::quiet_NaN();
  const auto error = error_of([&] { return train::fit(net, data.x, data.y, {}); });
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code(), ErrorCode::data);
  EXPECT_NE(error->message().find("finite"), std::string::npos) << error->message();
}

// ---- divergence

TEST(FitDivergence, ThrowsAndRestoresTheLastGoodEpoch) {
  // The penalty alone multiplies every weight by 1 - 2000 · 0.05 = -99 in an epoch.
  Options options{.optimiser = {.solver = Solver::gd},
                  .learning_rate = 2000,
                  .epochs = 1000,
                  .loss = {.reduction = crescent::reference::Reduction::sum, .l2 = 0.05}};
  Network net = small();
  const Dataset data = moons();
  Weights last_good;
  Index epochs = 0;
  const auto on_epoch = [&](const train::Progress& progress) {
    EXPECT_TRUE(std::isfinite(progress.loss));
    last_good = weights_of(progress.network);
    epochs = progress.epoch + 1;
    return true;
  };
  const auto error =
      error_of([&] { return train::fit(net, data.x, data.y, options, {.on_epoch = on_epoch}); });
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code(), ErrorCode::numeric);
  EXPECT_NE(error->message().find("lower the learning rate"), std::string::npos)
      << error->message();
  EXPECT_NE(error->message().find("epoch " + std::to_string(epochs)), std::string::npos)
      << error->message();
  EXPECT_GT(epochs, 10) << "some epochs must be good before";
  EXPECT_EQ(weights_of(net), last_good);
}

TEST(FitDivergence, InTheFirstEpochLeavesTheNetworkAsItWas) {
  Network net = drawn(make_architecture(2, {}, 2));
  const Weights before = weights_of(net);
  Dataset data = moons();
  data.x *= 1e200;  // the loss is finite, but the step is not: 1e200 times a gradient of 1e200
  const auto error = error_of([&] {
    return train::fit(net, data.x, data.y,
                      {.optimiser = {.solver = Solver::gd}, .learning_rate = 1e200, .epochs = 5});
  });
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code(), ErrorCode::numeric);
  EXPECT_NE(error->message().find("epoch 0"), std::string::npos) << error->message();
  EXPECT_EQ(weights_of(net), before);
}

// ---- repetition and batches

TEST(FitRepeats, SameSeedSameBitsAndAnotherSeedOthers) {
  const Options options{.learning_rate = 0.01, .epochs = 20, .batch_size = 16, .seed = 5};
  Options other = options;
  other.seed = 6;
  EXPECT_EQ(trained(options), trained(options));
  EXPECT_NE(trained(options), trained(other));
}

TEST(FitRepeats, SameBitsForAnyNumberOfThreads) {
  const Dataset data = moons(9000);
  for (const auto precision : {train::Precision::float64, train::Precision::float32}) {
    for (const char* name : {"fused", "gemm"}) {
      Options options{.epochs = 2, .batch_size = 5000};
      options.precision = precision;
      options.engine = name;
      Weights expected;
      for (const int threads : {1, 2, 16}) {
        // Large enough for several slices a batch, and for several tasks a product.
        Network net = drawn(make_architecture(2, {60, 40}, 2));
        train::fit(net, data.x, data.y, options, {.threads = threads});
        if (threads == 1) expected = weights_of(net);
        EXPECT_EQ(weights_of(net), expected) << name << ", " << threads << " threads";
      }
    }
  }
}

TEST(FitRepeats, RowsInFloatTrainAsTheSameRowsInDouble) {
  const Dataset data = moons(100);
  const Matrix<float> x = data.x.cast<float>();
  const Matrix<double> same = x.cast<double>();
  for (const Solver solver : {Solver::adam, Solver::lbfgs}) {
    Options options{.epochs = 5};
    options.optimiser.solver = solver;
    Network a = small(), b = small();
    train::fit(a, same, data.y, options);
    train::fit(b, crescent::MatrixView<float>(x.data(), x.rows(), x.cols()), data.y, options);
    EXPECT_EQ(weights_of(a), weights_of(b));
  }
}

TEST(FitRepeats, TheSeedMattersOnlyWhereRowsAreShuffled) {
  Options options{.learning_rate = 0.01, .epochs = 5, .seed = 5};
  Options other = options;
  other.seed = 6;
  EXPECT_EQ(trained(options), trained(other)) << "full batch";
  options.batch_size = other.batch_size = 16;
  options.shuffle = other.shuffle = false;
  EXPECT_EQ(trained(options), trained(other)) << "fixed order";
  other.shuffle = true;
  EXPECT_NE(trained(options), trained(other));
}

TEST(FitBatches, AsManyRowsAsThereAreIsTheFullBatch) {
  Options options{.learning_rate = 0.01, .epochs = 10, .batch_size = 0, .loss = {.l2 = 0.3}};
  const Weights full = trained(options);
  for (const Index size : {50, 51, 100000}) {
    options.batch_size = size;
    EXPECT_EQ(trained(options), full) << size;
  }
  options.batch_size = 49;
  EXPECT_NE(trained(options), full);
}

/// fit, written out: one optimiser step a batch, rows in their order, the rate by epoch.
struct WrittenOut {
  Weights weights;
  std::vector<double> losses;
};

WrittenOut written_out(const Options& options) {
  Network net = small();
  const Dataset data = moons();
  const auto judge = engine::make_engine<double>(
      net.architecture(),
      {.reduction = options.loss.reduction, .l2 = options.loss.l2, .data_rows = data.rows()});
  const auto optimiser =
      solvers::make_optimiser<double>(options.optimiser, net.parameters().size());
  Weights gradient(net.parameters().size());
  std::vector<double> losses;
  for (Index epoch = 0; epoch < options.epochs; ++epoch) {
    double sum = 0;
    for (Index start = 0; start < data.rows(); start += options.batch_size) {
      const Index size = std::min(options.batch_size, data.rows() - start);
      const Matrix<double> x = data.x.middleRows(start, size);
      const std::vector<int> y(data.y.begin() + start, data.y.begin() + start + size);
      sum += static_cast<double>(size) *
             judge->loss_and_gradient(net.parameters(), {{x.data(), size, 2}, y}, gradient);
      optimiser->step(net.parameters(), gradient,
                      value_at(options.schedule, options.learning_rate,
                               {.epoch = epoch, .epochs = options.epochs}));
    }
    losses.push_back(sum / static_cast<double>(data.rows()));
  }
  return {weights_of(net), losses};
}

TEST(FitBatches, SizesThatDoNotDivideTheRowsUseEveryRow) {
  for (const Index size : {1, 7, 16, 49, 50}) {
    const Options options{.learning_rate = 0.02,
                          .epochs = 6,
                          .batch_size = size,
                          .shuffle = false,
                          .loss = {.l2 = 0.3}};
    Network net = small();
    const Dataset data = moons();
    const train::History history = train::fit(net, data.x, data.y, options);
    const WrittenOut expected = written_out(options);
    EXPECT_EQ(weights_of(net), expected.weights) << "batches of " << size;
    EXPECT_EQ(history.losses, expected.losses) << "batches of " << size;
  }
}

TEST(FitBatches, ShuffledEveryRowIsUsedOnceAnEpoch) {
  Network net = small();
  const Dataset data = moons();
  const double whole =
      engine::make_engine<double>(net.architecture(), {})
          ->loss(net.parameters(), {{data.x.data(), data.x.rows(), data.x.cols()}, data.y});
  const train::History history = train::fit(
      net, data.x, data.y,
      {.optimiser = {.solver = Solver::gd}, .learning_rate = 1e-18, .epochs = 4, .batch_size = 8});
  // Steps this small leave the loss where it is: the mean over an epoch's batches is the data's.
  for (const double loss : history.losses) EXPECT_NEAR(loss, whole, 1e-14);
}

TEST(FitSchedule, TheLearningRateIsAnnealed) {
  for (const auto kind :
       {train::ScheduleKind::invscaling, train::ScheduleKind::step, train::ScheduleKind::cosine}) {
    Options options{.optimiser = {.solver = Solver::sgd},
                    .learning_rate = 0.1,
                    .schedule = {.kind = kind, .decay = 0.2, .factor = 0.5, .every = 3},
                    .epochs = 10,
                    .batch_size = 16,
                    .shuffle = false};
    EXPECT_EQ(trained(options), written_out(options).weights) << train::name(kind);
    Options constant = options;
    constant.schedule = {};
    EXPECT_NE(trained(options), trained(constant)) << train::name(kind);
  }
}

// ---- callback and history

TEST(FitCallback, FalseEndsTheTrainingThere) {
  Options options{.learning_rate = 0.01, .epochs = 50, .batch_size = 16};
  std::vector<double> told;
  Network net = small();
  const Dataset data = moons();
  Weights seen;
  const auto on_epoch = [&](const train::Progress& progress) {
    EXPECT_EQ(progress.epoch, static_cast<Index>(told.size()));
    EXPECT_EQ(progress.epochs, 50);
    told.push_back(progress.loss);
    seen = weights_of(progress.network);
    return progress.epoch < 6;
  };
  const train::History history = train::fit(net, data.x, data.y, options, {.on_epoch = on_epoch});
  EXPECT_EQ(history.losses.size(), 7u);
  EXPECT_EQ(history.losses, told);
  EXPECT_EQ(weights_of(net), seen);
  options.epochs = 7;
  EXPECT_EQ(weights_of(net), trained(options)) << "stopping changes nothing but the end";
}

TEST(FitCallback, NoEpochsLeaveEverythingAsItIs) {
  Network net = small();
  const Dataset data = moons();
  EXPECT_TRUE(train::fit(net, data.x, data.y, {.epochs = 0}).losses.empty());
  EXPECT_EQ(weights_of(net), weights_of(small()));
}

// ---- what training keeps, and that it learns

TEST(FitBias, SwitchedOffItStaysAbsent) {
  auto architecture = make_architecture(2, {5}, 2);
  for (auto& layer : architecture.layers) layer.bias = false;
  Network net = drawn(architecture);
  const Weights before = weights_of(net);
  const Dataset data = moons();
  train::fit(net, data.x, data.y, {.learning_rate = 0.05, .epochs = 30, .batch_size = 16});
  EXPECT_NE(weights_of(net), before);
  EXPECT_EQ(net.parameters().size(), 2u * 5 + 5 * 2);
  EXPECT_EQ(net.b(0).size() + net.b(1).size(), 0);
  const Matrix<double> p = net.predict_proba(Matrix<double>::Zero(1, 2));
  EXPECT_EQ(p(0, 0), p(0, 1)) << "without biases the origin stays undecided";
}

TEST(FitSymmetry, FromZerosAllHiddenUnitsStayTheSame) {
  // Sigmoid, as sigmoid(0) = 1/2 lets the output weights move at once and the hidden ones follow.
  Network net = drawn(make_architecture(2, {5}, 2, Activation::sigmoid), Initialisation::zeros);
  const Dataset data = moons();
  train::fit(net, data.x, data.y, {.learning_rate = 0.05, .epochs = 100, .batch_size = 16});
  // The same mathematics, but not the same instructions: a matrix product may add up its last
  // columns in another order.
  const double rounding = 1e-12;
  for (Index unit = 1; unit < 5; ++unit) {
    EXPECT_LE((net.W(0).col(unit) - net.W(0).col(0)).cwiseAbs().maxCoeff(), rounding);
    EXPECT_NEAR(net.b(0)(unit), net.b(0)(0), rounding);
    EXPECT_LE((net.W(1).row(unit) - net.W(1).row(0)).cwiseAbs().maxCoeff(), rounding);
  }
  EXPECT_GT(net.W(0).cwiseAbs().minCoeff(), 0.1) << "they did learn";
}

TEST(FitLearns, XorWithOneHiddenLayer) {
  RandomState random(1);
  const Dataset seen = datasets::make_xor(random, 300);
  const Dataset fresh = datasets::make_xor(random, 300);
  Network without = drawn(make_architecture(2, {}, 2));
  Network with = drawn(make_architecture(2, {8}, 2));
  const Options options{.learning_rate = 0.02, .epochs = 100, .batch_size = 25};
  train::fit(without, seen.x, seen.y, options);
  train::fit(with, seen.x, seen.y, options);
  EXPECT_GT(accuracy(with, seen), 0.95);
  EXPECT_GT(accuracy(with, fresh), 0.95);
  EXPECT_LT(accuracy(without, seen), 0.7) << "no straight line separates xor";
}

TEST(FitLearns, ThreeSpiralArmsWithFourLayers) {
  RandomState random(2);
  Dataset data = datasets::make_spiral(random, 300, 0.0, 3);
  data.x /= 3;  // coordinates of size 1
  Network net = drawn(make_architecture(2, {24, 24, 12}, 3), Initialisation::glorot);
  const train::History history =
      train::fit(net, data.x, data.y, {.learning_rate = 0.01, .epochs = 200, .batch_size = 25});
  EXPECT_GT(accuracy(net, data), 0.95);
  EXPECT_LT(history.losses.back(), 0.2);
  EXPECT_GT(history.losses.front(), 0.9) << "log 3 = 1.1 is where guessing starts";
}

}  // namespace
