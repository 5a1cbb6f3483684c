#include <algorithm>
#include <cmath>
#include <string>

#include <gtest/gtest.h>

#include <crescent/engine/engine.hpp>

#include "unit/error_of.hpp"
#include "unit/random_values.hpp"

namespace engine = crescent::engine;
namespace network = crescent::network;
namespace reference = crescent::reference;
using crescent::ErrorCode;
using crescent::Index;
using crescent::Matrix;
using crescent::random::RandomState;
using crescent::tests::error_of;
using crescent::tests::random_matrix;
using network::Activation;
using network::Initialisation;
using network::make_architecture;
using network::Network;
using network::Output;

namespace {

TEST(NetworkLayout, BlocksLieInTheTutorialsOrderWithoutGaps) {
  auto architecture = make_architecture(3, {4, 2}, 5);
  architecture.layers[1].bias = false;
  std::string names;
  Index offset = 0;
  for (const auto& block : reference::parameter_blocks(architecture)) {
    names += block.name + " ";
    EXPECT_EQ(block.offset, offset);
    offset += block.size();
  }
  EXPECT_EQ(names, "W1 b1 W2 W3 b3 ");
  EXPECT_EQ(offset, 3 * 4 + 4 + 4 * 2 + 2 * 5 + 5);
  EXPECT_EQ(reference::parameter_count(architecture), offset);
}

TEST(NetworkLayout, ViewsWriteIntoTheFlatBuffer) {
  Network net(make_architecture(3, {4}, 2));
  net.W(0)(1, 2) = 1.5;
  net.b(0)(3) = 2.5;
  net.W(1)(3, 1) = 3.5;
  net.b(1)(0) = 4.5;
  EXPECT_EQ(net.parameters()[1 * 4 + 2], 1.5);
  EXPECT_EQ(net.parameters()[12 + 3], 2.5);
  EXPECT_EQ(net.parameters()[12 + 4 + 3 * 2 + 1], 3.5);
  EXPECT_EQ(net.parameters()[12 + 4 + 8 + 0], 4.5);
}

TEST(NetworkLayout, DescribesItself) {
  EXPECT_EQ(reference::describe(make_architecture(2, {3, 5}, 4, Activation::relu)),
            "2 -> 3 relu -> 5 relu -> 4 softmax");
  EXPECT_EQ(reference::describe(make_architecture(2, {}, 2, Activation::tanh, Output::sigmoid)),
            "2 -> 1 sigmoid");
}

TEST(NetworkLayout, ImpossibleShapesAreRefused) {
  const auto refused = [](const network::Architecture& architecture, const std::string& word) {
    const auto error = error_of([&] { return Network(architecture); });
    ASSERT_TRUE(error) << word;
    EXPECT_EQ(error->code(), ErrorCode::invalid_argument);
    EXPECT_NE(error->message().find(word), std::string::npos) << error->message();
  };
  refused(make_architecture(0, {3}, 2), "input");
  refused(make_architecture(2, {3, 0}, 2), "unit");
  refused(make_architecture(2, {3}, 1), "softmax");
  refused({.inputs = 2, .layers = {}, .output = Output::softmax}, "layer");
  refused({.inputs = 2, .layers = {{2, Activation::identity}}, .output = Output::sigmoid},
          "sigmoid");
  const auto error =
      error_of([] { return make_architecture(2, {3}, 3, Activation::tanh, Output::sigmoid); });
  ASSERT_TRUE(error) << "one sigmoid unit cannot tell three classes apart";
  EXPECT_NE(error->message().find("softmax"), std::string::npos) << error->message();
}

TEST(NetworkPredict, OfEqualProbabilitiesTheFirstClassWins) {
  Network net(make_architecture(2, {}, 9));
  const Matrix<double> x = Matrix<double>::Constant(1, 2, 0.75);
  EXPECT_EQ(net.predict(x), std::vector<int>{0});  // all equal
  for (const Index k : {3, 5, 8}) net.W(0)(1, k) = 1.25;
  EXPECT_EQ(net.predict(x), std::vector<int>{3});
  net.W(0)(0, 4) = 2.5;
  EXPECT_EQ(net.predict(x), std::vector<int>{4});
  Network one_unit(make_architecture(2, {}, 2, Activation::tanh, Output::sigmoid));
  EXPECT_EQ(one_unit.predict(x), std::vector<int>{0});
}

TEST(NetworkPredict, ChecksTheColumnsAndTakesNoRows) {
  const Network net(make_architecture(3, {2}, 2));
  const auto error = error_of([&] { return net.predict(Matrix<double>::Ones(4, 2)); });
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code(), ErrorCode::invalid_argument);
  EXPECT_NE(error->message().find("3 inputs"), std::string::npos) << error->message();
  EXPECT_NE(error->message().find("2 columns"), std::string::npos) << error->message();
  EXPECT_EQ(net.predict_proba(Matrix<double>(0, 3)).rows(), 0);
}

TEST(NetworkBias, SwitchedOffItIsNotThere) {
  auto architecture = make_architecture(2, {6, 4}, 3);
  for (auto& layer : architecture.layers) layer.bias = false;
  Network net(architecture);
  crescent::tests::randomise(net, 4);
  EXPECT_EQ(net.parameters().size(), 2u * 6 + 6 * 4 + 4 * 3);
  for (std::size_t k = 0; k < 3; ++k) EXPECT_EQ(net.b(k).size(), 0);
  // tanh 0 = 0: without biases the origin's logits are all 0, whatever the weights are.
  const Matrix<double> p = net.predict_proba(Matrix<double>::Zero(1, 2));
  for (Index k = 0; k < 3; ++k) EXPECT_NEAR(p(0, k), 1.0 / 3, 1e-15);
}

// p = e^z1 / (e^z0 + e^z1) = sigmoid(z1 - z0): a softmax over two classes is one sigmoid unit whose
// weights are the difference of the two columns. Its gradient is the second column's (the first
// column's with the sign turned), and the layers below cannot tell the two apart.
TEST(NetworkOutput, OneSigmoidUnitIsASoftmaxOverTwoClasses) {
  Network two(make_architecture(3, {5}, 2));
  Network one(make_architecture(3, {5}, 2, Activation::tanh, Output::sigmoid));
  crescent::tests::randomise(two, 8, 1.5);
  one.W(0) = two.W(0);
  one.b(0) = two.b(0);
  one.W(1) = two.W(1).col(1) - two.W(1).col(0);
  one.b(1)(0) = two.b(1)(1) - two.b(1)(0);

  RandomState random(9);
  const Matrix<double> x = random_matrix(random, 30, 3, 2.0);
  const std::vector<int> y = crescent::tests::random_classes(random, 30, 2);
  // Rounding of z (size 10) in exponent and sums: some 1e-15 each.
  EXPECT_LE((two.predict_proba(x) - one.predict_proba(x)).cwiseAbs().maxCoeff(), 1e-14);

  const auto gradient_of = [&](const Network& net, Network& gradient) {
    return engine::make_engine<double>(net.architecture(), {})
        ->loss_and_gradient(net.parameters(), {{x.data(), x.rows(), x.cols()}, y},
                            gradient.parameters());
  };
  Network d_two(two.architecture());
  Network d_one(one.architecture());
  EXPECT_NEAR(gradient_of(two, d_two), gradient_of(one, d_one), 1e-14);
  EXPECT_LE((d_two.W(0) - d_one.W(0)).cwiseAbs().maxCoeff(), 1e-14);
  EXPECT_LE((d_two.b(0) - d_one.b(0)).cwiseAbs().maxCoeff(), 1e-14);
  EXPECT_LE((d_two.W(1).col(1) - d_one.W(1)).cwiseAbs().maxCoeff(), 1e-14);
  EXPECT_LE((d_two.W(1).col(0) + d_one.W(1)).cwiseAbs().maxCoeff(), 1e-14);
  EXPECT_GT(d_one.W(1).cwiseAbs().maxCoeff(), 0.01);  // there is something to compare
}

Network initialised(const network::Architecture& architecture, Initialisation how,
                    std::uint32_t seed) {
  Network net(architecture);
  crescent::tests::randomise(net, 77);  // what was there before must not shine through
  RandomState random(seed);
  network::initialise(net, how, random);
  return net;
}

TEST(NetworkInitialisation, GlorotFillsItsBounds) {
  const auto architecture = [](Activation f) { return make_architecture(30, {40, 20}, 10, f); };
  for (const Activation f : {Activation::tanh, Activation::sigmoid}) {
    const Network net = initialised(architecture(f), Initialisation::glorot, 5);
    for (std::size_t k = 0; k < 3; ++k) {
      const auto W = net.W(k);
      const bool narrow = net.architecture().layers[k].activation == Activation::sigmoid;
      const double bound =
          std::sqrt((narrow ? 2.0 : 6.0) / static_cast<double>(W.rows() + W.cols()));
      EXPECT_LE(W.maxCoeff(), bound);
      EXPECT_GE(W.minCoeff(), -bound);
      // Uniform in ±bound: 200 draws or more all miss the outer 5 % on one side once in 3e4 or less
      // (0.95 ^ 200 / 2 sides); mean 0 and variance bound² / 3 within 5 standard errors.
      EXPECT_GT(W.maxCoeff(), 0.9 * bound);
      EXPECT_LT(W.minCoeff(), -0.9 * bound);
      const double n = static_cast<double>(W.size());
      const double variance = bound * bound / 3;
      EXPECT_NEAR(W.mean(), 0, 5 * std::sqrt(variance / n));
      EXPECT_NEAR(W.squaredNorm() / n, variance, 5 * variance * std::sqrt(0.8 / n));
      EXPECT_EQ(net.b(k).cwiseAbs().maxCoeff(), 0);
    }
  }
}

TEST(NetworkInitialisation, HeIsTheTutorialsTimesTheRootOfTwo) {
  const auto architecture = make_architecture(7, {9}, 3, Activation::relu);
  const Network he = initialised(architecture, Initialisation::he, 6);
  const Network normal = initialised(architecture, Initialisation::normal, 6);
  for (std::size_t i = 0; i < he.parameters().size(); ++i) {
    const double expected = std::sqrt(2.0) * normal.parameters()[i];
    EXPECT_NEAR(he.parameters()[i], expected, 4 * 0x1p-53 * std::abs(expected)) << "entry " << i;
  }
}

TEST(NetworkInitialisation, ZerosAreZerosAndDrawNothing) {
  Network net(make_architecture(3, {4}, 2));
  crescent::tests::randomise(net, 3);
  RandomState used(1);
  network::initialise(net, Initialisation::zeros, used);
  for (const double value : net.parameters()) EXPECT_EQ(value, 0);
  EXPECT_EQ(used.random_sample(), RandomState(1).random_sample());
}

TEST(NetworkInitialisation, ASeedIsARepetitionAndAnotherSeedIsAnother) {
  const auto architecture = make_architecture(3, {4}, 2);
  for (const auto how : {Initialisation::normal, Initialisation::glorot, Initialisation::he}) {
    const Network a = initialised(architecture, how, 1);
    const Network b = initialised(architecture, how, 1);
    const Network c = initialised(architecture, how, 2);
    EXPECT_TRUE(std::ranges::equal(a.parameters(), b.parameters()));
    EXPECT_FALSE(std::ranges::equal(a.parameters(), c.parameters()));
    EXPECT_EQ(network::parse_initialisation(network::name(how)), how);
  }
}

TEST(NetworkNames, EveryNameIsReadBackAndOthersAreRefused) {
  for (const auto f :
       {Activation::tanh, Activation::sigmoid, Activation::relu, Activation::identity}) {
    EXPECT_EQ(reference::parse_activation(reference::name(f)), f);
  }
  for (const auto output : {Output::softmax, Output::sigmoid}) {
    EXPECT_EQ(reference::parse_output(reference::name(output)), output);
  }
  const auto error = error_of([] { return reference::parse_activation("logistic"); });
  ASSERT_TRUE(error);
  EXPECT_NE(error->message().find("tanh, sigmoid, relu, leaky-relu, elu"), std::string::npos)
      << error->message();
  EXPECT_TRUE(error_of([] { return network::parse_initialisation("xavier"); }));
}

}  // namespace
