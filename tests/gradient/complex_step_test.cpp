// The oracle: L(w + ih) carries ∂L/∂w in its imaginary part, Im L / h, with no step size to tune.
// Every backward formula is compared with it through the forward formula alone.
#include <cmath>
#include <complex>
#include <ostream>
#include <string>
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

class ActivationSlope : public ::testing::TestWithParam<Activation> {};

TEST_P(ActivationSlope, EqualsTheComplexStep) {
  const Activation f = GetParam();
  for (double z = -40.25; z < 41; z += 0.5) {  // 0, relu's kink, is not among them
    const double slope = reference::activate(f, Complex(z, h)).imag() / h;
    const double a = reference::activate(f, z);
    EXPECT_NEAR(reference::activation_derivative(f, a), slope, 1e-15)
        << reference::name(f) << " at " << z;
  }
}
INSTANTIATE_TEST_SUITE_P(All, ActivationSlope,
                         ::testing::Values(Activation::tanh, Activation::sigmoid, Activation::relu,
                                           Activation::identity),
                         [](const auto& test) { return std::string(reference::name(test.param)); });

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

class OutputSlope : public ::testing::TestWithParam<std::tuple<Output, double>> {};

TEST_P(OutputSlope, EqualsTheComplexStepAtModestAndExtremeLogits) {
  const Output output = std::get<0>(GetParam());
  const double scale = std::get<1>(GetParam());
  crescent::random::RandomState random(5);
  const Index units = output == Output::sigmoid ? 1 : 4;
  const Matrix<double> z = scale * random_matrix(random, 6, units);
  const std::vector<int> y = random_classes(random, 6, output == Output::sigmoid ? 2 : 4);
  const auto out = reference::output_loss(output, z, y);
  EXPECT_TRUE(std::isfinite(out.loss));
  expect_near(out.dz,
              complex_step(z,
                           [&](const auto& m) {
                             return reference::output_loss(output, m, std::span<const int>(y)).loss;
                           }),
              "dz");
}
INSTANTIATE_TEST_SUITE_P(All, OutputSlope,
                         ::testing::Combine(::testing::Values(Output::softmax, Output::sigmoid),
                                            ::testing::Values(0.01, 1.0, 20.0, 1000.0)));

struct Case {
  std::string name;
  Architecture architecture;
  reference::Loss loss;
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
  const std::vector<int> y = random_classes(random, 7, architecture.classes());
  Matrix<double> gradient(1, count);
  const auto size = static_cast<std::size_t>(count);
  const double value = reference::loss_and_gradient<double>(architecture, loss,
                                                            std::span<const double>(w.data(), size),
                                                            x, y, std::span(gradient.data(), size));
  EXPECT_DOUBLE_EQ(value, reference::loss<double>(architecture, loss,
                                                  std::span<const double>(w.data(), size), x, y));

  const Matrix<Complex> cx = x.cast<Complex>();
  Matrix<double> expected = complex_step(w, [&](const auto& m) {
    return reference::loss<Complex>(architecture, loss, std::span<const Complex>(m.data(), size),
                                    cx, y);
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
    list.push_back({"hidden_" + name,
                    {.inputs = 3, .layers = {{4, f}, {3, f}, {2, id}}, .output = Output::softmax},
                    sum});
  }
  return list;
}
INSTANTIATE_TEST_SUITE_P(All, WholeNetwork, ::testing::ValuesIn(cases()),
                         [](const auto& test) { return test.param.name; });

}  // namespace
