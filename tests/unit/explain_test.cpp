#include <cmath>
#include <vector>

#include <Eigen/Eigenvalues>
#include <gtest/gtest.h>

#include <crescent/base/error.hpp>
#include <crescent/engine/engine.hpp>
#include <crescent/explain/curvature.hpp>
#include <crescent/explain/gradient_check.hpp>
#include <crescent/explain/step.hpp>
#include <crescent/random/random_state.hpp>

#include "unit/error_of.hpp"

namespace {

using namespace crescent;
using crescent::tests::error_of;
using network::Activation;
using network::Network;

Network random_network(const reference::Architecture& architecture, std::uint32_t seed) {
  Network network(architecture);
  random::RandomState random(seed);
  for (double& w : network.parameters()) w = random.normal(0.1, 0.7);
  return network;
}

Matrix<double> random_rows(Index rows, Index cols, std::uint32_t seed) {
  random::RandomState random(seed);
  Matrix<double> x(rows, cols);
  for (double& value : x.reshaped()) value = random.normal();
  return x;
}

// A network small enough to follow by hand: 1 -> 1 tanh -> 1 sigmoid.
TEST(TraceStep, FollowsTheChainRuleByHand) {
  Network network(
      network::make_architecture(1, {1}, 2, Activation::tanh, network::Output::sigmoid));
  network.W(0)(0, 0) = 0.5;
  network.b(0)(0) = 0.25;
  network.W(1)(0, 0) = -2.0;
  network.b(1)(0) = 0.75;
  const double x = 1.5, rate = 0.1;
  const auto step = explain::trace_step(network, Matrix<double>::Constant(1, 1, x), 1, rate);

  const double a = std::tanh(0.5 * x + 0.25);
  const double s = 1 / (1 + std::exp(-(-2.0 * a + 0.75)));
  const double delta2 = s - 1;
  const double delta1 = delta2 * -2.0 * (1 - a * a);
  // Each is a handful of operations on numbers of order 1.
  const double few_ulp = 1e-15;
  EXPECT_NEAR(step.layers[0].a(0), a, few_ulp);
  EXPECT_NEAR(step.p(1), s, few_ulp);
  EXPECT_NEAR(step.p(0), 1 - s, few_ulp);
  EXPECT_NEAR(step.loss, -std::log(s), few_ulp);
  EXPECT_NEAR(step.layers[1].delta(0), delta2, few_ulp);
  EXPECT_NEAR(step.layers[1].dW(0, 0), a * delta2, few_ulp);
  EXPECT_NEAR(step.layers[0].delta(0), delta1, few_ulp);
  EXPECT_NEAR(step.layers[0].dW(0, 0), x * delta1, few_ulp);
  EXPECT_NEAR(step.layers[0].db(0), delta1, few_ulp);
  EXPECT_NEAR(step.layers[0].W_after(0, 0), 0.5 - rate * x * delta1, few_ulp);
  EXPECT_NEAR(step.layers[1].b_after(0), 0.75 - rate * delta2, few_ulp);
  EXPECT_LT(step.loss_after, step.loss);
}

TEST(TraceStep, LeavesOutABiasThatIsOff) {
  auto architecture = network::make_architecture(2, {3}, 2);
  for (auto& layer : architecture.layers) layer.bias = false;
  const auto step =
      explain::trace_step(random_network(architecture, 1), random_rows(1, 2, 2), 0, 0.01);
  for (const auto& layer : step.layers) {
    EXPECT_EQ(layer.b.size(), 0);
    EXPECT_EQ(layer.db.size(), 0);
    EXPECT_EQ(layer.b_after.size(), 0);
  }
}

TEST(TraceStep, RefusesWhatDoesNotFit) {
  const Network network = random_network(network::make_architecture(2, {3}, 2), 1);
  const Matrix<double> x = random_rows(1, 2, 2);
  EXPECT_THROW(explain::trace_step(network, random_rows(2, 2, 2), 0, 0.01), Error);
  EXPECT_THROW(explain::trace_step(network, random_rows(1, 3, 2), 0, 0.01), Error);
  EXPECT_THROW(explain::trace_step(network, x, 2, 0.01), Error);
  EXPECT_THROW(explain::trace_step(network, x, -1, 0.01), Error);
  EXPECT_THROW(explain::trace_step(network, x, 0, 0.0), Error);
}

TEST(GradientCheck, BothWaysAgreeWithBackPropagationInEveryBlock) {
  const Network network = random_network(network::make_architecture(3, {4, 2}, 3), 5);
  const Matrix<double> x = random_rows(9, 3, 6);
  const std::vector<int> y = {0, 1, 2, 2, 1, 0, 0, 1, 2};
  for (const auto* engine : {"reference", "fused:examples", "fused:units", "gemm"}) {
    SCOPED_TRACE(engine);
    const auto checks = explain::check_gradient(network, x, y, {.l2 = 0.2}, engine);
    ASSERT_EQ(checks.size(), 6U);
    for (const auto& block : checks) {
      EXPECT_GT(block.largest_gradient, 1e-4) << block.name;
      EXPECT_LT(block.complex_step_error, 1e-12) << block.name;
      // Half the digits of a double, by the formula's nature.
      EXPECT_LT(block.central_difference_error, 1e-6) << block.name;
      EXPECT_GT(block.central_difference_error, block.complex_step_error) << block.name;
    }
  }
}

TEST(Curvature, IsTheLargestEigenvalueOfTheHessian) {
  const Network network = random_network(network::make_architecture(2, {3}, 2), 8);
  const Matrix<double> x = random_rows(30, 2, 9);
  std::vector<int> y;
  for (int n = 0; n < 30; ++n) y.push_back(n % 2);
  const reference::Loss loss{.reduction = reference::Reduction::sum, .l2 = 0.1};

  // The Hessian column by column, from differences of the gradient.
  const auto engine = engine::make_engine<double>(network.architecture(), loss);
  const auto w = network.parameters();
  const auto size = static_cast<Index>(w.size());
  Eigen::MatrixXd hessian(size, size);
  std::vector<double> shifted(w.begin(), w.end()), up(w.size()), down(w.size());
  for (Index i = 0; i < size; ++i) {
    const double h = 1e-5;
    const auto k = static_cast<std::size_t>(i);
    shifted[k] = w[k] + h;
    engine->loss_and_gradient(shifted, {{x.data(), 30, 2}, y}, up);
    shifted[k] = w[k] - h;
    engine->loss_and_gradient(shifted, {{x.data(), 30, 2}, y}, down);
    shifted[k] = w[k];
    for (Index j = 0; j < size; ++j) {
      hessian(j, i) =
          (up[static_cast<std::size_t>(j)] - down[static_cast<std::size_t>(j)]) / (2 * h);
    }
  }
  const Eigen::MatrixXd symmetric = (hessian + hessian.transpose()) / 2;
  const Eigen::VectorXd values =
      Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(symmetric).eigenvalues();
  const double largest = values.cwiseAbs().maxCoeff();
  EXPECT_NEAR(std::abs(explain::largest_curvature(network, x, y, loss)), largest, 1e-3 * largest);
}

// Weights beyond all bounds have no gradient: that must not pass for agreement.
TEST(CheckGradient, TellsWhatIsNoNumber) {
  Network network = random_network(network::make_architecture(2, {3}, 2, Activation::identity), 5);
  network.W(0)(1, 2) = 1e308;
  network.W(1)(2, 0) = -1e308;
  const auto x = random_rows(9, 2, 6);
  const std::vector<int> y = {0, 1, 1, 0, 1, 0, 0, 1, 1};
  bool told = false;
  for (const auto& block : explain::check_gradient(network, x, y, {})) {
    told = told || std::isnan(block.complex_step_error);
  }
  EXPECT_TRUE(told);
}

TEST(TraceStep, FollowsARegression) {
  // x = 2, w = 3, b = 1: p = 7; t = 5: L = 2, delta = 2, dW = 4, db = 2.
  Network net(network::make_architecture(1, {}, 1, Activation::tanh, network::Output::identity));
  net.parameters()[0] = 3;
  net.parameters()[1] = 1;
  const Matrix<double> x{{2.0}};
  RowVector<double> values(1);
  values << 5.0;
  const auto step = explain::trace_step(net, x, values, 0.1);
  EXPECT_EQ(step.p(0), 7);
  EXPECT_EQ(step.values(0), 5);
  EXPECT_EQ(step.loss, 2);
  EXPECT_EQ(step.layers[0].delta(0), 2);
  EXPECT_EQ(step.layers[0].dW(0, 0), 4);
  EXPECT_EQ(step.layers[0].db(0), 2);
  EXPECT_NEAR(step.loss_after, 0.5, 1e-12) << "W 2.6, b 0.8: p = 6";
  EXPECT_TRUE(error_of([&] { return explain::trace_step(net, x, 0, 0.1); })) << "no classes";
  values.resize(2);
  EXPECT_TRUE(error_of([&] { return explain::trace_step(net, x, values, 0.1); }));
}

TEST(GradientCheck, AgreesForEveryEngineWithAllThatALossMayHave) {
  random::RandomState random(4);
  const Matrix<double> x = random_rows(20, 3, 6);
  std::vector<double> values, weights;
  for (int i = 0; i < 40; ++i) values.push_back(random.normal(0.0, 2.0));
  for (int n = 0; n < 20; ++n) weights.push_back(random.uniform(0.0, 2.0));
  const Network net = random_network(
      network::make_architecture(3, {6, 5}, 2, Activation::mish, network::Output::identity), 5);
  const reference::Loss loss{.l2 = 0.1, .l1 = 0.2, .regression = reference::Regression::huber};
  for (const auto& name : engine::engine_names()) {
    const auto targets = reference::Targets::of_values(values, weights);
    for (const auto& block : explain::check_gradient(net, x, targets, loss, name, {.rate = 0.3})) {
      EXPECT_LT(block.complex_step_error, 1e-12) << name << ' ' << block.name;
    }
  }
}

}  // namespace
