// Regression and weights against scikit-learn, epoch by epoch, from the same first weights; see
// make_regression.py. Activations against ONNX's reference implementation; see make_activations.py.
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include <crescent/reference/activations.hpp>
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

const json& golden() {
  static const json numbers = crescent::golden::load("regression");
  return numbers;
}

/// The numbers of a run's targets, row by row, whether they stand in rows or one to a line.
std::vector<double> flat(const json& numbers) {
  std::vector<double> values;
  for (const json& entry : numbers) {
    if (entry.is_array()) {
      values.insert(values.end(), entry.begin(), entry.end());
    } else {
      values.push_back(entry);
    }
  }
  return values;
}

train::Options make_options(const json& run) {
  const json& parameters = run.at("parameters");
  train::Options options;
  options.optimiser.solver = solvers::parse_solver(parameters.at("solver").get<std::string>());
  options.optimiser.momentum = parameters.value("momentum", options.optimiser.momentum);
  options.optimiser.nesterovs_momentum = parameters.value("nesterovs_momentum", true);
  options.learning_rate = parameters.at("learning_rate_init");
  options.loss.l2 = parameters.at("alpha");
  options.batch_size = parameters.at("batch_size");
  options.epochs = static_cast<Index>(run.at("loss_curve").size());
  options.shuffle = false;
  return options;
}

class RegressionGolden : public ::testing::TestWithParam<std::size_t> {};

TEST_P(RegressionGolden, TrainsLikeScikitLearn) {
  const json& run = golden().at("runs").at(GetParam());
  const json& parameters = run.at("parameters");
  SCOPED_TRACE(parameters.dump());
  const Matrix<double> x = to_matrix(run.at("x"));
  const std::vector<double> values = flat(run.at("t"));
  const std::vector<double> weights = run.at("weights");
  std::vector<int> y;
  for (const double value : values) y.push_back(static_cast<int>(value));
  const bool classes = run.at("outputs").is_null();
  const std::string f = parameters.at("activation");
  network::Network net(network::make_architecture(
      x.cols(), parameters.at("hidden_layer_sizes"), classes ? 4 : run.at("outputs").get<int>(),
      reference::parse_activation(f == "logistic" ? "sigmoid" : f),
      classes ? network::Output::softmax : network::Output::identity));
  const std::vector<double> first = run.at("first_weights");
  ASSERT_EQ(first.size(), net.parameters().size());
  std::copy(first.begin(), first.end(), net.parameters().begin());

  const auto targets =
      classes ? reference::Targets(y, weights) : reference::Targets::of_values(values, weights);
  const train::History history = train::fit(net, x, targets, make_options(run));

  // As in mlp_golden_test.cpp: rounding alone differs.
  constexpr double tolerance = 1e-12;
  const std::vector<double> expected = run.at("weights_after");
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_NEAR(net.parameters()[i], expected[i], tolerance * std::max(1.0, std::abs(expected[i])))
        << "weight " << i;
  }
  // scikit-learn's squared loss is a mean over the outputs too, though its gradient is not.
  const double outputs = classes ? 1.0 : run.at("outputs").get<double>();
  const std::vector<double> curve = run.at("loss_curve");
  const double penalised = parameters.at("alpha").get<double>();
  ASSERT_TRUE(outputs == 1 || penalised == 0) << "or the penalty would be divided as well";
  for (std::size_t i = 0; i < curve.size(); ++i) {
    EXPECT_NEAR(history.losses[i] / outputs, curve[i], tolerance * std::max(1.0, curve[i]))
        << "epoch " << i;
  }
}

INSTANTIATE_TEST_SUITE_P(All, RegressionGolden, ::testing::Range(std::size_t{0}, std::size_t{5}));

TEST(RegressionGoldenFile, EveryRunIsTested) { EXPECT_EQ(golden().at("runs").size(), 5u); }

TEST(HuberGolden, TheMinimumIsHuberRegressors) {
  const json& run = golden().at("huber");
  const Matrix<double> x = to_matrix(run.at("x"));
  const std::vector<double> t = run.at("t");
  network::Network net(network::make_architecture(x.cols(), {}, 1, network::Activation::identity,
                                                  network::Output::identity));
  train::Options options{.epochs = 5000, .tol = 1e-10};
  options.optimiser.solver = solvers::Solver::lbfgs;
  options.loss.regression = reference::Regression::huber;
  options.loss.huber_delta = run.at("delta");
  train::fit(net, x, reference::Targets::of_values(t), options);
  std::vector<double> expected = run.at("coef");
  expected.push_back(run.at("intercept"));
  for (std::size_t i = 0; i < expected.size(); ++i) {
    // HuberRegressor's own search stops some 1e-6 before the minimum.
    EXPECT_NEAR(net.parameters()[i], expected[i], 5e-6) << i;
  }
}

TEST(ActivationsGolden, AreThoseOfOnnxAndSciPy) {
  const json numbers = crescent::golden::load("activations");
  const std::vector<double> z = numbers.at("z");
  EXPECT_EQ(numbers.at("values").size(), reference::activation_names().size());
  for (const std::string& name : reference::activation_names()) {
    const std::vector<double> expected = numbers.at("values").at(name);
    // ONNX holds selu's two numbers, and the slope of the leaky relu, in float32.
    const double bound = name == "selu" || name == "leaky-relu" ? 1e-7 : 1e-15;
    for (std::size_t i = 0; i < z.size(); ++i) {
      const double a = reference::activate(reference::parse_activation(name), z[i]);
      EXPECT_NEAR(a, expected[i], bound * std::max(1.0, std::abs(expected[i])))
          << name << " at " << z[i];
    }
  }
}

}  // namespace
