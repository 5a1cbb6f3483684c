// Training on more than classes: values, weights, smoothed and noisy targets.
#include <cmath>
#include <string>
#include <vector>

#include <Eigen/LU>
#include <gtest/gtest.h>

#include <crescent/train/fit.hpp>

#include "unit/error_of.hpp"
#include "unit/random_values.hpp"
#include "unit/small_networks.hpp"

namespace network = crescent::network;
namespace reference = crescent::reference;
namespace solvers = crescent::solvers;
namespace train = crescent::train;
using crescent::Index;
using crescent::Matrix;
using crescent::random::RandomState;
using crescent::tests::drawn;
using crescent::tests::error_of;
using crescent::tests::weights_of;
using network::Activation;
using network::Network;
using network::Output;
using reference::Targets;
using train::Options;

namespace {

Network glorot(const network::Architecture& architecture) {
  return drawn(architecture, network::Initialisation::glorot);
}

Network regression(const std::vector<Index>& hidden, int outputs = 1) {
  return glorot(network::make_architecture(2, hidden, outputs, Activation::tanh, Output::identity));
}

Matrix<double> points(Index rows) {
  RandomState random(5);
  return crescent::tests::random_matrix(random, rows, 2);
}

Options lbfgs() {
  Options options{.epochs = 500};
  options.optimiser.solver = solvers::Solver::lbfgs;
  options.tol = 1e-10;
  return options;
}

TEST(FitRegression, WithoutHiddenLayersIsLeastSquares) {
  const Matrix<double> x = points(60);
  RandomState random(8);
  std::vector<double> values;
  for (Index n = 0; n < 60; ++n) {
    values.push_back(1.5 * x(n, 0) - 2 * x(n, 1) + 0.5 + random.normal(0, 0.3));
  }
  std::vector<double> weights;
  for (Index n = 0; n < 60; ++n) weights.push_back(random.uniform(0.0, 2.0));
  Network net = regression({});
  train::fit(net, x, Targets::of_values(values, weights), lbfgs());

  // The normal equations of the weighted problem.
  Eigen::MatrixXd A(60, 3);
  A << x, Eigen::VectorXd::Ones(60);
  const Eigen::Map<const Eigen::VectorXd> t(values.data(), 60), w(weights.data(), 60);
  const Eigen::VectorXd best =
      (A.transpose() * w.asDiagonal() * A).inverse() * (A.transpose() * w.cwiseProduct(t));
  for (Index i = 0; i < 3; ++i) {
    EXPECT_NEAR(net.parameters()[static_cast<std::size_t>(i)], best(i), 1e-8) << i;
  }
}

TEST(FitRegression, LearnsACurveWithSeveralOutputs) {
  const Matrix<double> x = points(200);
  std::vector<double> values;
  for (Index n = 0; n < 200; ++n) {
    values.push_back(std::sin(2 * x(n, 0)));
    values.push_back(x(n, 0) * x(n, 1));
  }
  for (const auto precision : {train::Precision::float64, train::Precision::float32}) {
    Network net = regression({24}, 2);
    train::fit(net, x, Targets::of_values(values),
               {.learning_rate = 0.02, .epochs = 300, .batch_size = 32, .precision = precision});
    const Matrix<double> p = net.predict_proba(x);
    ASSERT_EQ(p.cols(), 2);
    double error = 0, spread = 0;
    for (Index i = 0; i < p.size(); ++i) {
      const double value = values[static_cast<std::size_t>(i)];
      error += (p.data()[i] - value) * (p.data()[i] - value);
      spread += value * value;
    }
    EXPECT_LT(error, 0.02 * spread);
    EXPECT_TRUE(error_of([&] { return net.predict(x); })) << "classes of a regression";
  }
}

TEST(FitRegression, AnOutlierMovesTheMeanAndNotTheMedian) {
  // One constant output: the best bias is the mean (squared) or the median (absolute).
  const Matrix<double> x = Matrix<double>::Zero(5, 2);
  const std::vector<double> values = {1, 2, 3, 4, 1000};
  const auto bias = [&](reference::Regression regression_loss) {
    Network net = regression({});
    Options options{.learning_rate = 0.01, .epochs = 4000, .loss = {.regression = regression_loss}};
    options.schedule.kind = train::ScheduleKind::cosine;
    if (regression_loss == reference::Regression::squared) options = lbfgs();
    train::fit(net, x, Targets::of_values(values), options);
    return net.parameters().back();
  };
  EXPECT_NEAR(bias(reference::Regression::squared), 202, 1e-6);
  EXPECT_NEAR(bias(reference::Regression::absolute), 3, 0.05);
  // Errors clipped to ±1 add up to 0 at b = 3: -1, -1, 0, 1, 1.
  EXPECT_NEAR(bias(reference::Regression::huber), 3, 0.05);
}

TEST(FitWeights, AWholeNumberIsAsManyCopiesOfTheRow) {
  const Matrix<double> x = points(30);
  RandomState random(2);
  std::vector<int> y = crescent::tests::random_classes(random, 30, 3);
  std::vector<double> weights;
  std::vector<Index> copies;
  for (Index n = 0; n < 30; ++n) {
    weights.push_back(static_cast<double>(n % 3));
    for (Index i = 0; i < n % 3; ++i) copies.push_back(n);
  }
  Matrix<double> repeated(static_cast<Index>(copies.size()), 2);
  std::vector<int> repeated_y;
  for (std::size_t i = 0; i < copies.size(); ++i) {
    repeated.row(static_cast<Index>(i)) = x.row(copies[i]);
    repeated_y.push_back(y[static_cast<std::size_t>(copies[i])]);
  }
  Options options{.learning_rate = 0.05, .epochs = 40, .loss = {.l2 = 0.1}};
  options.loss.reduction = reference::Reduction::sum;  // the copies' n is another one
  options.optimiser.solver = solvers::Solver::gd;
  const auto architecture = network::make_architecture(2, {5}, 3);
  Network weighted = glorot(architecture), copied = glorot(architecture);
  train::fit(weighted, x, Targets(y, weights), options);
  train::fit(copied, repeated, repeated_y, options);
  for (std::size_t i = 0; i < weighted.parameters().size(); ++i) {
    EXPECT_NEAR(weighted.parameters()[i], copied.parameters()[i], 1e-10) << i;
  }
}

TEST(FitTargets, GoWithTheirRowsThroughShuffledBatches) {
  // Rows of weight 0 have labels that would ruin the fit: none may lend its label to another.
  const Matrix<double> x = points(300);
  std::vector<int> y;
  std::vector<double> weights;
  for (Index n = 0; n < 300; ++n) {
    const bool right = n % 3 != 0;
    y.push_back((x(n, 0) > x(n, 1)) == right ? 1 : 0);
    weights.push_back(right ? 1.5 : 0.0);
  }
  for (const auto precision : {train::Precision::float64, train::Precision::float32}) {
    Network net = glorot(network::make_architecture(2, {6}, 2));
    train::fit(net, x, Targets(y, weights),
               {.learning_rate = 0.02, .epochs = 60, .batch_size = 32, .precision = precision});
    const auto predicted = net.predict(x);
    int right = 0;
    for (Index n = 0; n < 300; ++n) {
      right += predicted[static_cast<std::size_t>(n)] == (x(n, 0) > x(n, 1) ? 1 : 0) ? 1 : 0;
    }
    EXPECT_GT(right, 290);
  }
}

TEST(FitDropout, SameSeedSameBitsForAnyNumberOfThreadsAndAnotherSeedOthers) {
  const Matrix<double> x = points(400);
  RandomState random(2);
  const std::vector<int> y = crescent::tests::random_classes(random, 400, 2);
  const auto trained = [&](int threads, std::uint32_t seed, double dropout) {
    Network net = glorot(network::make_architecture(2, {20, 10}, 2));
    Options options{.epochs = 3, .batch_size = 100, .shuffle = false, .seed = seed};
    options.dropout = dropout;
    train::fit(net, x, y, options, {.threads = threads});
    return weights_of(net);
  };
  const auto expected = trained(1, 0, 0.3);
  EXPECT_EQ(trained(8, 0, 0.3), expected);
  EXPECT_NE(trained(1, 1, 0.3), expected);
  EXPECT_NE(trained(1, 0, 0.0), expected);
}

TEST(FitClipping, ALongGradientIsShortenedAndKeepsItsDirection) {
  const Matrix<double> x = points(40);
  RandomState random(2);
  const std::vector<int> y = crescent::tests::random_classes(random, 40, 3);
  const auto architecture = network::make_architecture(2, {5}, 3);
  const Network first = glorot(architecture);
  const auto step = [&](double most) {
    Network net = first;
    Options options{.learning_rate = 0.5, .epochs = 1};
    options.optimiser.solver = solvers::Solver::gd;
    options.max_grad_norm = most;
    train::fit(net, x, y, options);
    Eigen::VectorXd moved(static_cast<Index>(net.parameters().size()));
    for (Index i = 0; i < moved.size(); ++i) {
      const auto k = static_cast<std::size_t>(i);
      moved(i) = net.parameters()[k] - first.parameters()[k];
    }
    return moved;
  };
  const Eigen::VectorXd free = step(0), shortened = step(0.01), within = step(100);
  EXPECT_GT(free.norm(), 0.5 * 0.01);
  EXPECT_NEAR(shortened.norm(), 0.5 * 0.01, 1e-15);
  EXPECT_NEAR(shortened.dot(free) / (shortened.norm() * free.norm()), 1, 1e-12);
  EXPECT_EQ(within, free);
}

TEST(FitClipping, HasTheSameBitsForAnyNumberOfThreads) {
  const Matrix<double> x = points(9000);
  RandomState random(2);
  const std::vector<int> y = crescent::tests::random_classes(random, 9000, 2);
  for (const char* engine : {"fused", "gemm"}) {
    std::vector<double> expected;
    for (const int threads : {1, 4}) {
      Network net = glorot(network::make_architecture(2, {60, 40}, 2));
      Options options{.epochs = 2, .batch_size = 5000};
      options.engine = engine;
      options.max_grad_norm = 1e-3;
      train::fit(net, x, y, options, {.threads = threads});
      if (threads == 1) expected = weights_of(net);
      EXPECT_EQ(weights_of(net), expected) << engine << ", " << threads;
    }
  }
}

TEST(FitTargets, WhatDoesNotFitIsRefused) {
  const Matrix<double> x = points(4);
  const std::vector<int> y = {0, 1, 0, 1};
  const std::vector<double> values = {1, 2, 3, 4}, short_values = {1, 2, 3}, ones = {1, 1, 1, 1};
  const std::vector<double> infinite = {1, 2, INFINITY, 4}, negative = {1, -1, 1, 1};
  const std::vector<double> zeros = {0, 0, 0, 0};
  const auto message = [&](Network net, const Targets& targets, const Options& options = {}) {
    const auto error = error_of([&] { return train::fit(net, x, targets, options); });
    return error ? error->message() : "no error";
  };
  const auto classifier = glorot(network::make_architecture(2, {3}, 2));
  const auto has = [](const std::string& text, const std::string& word) {
    EXPECT_NE(text.find(word), std::string::npos) << text;
  };
  has(message(regression({3}), Targets::of_values(short_values)), "4 values, not 3");
  has(message(regression({3}), y), "needs 4 values");
  has(message(regression({3}), Targets::of_values(infinite)), "finite");
  has(message(classifier, Targets::of_values(values)), "0 labels");
  has(message(classifier, Targets(y, short_values)), "3 weights");
  has(message(classifier, Targets(y, negative)), "weight of example 1");
  has(message(classifier, Targets(y, zeros)), "weight 0");
  has(message(classifier, y, {.loss = {.l1 = -1}}), "l1");
  has(message(classifier, y, {.loss = {.label_smoothing = 1}}), "label_smoothing");
  has(message(classifier, y, {.loss = {.huber_delta = 0}}), "huber_delta");
  has(message(classifier, y, {.dropout = 1}), "dropout");
  has(message(classifier, y, {.max_grad_norm = -1}), "max_grad_norm");
  Options noisy = lbfgs();
  noisy.dropout = 0.5;
  has(message(classifier, y, noisy), "dropout does not apply");
  Options clipped = lbfgs();
  clipped.max_grad_norm = 1;
  has(message(classifier, y, clipped), "max_grad_norm does not apply");
  EXPECT_EQ(message(classifier, Targets(y, ones), {.epochs = 1}), "no error");
}

}  // namespace
