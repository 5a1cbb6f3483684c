// What is wrong with a network's units is named, layer by layer.
#include <gtest/gtest.h>

#include <crescent/train/diagnose.hpp>

#include "unit/error_of.hpp"

namespace network = crescent::network;
namespace train = crescent::train;
using crescent::Index;
using crescent::Matrix;
using crescent::random::RandomState;
using network::Activation;

namespace {

struct Case {
  network::Network net;
  Matrix<double> x{40, 2};
  std::vector<int> y;

  Case(const std::vector<Index>& hidden, Activation f)
      : net(network::make_architecture(2, hidden, 2, f)) {
    RandomState random(3);
    network::initialise(net, network::Initialisation::glorot, random);
    // Large enough for a relu of ±1 inputs to be on for some of them.
    for (std::size_t k = 0; k < hidden.size(); ++k) net.b(k).setConstant(0.5);
    for (Index i = 0; i < x.size(); ++i) x.data()[i] = random.uniform(-1, 1);
    for (Index n = 0; n < 40; ++n) y.push_back(n % 3 == 0 ? 1 : 0);
  }
  train::Diagnosis diagnosis() const { return train::diagnose(net, x, y); }
};

TEST(Diagnose, AHealthyNetworkHasNoFindings) {
  for (const auto f : {Activation::tanh, Activation::relu, Activation::sigmoid}) {
    const std::vector<Index> hidden = {8, 5};
    Case healthy(hidden, f);
    // No row is below 0 in every unit of a layer whose weights are small beside its biases.
    for (std::size_t k = 0; k < 2; ++k) healthy.net.W(k) *= 0.3;
    const auto found = healthy.diagnosis();
    EXPECT_TRUE(found.findings.empty());
    ASSERT_EQ(found.layers.size(), 2u);
    EXPECT_EQ(found.layers[1].units, 5);
    EXPECT_GT(found.layers[0].gradient, 1e-3);
  }
  EXPECT_TRUE(Case({}, Activation::tanh).diagnosis().layers.empty());
}

TEST(Diagnose, DeadUnitsAreCounted) {
  Case relu({6}, Activation::relu);
  relu.net.b(0)(2) = relu.net.b(0)(4) = -100;  // inputs are in ±1: below 0 for any of them
  relu.net.b(0)(1) = 100;                      // always on is not dead
  const auto found = relu.diagnosis();
  EXPECT_EQ(found.layers[0].dead, 2);
  ASSERT_EQ(found.findings.size(), 1u);
  EXPECT_EQ(found.findings[0].trouble, train::Trouble::dead);
  EXPECT_EQ(found.findings[0].layer, 0u);
}

TEST(Diagnose, SaturatedUnitsAreCounted) {
  for (const auto f : {Activation::tanh, Activation::sigmoid}) {
    Case flat({5, 3}, f);
    flat.net.b(0)(0) = 12;  // tanh'(12) = 1.5e-10, sigmoid'(12) = 6e-6
    flat.net.b(0)(3) = -12;
    const auto found = flat.diagnosis();
    EXPECT_EQ(found.layers[0].saturated, 2);
    EXPECT_EQ(found.layers[0].dead, 0);
    ASSERT_EQ(found.findings.size(), 1u);
    EXPECT_EQ(found.findings[0].trouble, train::Trouble::saturated);
    EXPECT_EQ(found.findings[0].layer, 0u);
  }
}

TEST(Diagnose, VanishingGradientsAreNamedByLayer) {
  // Each sigmoid layer takes the gradient times a slope of at most 1/4.
  const auto found = Case(std::vector<Index>(10, 4), Activation::sigmoid).diagnosis();
  EXPECT_LT(found.layers.front().gradient, 1e-3);
  EXPECT_GT(found.layers.back().gradient, 1e-3);
  ASSERT_FALSE(found.findings.empty());
  EXPECT_EQ(found.findings[0].trouble, train::Trouble::vanishing);
  EXPECT_EQ(found.findings[0].layer, 0u);
}

TEST(Diagnose, RowsThatDoNotFitAreRefused) {
  const Case wrong({3}, Activation::tanh);
  EXPECT_TRUE(crescent::tests::error_of(
      [&] { return train::diagnose(wrong.net, wrong.x.topRows(5), wrong.y); }));
}

}  // namespace
