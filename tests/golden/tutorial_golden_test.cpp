// The tutorial's training against NumPy's. The bar at each checkpoint is 20 times what NumPy's own
// twins disagree by (first weights one part in 1e15 apart), and 1e-9 at least: see
// make_tutorial.py.
#include <algorithm>
#include <bit>
#include <cmath>
#include <ostream>

#include <gtest/gtest.h>

#include <crescent/datasets/generators.hpp>
#include <crescent/engine/engine.hpp>
#include <crescent/train/fit.hpp>

#include "golden/golden.hpp"

namespace datasets = crescent::datasets;
namespace engine = crescent::engine;
namespace network = crescent::network;
namespace reference = crescent::reference;
namespace solvers = crescent::solvers;
namespace train = crescent::train;
using crescent::Index;
using crescent::data::Dataset;
using crescent::random::RandomState;
using nlohmann::json;

namespace {

constexpr double tight = 1e-9;

double bar(double spread) { return std::max(tight, 20 * spread); }

Dataset make_data(const json& run) {
  RandomState random(run.at("seed").get<std::uint32_t>());
  const Index samples = run.at("samples");
  const double noise = run.at("noise");
  if (run.at("data") == "moons") return datasets::make_moons(random, samples, noise);
  return datasets::make_blobs(random, {.n_samples = samples,
                                       .centers = run.at("classes"),
                                       .cluster_std = noise,
                                       .center_box_low = -5.0,
                                       .center_box_high = 5.0});
}

network::Network make_network(const json& run) {
  network::Network net(
      network::make_architecture(2, {run.at("hidden").get<Index>()}, run.at("classes")));
  RandomState random(run.at("seed").get<std::uint32_t>());
  network::initialise(net, network::Initialisation::normal, random);
  return net;
}

reference::Loss summed_loss(const json& run) {
  return {.reduction = reference::Reduction::sum, .l2 = run.at("l2")};
}

engine::Batch<double> whole(const Dataset& data) {
  return {{data.x.data(), data.x.rows(), data.x.cols()}, data.y};
}

/// Trains as the tutorial does, and collects the losses after the passes that `wanted` lists.
std::vector<double> train_as_the_tutorial(network::Network& net, const Dataset& data,
                                          const json& run, const json& wanted) {
  const auto judge = engine::make_engine<double>(net.architecture(), summed_loss(run));
  std::vector<double> losses;
  const train::Options options{.optimiser = {.solver = solvers::Solver::gd},
                               .learning_rate = run.at("epsilon"),
                               .epochs = run.at("passes"),
                               .batch_size = 0,
                               .loss = summed_loss(run)};
  const auto on_epoch = [&](const train::Progress& progress) {
    const std::size_t next = losses.size();
    if (next < wanted.size() && progress.epoch == wanted[next].at("iteration").get<Index>()) {
      losses.push_back(judge->loss(progress.network.parameters(), whole(data)));
    }
    return true;
  };
  train::fit(net, data.x, data.y, options, {.on_epoch = on_epoch});
  return losses;
}

void expect_same_bits(std::span<const double> actual, const std::vector<double>& expected,
                      const std::string& what) {
  ASSERT_EQ(actual.size(), expected.size()) << what;
  for (std::size_t i = 0; i < actual.size(); ++i) {
    ASSERT_EQ(std::bit_cast<std::uint64_t>(actual[i]), std::bit_cast<std::uint64_t>(expected[i]))
        << what << ", entry " << i << ": " << actual[i] << " is not " << expected[i];
  }
}

double largest_difference(std::span<const double> a, const std::vector<double>& b) {
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) largest = std::max(largest, std::abs(a[i] - b[i]));
  return largest;
}

double accuracy(const network::Network& net, const Dataset& data) {
  const std::vector<int> predicted = net.predict(data.x);
  int right = 0;
  for (std::size_t n = 0; n < predicted.size(); ++n) right += predicted[n] == data.y[n] ? 1 : 0;
  return right / static_cast<double>(predicted.size());
}

double largest_entry(const std::vector<double>& values) {
  return largest_difference(values, std::vector<double>(values.size()));
}

const json& studies() {
  static const json list = crescent::golden::load("tutorial").at("runs");
  return list;
}

std::vector<std::string> names() {
  std::vector<std::string> list;
  for (const json& study : studies()) list.push_back(study.at("run").at("name"));
  return list;
}

const json& study_of(const std::string& name) {
  for (const json& study : studies()) {
    if (study.at("run").at("name") == name) return study;
  }
  throw std::runtime_error("tutorial.json has no run " + name);
}

class TutorialGolden : public ::testing::TestWithParam<std::string> {};

TEST_P(TutorialGolden, DrawsTheSameDataAndFirstWeightsBitForBit) {
  const json& study = study_of(GetParam());
  const Dataset data = make_data(study.at("run"));
  std::vector<double> x;
  for (const auto& row : study.at("x").get<std::vector<std::vector<double>>>()) {
    x.insert(x.end(), row.begin(), row.end());
  }
  expect_same_bits({data.x.data(), static_cast<std::size_t>(data.x.size())}, x, "x");
  EXPECT_EQ(data.y, study.at("y").get<std::vector<int>>());
  const json& first = study.at("states").at(0);
  ASSERT_EQ(first.at("passes"), 0);
  expect_same_bits(make_network(study.at("run")).parameters(), first.at("weights"), "weights");
}

TEST_P(TutorialGolden, TrainsToTheSameLossesAndWeights) {
  const json& study = study_of(GetParam());
  const json& run = study.at("run");
  const json& wanted = study.at("losses");
  const Dataset data = make_data(run);
  network::Network net = make_network(run);
  const std::vector<double> losses = train_as_the_tutorial(net, data, run, wanted);

  ASSERT_EQ(losses.size(), wanted.size());
  for (std::size_t i = 0; i < losses.size(); ++i) {
    const double spread = wanted[i].at("spread");
    EXPECT_NEAR(losses[i], wanted[i].at("loss").get<double>(), bar(spread))
        << "after iteration " << wanted[i].at("iteration");
  }
  const json& final_state = study.at("states").back();
  ASSERT_EQ(final_state.at("passes"), run.at("passes"));
  const double spread = study.at("weight_spread");
  const double difference = largest_difference(net.parameters(), final_state.at("weights"));
  EXPECT_LE(difference, bar(spread));
  if (run.at("stable").get<bool>()) {
    EXPECT_LE(bar(spread), tight) << "a stable run must be held to the tight bar";
    EXPECT_EQ(accuracy(net, data), study.at("accuracy"));
  }
}

TEST_P(TutorialGolden, GradientAtTheSameStateIsTheSame) {
  const json& study = study_of(GetParam());
  const Dataset data = make_data(study.at("run"));
  const network::Network net = make_network(study.at("run"));
  const auto judge = engine::make_engine<double>(net.architecture(), summed_loss(study.at("run")));
  for (const json& state : study.at("states")) {
    const std::vector<double> weights = state.at("weights");
    const std::vector<double> wanted = state.at("gradient");
    std::vector<double> gradient(weights.size());
    judge->loss_and_gradient(weights, whole(data), gradient);
    // Near a minimum the examples' shares cancel, and each side keeps the rounding of its summands:
    // where less than a hundredth is left, that hundredth takes the largest entry's place.
    const double largest =
        std::max(largest_entry(wanted), state.at("gradient_magnitude").get<double>() / 100);
    EXPECT_LE(largest_difference(gradient, wanted), 1e-12 * largest)
        << "after " << state.at("passes") << " passes";
  }
}

INSTANTIATE_TEST_SUITE_P(All, TutorialGolden, ::testing::ValuesIn(names()),
                         [](const auto& test) { return test.param; });

// The tutorial's own run, in numbers that need no file.
TEST(Tutorial, DefaultRunEndsWhereTheTutorialDoes) {
  const json& study = study_of("default");
  const json& run = study.at("run");
  ASSERT_EQ(run.at("seed"), 0);
  ASSERT_EQ(run.at("hidden"), 3);
  ASSERT_EQ(run.at("passes"), 20000);
  ASSERT_EQ(run.at("epsilon"), 0.01);
  const Dataset data = make_data(run);
  network::Network net = make_network(run);
  const std::vector<double> losses = train_as_the_tutorial(net, data, run, study.at("losses"));
  ASSERT_EQ(losses.size(), 21u);
  EXPECT_NEAR(losses[0], 0.43238663152549239, tight);
  EXPECT_NEAR(losses[1], 0.068946538119840681, tight);
  // From here to the end rounding errors decide the path; every path ends in this band.
  EXPECT_GT(losses.back(), 0.0700);
  EXPECT_LT(losses.back(), 0.0715);
  EXPECT_EQ(accuracy(net, data), 0.975);
}

}  // namespace
