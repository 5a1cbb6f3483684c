// A training on examples that come block by block: every row once an epoch, the same bits for any
// number of threads, and after an interruption within an epoch.
#include <atomic>
#include <cmath>
#include <filesystem>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <crescent/network/network.hpp>
#include <crescent/random/random_state.hpp>
#include <crescent/train/blocks.hpp>

#include "error_of.hpp"

namespace crescent::tests {
namespace {

/// Blocks of examples that are in memory all the same; says which were loaded.
class Blocks : public train::ExampleBlocks {
 public:
  explicit Blocks(std::vector<train::Examples> blocks) : blocks_(std::move(blocks)) {}

  std::size_t count() const override { return blocks_.size(); }
  Index rows(std::size_t block) const override { return blocks_[block].x.rows(); }
  bool are_weighted() const override { return !blocks_.back().weights.empty(); }
  train::Examples load(std::size_t block) const override {
    const std::lock_guard lock(mutex_);
    loaded.push_back(block);
    if (stop_after > 0 && loaded.size() == stop_after) stop = true;
    return blocks_[block];
  }
  std::uint64_t fingerprint() const override { return 7; }

  mutable std::vector<std::size_t> loaded;
  std::size_t stop_after = 0;  ///< loads
  mutable std::atomic<bool> stop = false;

 private:
  std::vector<train::Examples> blocks_;
  mutable std::mutex mutex_;
};

/// Two classes that a line tells apart, in blocks of unequal size, one of them empty.
Blocks two_classes(bool weighted = false) {
  random::RandomState random(5);
  std::vector<train::Examples> blocks;
  for (const Index rows : {13, 40, 0, 7, 29, 31, 2, 18}) {
    train::Examples block{.x = Matrix<double>(rows, 3)};
    for (Index n = 0; n < rows; ++n) {
      for (Index i = 0; i < 3; ++i) block.x(n, i) = random.standard_normal();
      block.y.push_back(block.x(n, 0) + block.x(n, 1) > 0.2 ? 1 : 0);
      if (weighted) block.weights.push_back(random.random_sample());
    }
    blocks.push_back(std::move(block));
  }
  return Blocks(std::move(blocks));
}

network::Network first_network() {
  network::Network network(network::make_architecture(3, {6}, 2, reference::Activation::tanh,
                                                      reference::Output::softmax));
  random::RandomState random(1);
  network::initialise(network, network::Initialisation::glorot, random);
  return network;
}

train::Options options_of(train::Precision precision = train::Precision::float64) {
  train::Options options;
  options.optimiser.solver = solvers::Solver::adam;
  options.learning_rate = 0.05;
  options.epochs = 6;
  options.batch_size = 8;
  options.seed = 3;
  options.precision = precision;
  options.max_rollbacks = 3;
  return options;
}

std::vector<double> trained(const Blocks& blocks, const train::Options& options,
                            Index window_rows = 50, const train::Surroundings& surroundings = {}) {
  network::Network network = first_network();
  train::fit(network, blocks, {.rows = window_rows}, options, surroundings);
  return {network.parameters().begin(), network.parameters().end()};
}

// Row i has the target 2^i: the squared error of a network of zeros sums up to a number that tells
// which rows were in it, and how often.
TEST(Windows, EveryRowIsTrainedOnOnceAnEpoch) {
  double next = 1, sum = 0;
  std::vector<train::Examples> blocks;
  for (const Index rows : {3, 0, 9, 1, 6, 5}) {
    train::Examples block{.x = Matrix<double>::Ones(rows, 1)};
    for (Index n = 0; n < rows; ++n, next *= 2) {
      block.values.push_back(next);
      sum += next * next;
    }
    blocks.push_back(std::move(block));
  }
  for (const Index window : {4, 8, 13, 24, 1000}) {
    const Blocks source(blocks);
    network::Network network(network::make_architecture(1, {}, 1, reference::Activation::tanh,
                                                        reference::Output::identity));
    train::Options options;
    options.optimiser.solver = solvers::Solver::gd;
    options.learning_rate = 1e-300;  // no step moves the zeros by a digit of the sum
    options.epochs = 4;
    options.batch_size = 4;
    std::vector<double> losses;
    const auto on_epoch = [&](const train::Progress& now) {
      losses.push_back(now.loss);
      EXPECT_EQ(now.rows, 24);
      return true;
    };
    train::fit(network, source, {.rows = window}, options, {.on_epoch = on_epoch});
    ASSERT_EQ(losses.size(), 4U);
    for (const double loss : losses) EXPECT_DOUBLE_EQ(loss * 24, losses[0] * 24) << window;
    // A mean of squares, halved or not.
    const double ratio = losses[0] * 24 / sum;
    EXPECT_TRUE(std::abs(ratio - 1) < 1e-12 || std::abs(ratio - 0.5) < 1e-12) << ratio;
  }
}

TEST(Windows, BlocksComeInAnotherOrderEachEpoch) {
  const Blocks blocks = two_classes();
  train::Options options = options_of();
  options.max_rollbacks = 0;  // which would look at the first rows before
  std::set<std::vector<std::size_t>> orders;
  const auto on_epoch = [&](const train::Progress&) {
    orders.insert(blocks.loaded);
    blocks.loaded.clear();
    return true;
  };
  trained(blocks, options, 50, {.threads = 1, .on_epoch = on_epoch});
  EXPECT_EQ(orders.size(), 6U);
}

TEST(Windows, OneWindowIsReadOnce) {
  const Blocks blocks = two_classes();
  trained(blocks, options_of(), 1000);
  EXPECT_EQ(blocks.loaded.size(), 7U);  // the empty one not at all
}

TEST(Windows, LearnAsWellAsAllRowsAtOnce) {
  const Blocks blocks = two_classes();
  train::Options options = options_of();
  options.epochs = 60;
  double loss = 1;
  const auto on_epoch = [&](const train::Progress& now) {
    loss = now.loss;
    return true;
  };
  trained(blocks, options, 50, {.on_epoch = on_epoch});
  const double in_windows = loss;
  trained(blocks, options, 1000, {.on_epoch = on_epoch});
  EXPECT_LT(in_windows, 0.15);
  EXPECT_NEAR(in_windows, loss, 0.05);
}

TEST(Windows, SameBitsForAnyNumberOfThreads) {
  for (const bool weighted : {false, true}) {
    for (const auto precision : {train::Precision::float64, train::Precision::float32}) {
      train::Options options = options_of(precision);
      const auto one = trained(two_classes(weighted), options, 50, {.threads = 1});
      EXPECT_EQ(trained(two_classes(weighted), options, 50, {.threads = 4}), one);
      options.seed = 4;
      EXPECT_NE(trained(two_classes(weighted), options), one);
    }
  }
}

TEST(Windows, GoOnWithinAnEpochToTheSameBits) {
  const std::filesystem::path file = std::filesystem::path(testing::TempDir()) / "windows_test";
  train::remove_checkpoint(file);
  const auto whole = trained(two_classes(), options_of());
  for (const std::size_t loads : {12U, 20U, 33U}) {
    Blocks blocks = two_classes();
    blocks.stop_after = loads;
    train::Surroundings surroundings{
        .checkpoint = {.file = file, .every_seconds = 0, .every_epochs = 0}, .stop = &blocks.stop};
    EXPECT_NE(trained(blocks, options_of(), 50, surroundings), whole);
    ASSERT_TRUE(train::has_checkpoint(file));
    surroundings.stop = nullptr;
    bool resumed = false;
    surroundings.on_event = [&](const train::Event& event) {
      resumed = resumed || event.kind == train::EventKind::resumed;
    };
    EXPECT_EQ(trained(two_classes(), options_of(), 50, surroundings), whole) << loads;
    EXPECT_TRUE(resumed);
    train::remove_checkpoint(file);
  }
}

TEST(Windows, RefuseWhatNeedsAllRows) {
  const auto refused = [](train::Options options, Index rows) {
    const auto error = error_of([&] { trained(two_classes(), options, rows); });
    ASSERT_TRUE(error);
    EXPECT_EQ(error->code(), ErrorCode::invalid_argument);
  };
  train::Options options = options_of();
  refused(options, 7);
  options.batch_size = 0;
  refused(options, 50);
  options = options_of();
  options.optimiser.solver = solvers::Solver::rprop;
  refused(options, 50);
  options.optimiser.solver = solvers::Solver::lbfgs;
  refused(options, 50);
}

}  // namespace
}  // namespace crescent::tests
