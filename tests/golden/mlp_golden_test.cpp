// Optimisers, mini-batches and penalties against scikit-learn's MLPClassifier, epoch by epoch, from
// the same first weights; and the first weights themselves. See make_mlp.py.
#include <algorithm>
#include <bit>
#include <cmath>

#include <gtest/gtest.h>

#include <crescent/train/fit.hpp>

#include "golden/golden.hpp"

namespace network = crescent::network;
namespace reference = crescent::reference;
namespace solvers = crescent::solvers;
namespace train = crescent::train;
using crescent::Index;
using crescent::Matrix;
using crescent::golden::to_matrix;
using nlohmann::json;

namespace {

// The two sides differ by rounding alone, of sums of at most 90 terms, and no run amplifies it:
// 4e-15 was measured. The rest is room for another machine's exp and tanh.
constexpr double tolerance = 1e-13;

const json& golden() {
  static const json numbers = crescent::golden::load("mlp");
  return numbers;
}

network::Activation activation_of(const std::string& name) {
  return reference::parse_activation(name == "logistic" ? "sigmoid" : name);
}

network::Network make_network(const json& run, Index inputs, int classes) {
  const json& parameters = run.at("parameters");
  const bool one_unit = run.at("output") == "logistic";
  return network::Network(
      network::make_architecture(inputs, parameters.at("hidden_layer_sizes"), classes,
                                 activation_of(parameters.at("activation")),
                                 one_unit ? network::Output::sigmoid : network::Output::softmax));
}

train::Options make_options(const json& run) {
  const json& parameters = run.at("parameters");
  train::Options options;
  options.optimiser.solver = solvers::parse_solver(parameters.at("solver").get<std::string>());
  options.optimiser.momentum = parameters.value("momentum", options.optimiser.momentum);
  options.optimiser.nesterovs_momentum = parameters.value("nesterovs_momentum", true);
  options.optimiser.beta_1 = parameters.value("beta_1", options.optimiser.beta_1);
  options.optimiser.beta_2 = parameters.value("beta_2", options.optimiser.beta_2);
  options.optimiser.epsilon = parameters.value("epsilon", options.optimiser.epsilon);
  options.learning_rate = parameters.at("learning_rate_init");
  options.loss.l2 = parameters.at("alpha");
  options.batch_size = parameters.at("batch_size");
  options.epochs = run.at("loss_curve").size();
  options.shuffle = false;
  return options;
}

void set_parameters(network::Network& net, const std::vector<double>& values) {
  ASSERT_EQ(net.parameters().size(), values.size());
  std::copy(values.begin(), values.end(), net.parameters().begin());
}

void expect_near(std::span<const double> actual, const std::vector<double>& expected,
                 const std::string& what) {
  ASSERT_EQ(actual.size(), expected.size()) << what;
  for (std::size_t i = 0; i < actual.size(); ++i) {
    EXPECT_NEAR(actual[i], expected[i], tolerance * std::max(1.0, std::abs(expected[i])))
        << what << ", entry " << i;
  }
}

class MlpGolden : public ::testing::TestWithParam<std::size_t> {};

TEST_P(MlpGolden, TrainsLikeScikitLearn) {
  const json& run = golden().at("runs").at(GetParam());
  SCOPED_TRACE(run.at("parameters").dump());
  const json& data = golden().at("data").at(run.at("data").get<std::string>());
  const Matrix<double> x = to_matrix(data.at("x"));
  const std::vector<int> y = data.at("y");
  network::Network net = make_network(run, x.cols(), 1 + *std::max_element(y.begin(), y.end()));
  set_parameters(net, run.at("first_weights"));
  const train::Options options = make_options(run);
  std::size_t seen = 0;
  const auto on_epoch = [&](const train::Progress& progress) {
    for (const json& state : run.at("states")) {
      if (state.at("epochs") != progress.epoch + 1) continue;
      expect_near(progress.network.parameters(), state.at("weights"),
                  "weights after epoch " + std::to_string(progress.epoch + 1));
      ++seen;
    }
    return true;
  };
  const train::History history = train::fit(net, x, y, options, {.on_epoch = on_epoch});
  expect_near(history.losses, run.at("loss_curve"), "loss curve");
  EXPECT_EQ(seen, run.at("states").size());
}

INSTANTIATE_TEST_SUITE_P(All, MlpGolden, ::testing::Range(std::size_t{0}, std::size_t{10}));

TEST(MlpGoldenFile, EveryRunIsTested) {
  EXPECT_EQ(golden().at("runs").size(), 10u);
  EXPECT_EQ(golden().at("minima").size(), 4u);
}

class MlpMinimum : public ::testing::TestWithParam<std::size_t> {};

TEST_P(MlpMinimum, IsTheOneThatScikitLearnsLbfgsFinds) {
  const json& run = golden().at("minima").at(GetParam());
  SCOPED_TRACE(run.at("parameters").dump());
  const json& data = golden().at("data").at(run.at("data").get<std::string>());
  const Matrix<double> x = to_matrix(data.at("x"));
  const std::vector<int> y = data.at("y");
  network::Network net = make_network(run, x.cols(), 1 + *std::max_element(y.begin(), y.end()));
  set_parameters(net, run.at("first_weights"));
  const train::History history = train::fit(net, x, y,
                                            {.optimiser = {.solver = solvers::Solver::lbfgs},
                                             .epochs = 20000,
                                             .loss = {.l2 = run.at("parameters").at("alpha")},
                                             .tol = 1e-9});
  // SciPy's stops when an iteration lowers the loss by less than 2e-9 of it.
  const double loss = run.at("loss");
  EXPECT_NEAR(history.losses.back(), loss, 1e-7 * loss);
  const Matrix<double> expected = to_matrix(run.at("probabilities"));
  const Matrix<double> p = net.predict_proba(x);
  for (Index i = 0; i < expected.rows(); ++i) {
    // The loss is flat at its minimum: sqrt(1e-7).
    EXPECT_LT((p.row(10 * i) - expected.row(i)).cwiseAbs().maxCoeff(), 3e-4) << "row " << 10 * i;
  }
}

INSTANTIATE_TEST_SUITE_P(All, MlpMinimum, ::testing::Range(std::size_t{0}, std::size_t{4}));

// scikit-learn draws the biases too, so only the first layer comes from the same part of the
// stream; deeper layers are a property test (unit/network_test.cpp).
TEST(GlorotGolden, FirstLayerIsScikitLearnsBitForBit) {
  for (const json& wanted : golden().at("glorot")) {
    const std::string activation = wanted.at("activation");
    network::Network net(network::make_architecture(2, {5, 4}, 2, activation_of(activation)));
    crescent::random::RandomState random(wanted.at("seed").get<std::uint32_t>());
    network::initialise(net, network::Initialisation::glorot, random);
    const Matrix<double> W = to_matrix(wanted.at("W1"));
    ASSERT_EQ(net.W(0).size(), W.size());
    for (Index i = 0; i < W.size(); ++i) {
      EXPECT_EQ(std::bit_cast<std::uint64_t>(net.W(0).data()[i]),
                std::bit_cast<std::uint64_t>(W.data()[i]))
          << activation << ", entry " << i;
    }
  }
}

}  // namespace
