// The oracle: L(w + ih) carries ∂L/∂w in its imaginary part, Im L / h, with no step size to tune.
// Every backward formula is compared with it through the forward formula alone.
#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include <crescent/random/random_state.hpp>
#include <crescent/reference/network.hpp>

namespace reference = crescent::reference;
using crescent::Index;
using crescent::Matrix;
using crescent::RowVector;
using reference::Activation;
using reference::Architecture;
using reference::Output;

namespace {

using Complex = std::complex<double>;
constexpr double h = 1e-50;
// Each entry is a sum of a few hundred products of order 1: 1e-12 is some thousand ulp.
constexpr double tolerance = 1e-12;

Matrix<double> random_matrix(crescent::random::RandomState& random, Index rows, Index cols) {
  Matrix<double> m(rows, cols);
  for (Index i = 0; i < m.size(); ++i) m.data()[i] = random.normal(0.1, 1.0);
  return m;
}

std::vector<int> random_classes(crescent::random::RandomState& random, Index rows, int classes) {
  std::vector<int> y(static_cast<std::size_t>(rows));
  for (int& k : y) k = static_cast<int>(random.randint(0, classes));
  return y;
}

/// ∂f/∂m at every entry, by complex steps.
template <class F>
Matrix<double> complex_step(const Matrix<double>& m, F f) {
  Matrix<Complex> shifted = m.cast<Complex>();
  Matrix<double> gradient(m.rows(), m.cols());
  for (Index i = 0; i < m.size(); ++i) {
    shifted.data()[i] += Complex(0, h);
    gradient.data()[i] = f(shifted).imag() / h;
    shifted.data()[i] = m.data()[i];
  }
  return gradient;
}

void expect_near(const Matrix<double>& actual, const Matrix<double>& expected,
                 const std::string& what) {
  ASSERT_EQ(actual.rows(), expected.rows()) << what;
  ASSERT_EQ(actual.cols(), expected.cols()) << what;
  for (Index i = 0; i < actual.size(); ++i) {
    const double scale = std::max(1.0, std::abs(expected.data()[i]));
    EXPECT_NEAR(actual.data()[i], expected.data()[i], tolerance * scale) << what << " entry " << i;
  }
}

/// Examples of one batch: what a loss compares a network's outputs with.
struct Examples {
  std::vector<int> y;
  std::vector<double> values, weights;

  reference::Targets targets() const {
    reference::Targets targets(y, weights);
    targets.values = values;
    return targets;
  }
};

Examples random_examples(crescent::random::RandomState& random, Output output, Index rows,
                         Index units, bool weighted) {
  Examples examples;
  if (output == Output::identity) {
    for (Index i = 0; i < rows * units; ++i) examples.values.push_back(random.normal(0.0, 2.0));
  } else {
    const Index classes = output == Output::sigmoid ? 2 : units;
    examples.y = random_classes(random, rows, static_cast<int>(classes));
  }
  for (Index n = 0; weighted && n < rows; ++n) {
    examples.weights.push_back(n == 1 ? 0.0 : random.uniform(0.2, 3.0));
  }
  return examples;
}

std::vector<Activation> all_activations() {
  std::vector<Activation> all;
  for (const auto& name : reference::activation_names()) {
    all.push_back(reference::parse_activation(name));
  }
  return all;
}

/// A name that a test may have.
std::string word(std::string_view name) {
  std::string text(name);
  std::replace(text.begin(), text.end(), '-', '_');
  return text;
}

class ActivationSlope : public ::testing::TestWithParam<Activation> {};

TEST_P(ActivationSlope, EqualsTheComplexStep) {
  const Activation f = GetParam();
  for (double z = -40.25; z < 41; z += 0.5) {  // 0, relu's kink, is not among them
    const double slope = reference::activate(f, Complex(z, h)).imag() / h;
    const double a = reference::activate(f, z);
    EXPECT_NEAR(reference::activation_derivative(f, z, a), slope, 2e-16 * (8 + std::abs(z)))
        << reference::name(f) << " at " << z;
  }
}
INSTANTIATE_TEST_SUITE_P(All, ActivationSlope, ::testing::ValuesIn(all_activations()),
                         [](const auto& test) { return word(reference::name(test.param)); });

TEST(DenseBackward, EqualsTheComplexStepInEveryArgument) {
  crescent::random::RandomState random(3);
  const Matrix<double> x = random_matrix(random, 5, 4);
  const Matrix<double> W = random_matrix(random, 4, 3);
  const Matrix<double> b = random_matrix(random, 1, 3);
  const Matrix<double> c = random_matrix(random, 5, 3);  // L = Σ c ∘ sin z, so dz = c ∘ cos z
  const auto loss = [&](const Matrix<Complex>& x_, const Matrix<Complex>& W_,
                        const Matrix<Complex>& b_) {
    const RowVector<Complex> bias = b_.row(0);
    const Matrix<Complex> z = reference::dense_forward(x_, W_, bias);
    return c.cast<Complex>().cwiseProduct(z.array().sin().matrix()).sum();
  };
  const RowVector<double> bias = b.row(0);
  const Matrix<double> z = reference::dense_forward(x, W, bias);
  const Matrix<double> dz = c.cwiseProduct(z.array().cos().matrix());
  const auto gradient = reference::dense_backward(x, W, dz);
  const Matrix<Complex> cx = x.cast<Complex>(), cW = W.cast<Complex>(), cb = b.cast<Complex>();
  expect_near(gradient.dW, complex_step(W, [&](const auto& m) { return loss(cx, m, cb); }), "dW");
  expect_near(gradient.db, complex_step(b, [&](const auto& m) { return loss(cx, cW, m); }), "db");
  expect_near(gradient.dx, complex_step(x, [&](const auto& m) { return loss(m, cW, cb); }), "dx");
}

// Every way to judge an output: targets smoothed or not, each kind of regression, weights.
struct Judgement {
  std::string name;
  Output output = Output::softmax;
  reference::Loss loss;
  bool weighted = false;
};

std::vector<Judgement> judgements() {
  std::vector<Judgement> list;
  for (const bool weighted : {false, true}) {
    const std::string end = weighted ? "_weighted" : "";
    for (const Output output : {Output::softmax, Output::sigmoid}) {
      const std::string name(reference::name(output));
      list.push_back({name + end, output, {}, weighted});
      list.push_back({name + "_smoothed" + end, output, {.label_smoothing = 0.15}, weighted});
    }
    for (const std::string& name : reference::regression_names()) {
      const auto regression = reference::parse_regression(name);
      const reference::Loss loss{.regression = regression, .huber_delta = 0.7};
      list.push_back({name + end, Output::identity, loss, weighted});
    }
  }
  return list;
}

class OutputSlope : public ::testing::TestWithParam<std::tuple<Judgement, double>> {};

TEST_P(OutputSlope, EqualsTheComplexStepAtModestAndExtremeLogits) {
  const auto& [judgement, scale] = GetParam();
  const auto& [name, output, loss, weighted] = judgement;
  SCOPED_TRACE(name);
  crescent::random::RandomState random(5);
  const Index units = output == Output::sigmoid ? 1 : 4;
  const Matrix<double> z = scale * random_matrix(random, 6, units);
  const Examples examples = random_examples(random, output, 6, units, weighted);
  const auto out = reference::output_loss(output, z, examples.targets(), loss);
  EXPECT_TRUE(std::isfinite(out.loss));
  const auto loss_of = [&, &settings = loss, &which = output](const auto& m) {
    return reference::output_loss(which, m, examples.targets(), settings).loss;
  };
  expect_near(out.dz, complex_step(z, loss_of), "dz");
}
INSTANTIATE_TEST_SUITE_P(All, OutputSlope,
                         ::testing::Combine(::testing::ValuesIn(judgements()),
                                            ::testing::Values(0.01, 1.0, 20.0, 1000.0)));

TEST(Regression, TheCostsAreWhatTheirNamesSay) {
  const auto cost = [](std::string_view name, double r) {
    const reference::Loss loss{.regression = reference::parse_regression(name), .huber_delta = 1.5};
    return reference::error_cost(loss, r).cost;
  };
  EXPECT_DOUBLE_EQ(cost("squared", -3), 4.5);
  EXPECT_DOUBLE_EQ(cost("absolute", -3), 3);
  EXPECT_DOUBLE_EQ(cost("huber", -3), 1.5 * 2.25);
  EXPECT_DOUBLE_EQ(cost("huber", 1), 0.5);
  EXPECT_EQ(
      reference::error_cost(reference::Loss{.regression = reference::Regression::absolute}, 0.0)
          .slope,
      0.0);
}

TEST(SmoothedTargets, AddUpToOneAndMixInTheOthers) {
  // The loss is the one with hard targets, mixed with the mean over all classes.
  const Matrix<double> z{{0.3, -1.0, 2.0}};
  const auto of_class = [&](int y, double smoothing) {
    return reference::output_loss(Output::softmax, z, std::vector<int>{y},
                                  {.label_smoothing = smoothing})
        .loss;
  };
  const double mean = (of_class(0, 0) + of_class(1, 0) + of_class(2, 0)) / 3;
  EXPECT_NEAR(of_class(1, 0.2), 0.8 * of_class(1, 0) + 0.2 * mean, 1e-15);
}

TEST(SigmoidOutput, IsTheSoftmaxOfTheTwoScoresSmoothedAndWeightedLikeIt) {
  const Matrix<double> one{{1.7}, {-0.4}};
  const Matrix<double> two{{0.0, 1.7}, {0.0, -0.4}};
  const std::vector<int> y = {0, 1};
  const std::vector<double> weights = {2.0, 0.5};
  const reference::Targets targets(y, weights);
  const reference::Loss loss{.label_smoothing = 0.3};
  EXPECT_NEAR(reference::output_loss(Output::sigmoid, one, targets, loss).loss,
              reference::output_loss(Output::softmax, two, targets, loss).loss, 1e-15);
}

struct Case {
  std::string name;
  Architecture architecture;
  reference::Loss loss;
  bool weighted = false;
  double dropout = 0;
};

void PrintTo(const Case& test, std::ostream* out) { *out << test.name; }

class WholeNetwork : public ::testing::TestWithParam<Case> {};

TEST_P(WholeNetwork, GradientEqualsTheComplexStep) {
  const Architecture& architecture = GetParam().architecture;
  const reference::Loss& loss = GetParam().loss;
  crescent::random::RandomState random(11);
  const Index count = reference::parameter_count(architecture);
  const Matrix<double> w = random_matrix(random, 1, count);
  const Matrix<double> x = random_matrix(random, 7, architecture.inputs);
  const Examples examples = random_examples(random, architecture.output, 7,
                                            architecture.layers.back().units, GetParam().weighted);
  const reference::Targets targets = examples.targets();
  const reference::Dropout dropout{GetParam().dropout, 42};
  Matrix<double> gradient(1, count);
  const auto size = static_cast<std::size_t>(count);
  const std::span<const double> parameters(w.data(), size);
  const double value = reference::loss_and_gradient<double>(
      architecture, loss, parameters, x, targets, std::span(gradient.data(), size), dropout);
  EXPECT_DOUBLE_EQ(value,
                   reference::loss<double>(architecture, loss, parameters, x, targets, dropout));

  const Matrix<Complex> cx = x.cast<Complex>();
  Matrix<double> expected = complex_step(w, [&](const auto& m) {
    return reference::loss<Complex>(architecture, loss, std::span<const Complex>(m.data(), size),
                                    cx, targets, dropout);
  });
  if (loss.reduction == reference::Reduction::sum) expected *= 7.0;  // the loss is J / n
  expect_near(gradient, expected, "gradient");
}

std::vector<Case> cases() {
  const auto id = Activation::identity;
  const reference::Loss mean{.reduction = reference::Reduction::mean, .l2 = 0.3};
  const reference::Loss sum{.reduction = reference::Reduction::sum, .l2 = 0.01};
  const reference::Loss part{.reduction = reference::Reduction::sum, .l2 = 0.3, .data_rows = 21};
  std::vector<Case> list = {
      {"no_hidden_layer", {.inputs = 3, .layers = {{4, id}}, .output = Output::softmax}, mean},
      {"tutorial",
       {.inputs = 2, .layers = {{3, Activation::tanh}, {2, id}}, .output = Output::softmax},
       sum},
      {"mini_batch",
       {.inputs = 2, .layers = {{3, Activation::tanh}, {2, id}}, .output = Output::softmax},
       part},
      {"without_biases",
       {.inputs = 2,
        .layers = {{3, Activation::tanh, false}, {3, id, false}},
        .output = Output::softmax},
       mean},
      {"one_sigmoid_unit",
       {.inputs = 2, .layers = {{5, Activation::sigmoid}, {1, id}}, .output = Output::sigmoid},
       mean},
      {"deep_mixed",
       {.inputs = 3,
        .layers = {{4, Activation::relu},
                   {3, Activation::sigmoid},
                   {5, Activation::tanh},
                   {2, id},
                   {3, id}},
        .output = Output::softmax},
       mean},
  };
  for (const std::string& name : reference::activation_names()) {
    const Activation f = reference::parse_activation(name);
    for (const double dropout : {0.0, 0.4}) {
      list.push_back({"hidden_" + word(name) + (dropout > 0 ? "_dropout" : ""),
                      {.inputs = 3, .layers = {{4, f}, {3, f}, {2, id}}, .output = Output::softmax},
                      {.reduction = reference::Reduction::sum, .l2 = 0.01},
                      false,
                      dropout});
    }
  }
  for (const Judgement& judgement : judgements()) {
    const Index units = judgement.output == Output::sigmoid ? 1 : 3;
    reference::Loss loss = judgement.loss;
    loss.l1 = 0.2;
    loss.l2 = 0.1;
    list.push_back({"all_at_once_" + judgement.name,
                    {.inputs = 3,
                     .layers = {{6, Activation::gelu}, {5, Activation::elu}, {units, id}},
                     .output = judgement.output},
                    loss,
                    judgement.weighted,
                    0.25});
  }
  list.push_back({"part_with_l1",
                  {.inputs = 2, .layers = {{3, Activation::selu}, {2, id}}},
                  {.data_rows = 21, .l1 = 0.3}});
  return list;
}
INSTANTIATE_TEST_SUITE_P(All, WholeNetwork, ::testing::ValuesIn(cases()),
                         [](const auto& test) { return test.param.name; });

}  // namespace
