// Optimisers against PyTorch's, step by step, from the same start; see make_optimisers.py.
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include <crescent/train/fit.hpp>

#include "golden/golden.hpp"

namespace network = crescent::network;
namespace solvers = crescent::solvers;
namespace train = crescent::train;
using crescent::Index;
using crescent::Matrix;
using nlohmann::json;

namespace {

// The two sides differ by rounding alone, over 50 steps: 2e-16 was measured. The rest is room for
// another machine's exp and tanh.
constexpr double tolerance = 1e-13;

const json& golden() {
  static const json numbers = crescent::golden::load("optimisers");
  return numbers;
}

solvers::OptimiserOptions make_options(const json& parameters) {
  solvers::OptimiserOptions options;
  options.solver = solvers::parse_solver(parameters.at("solver").get<std::string>());
  options.momentum = parameters.value("momentum", options.momentum);
  options.nesterovs_momentum = parameters.value("nesterovs_momentum", true);
  options.beta_1 = parameters.value("beta_1", options.beta_1);
  options.beta_2 = parameters.value("beta_2", options.beta_2);
  options.epsilon = parameters.value("epsilon", options.epsilon);
  options.weight_decay = parameters.value("weight_decay", options.weight_decay);
  options.etas = parameters.value("etas", options.etas);
  options.step_sizes = parameters.value("step_sizes", options.step_sizes);
  return options;
}

void expect_near(std::span<const double> actual, const std::vector<double>& expected,
                 double allowed, const std::string& what) {
  ASSERT_EQ(actual.size(), expected.size()) << what;
  for (std::size_t i = 0; i < actual.size(); ++i) {
    EXPECT_NEAR(actual[i], expected[i], allowed * std::max(1.0, std::abs(expected[i])))
        << what << ", entry " << i;
  }
}

class OptimiserGolden : public ::testing::TestWithParam<std::size_t> {
 protected:
  const json& run_ = golden().at("runs").at(GetParam());
  const std::vector<Index> stops_ = golden().at("stops");
};

TEST_P(OptimiserGolden, WalksRosenbrocksValleyLikePyTorch) {
  SCOPED_TRACE(run_.at("name"));
  const json& valley = run_.at("valley");
  const auto optimiser = solvers::make_optimiser<double>(make_options(run_.at("parameters")), 2);
  std::vector<double> w = {-1.2, 1.0};
  std::size_t stop = 0;
  for (Index step = 1; step <= stops_.back(); ++step) {
    const double across = w[1] - w[0] * w[0];
    const std::vector<double> g = {-2 * (1 - w[0]) - 400 * w[0] * across, 200 * across};
    optimiser->step(w, g, valley.at("learning_rate"));
    if (step != stops_[stop]) continue;
    expect_near(w, valley.at("states").at(stop), tolerance, "after step " + std::to_string(step));
    ++stop;
  }
  EXPECT_EQ(stop, stops_.size());
}

Matrix<double> examples() {
  const auto rows = golden().at("x").get<std::vector<std::vector<double>>>();
  Matrix<double> x(static_cast<Index>(rows.size()), static_cast<Index>(rows.front().size()));
  for (Index i = 0; i < x.rows(); ++i) {
    std::copy_n(rows[static_cast<std::size_t>(i)].begin(), x.cols(), x.row(i).begin());
  }
  return x;
}

/// Trains the network of the file and compares it at every stop.
void expect_trained_like_pytorch(const json& run, train::Precision precision, double allowed) {
  SCOPED_TRACE(run.at("name"));
  const std::vector<Index> stops = golden().at("stops");
  const std::vector<int> y = golden().at("y");
  network::Network net(network::make_architecture(2, {golden().at("hidden")}, 3));
  const std::vector<double> first = golden().at("first_weights");
  ASSERT_EQ(net.parameters().size(), first.size());
  std::copy(first.begin(), first.end(), net.parameters().begin());
  const json& expected = run.at("network");
  std::size_t stop = 0;
  const train::Options options{.optimiser = make_options(run.at("parameters")),
                               .learning_rate = expected.at("learning_rate"),
                               .epochs = stops.back(),
                               .precision = precision};
  const auto on_epoch = [&](const train::Progress& progress) {
    if (progress.epoch + 1 != stops[stop]) return true;
    expect_near(progress.network.parameters(), expected.at("states").at(stop), allowed,
                "after epoch " + std::to_string(progress.epoch + 1));
    ++stop;
    return true;
  };
  train::fit(net, examples(), y, options, {.on_epoch = on_epoch});
  EXPECT_EQ(stop, stops.size());
}

TEST_P(OptimiserGolden, TrainsANetworkLikePyTorch) {
  expect_trained_like_pytorch(run_, train::Precision::float64, tolerance);
}

TEST_P(OptimiserGolden, TrainsANetworkInFloat32Nearby) {
  // The same with rounding 2^29 times as coarse; 3e-6 was measured.
  expect_trained_like_pytorch(run_, train::Precision::float32, 5e-5);
}

INSTANTIATE_TEST_SUITE_P(All, OptimiserGolden, ::testing::Range(std::size_t{0}, std::size_t{8}));

TEST(OptimiserGoldenFile, EveryRunIsTested) { EXPECT_EQ(golden().at("runs").size(), 8u); }

}  // namespace
