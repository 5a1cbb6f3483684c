// The fused engine against the reference, on every instruction set this machine has: shapes that do
// not fill a vector or a tile, memory at odd addresses, every activation and output.
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <hwy/targets.h>

#include <crescent/engine/engine.hpp>
#include <crescent/random/random_state.hpp>

namespace {

using namespace crescent;
using reference::Activation;
using reference::Architecture;
using reference::Output;

/// Runs the body on each instruction set in turn, the best one last.
template <class F>
void on_every_instruction_set(F body) {
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    SCOPED_TRACE(hwy::TargetName(target));
    body();
  }
  hwy::SetSupportedTargetsForTest(0);
  hwy::GetChosenTarget().Update(hwy::SupportedTargets());
}

/// Values that start one entry past an address that vectors like.
template <class T>
class Misaligned {
 public:
  explicit Misaligned(const std::vector<double>& values) : memory_(values.size() + 1) {
    for (std::size_t i = 0; i < values.size(); ++i) memory_[i + 1] = static_cast<T>(values[i]);
  }
  T* data() { return memory_.data() + 1; }
  std::size_t size() const { return memory_.size() - 1; }
  std::span<T> span() { return {data(), size()}; }

 private:
  std::vector<T> memory_;
};

std::vector<double> normal_values(Index count, double scale, std::uint32_t seed) {
  random::RandomState random(seed);
  std::vector<double> values(static_cast<std::size_t>(count));
  for (double& value : values) value = scale * random.normal(0.1, 1.0);
  return values;
}

double largest(std::span<const double> values) {
  double result = 0;
  for (const double value : values) result = std::max(result, std::abs(value));
  return result;
}

/// Sums of up to a few hundred terms, each through exp, log or tanh with 4 ulp (Highway's bound),
/// a few layers deep: a thousand roundings of the largest entry leave room and find any wrong
/// formula.
template <class T>
double bound(double scale) {
  return 1000 * static_cast<double>(std::numeric_limits<T>::epsilon()) * std::max(scale, 1e-3);
}

template <class T>
void expect_same_as_reference(const Architecture& architecture, Index rows, std::uint32_t seed) {
  SCOPED_TRACE(reference::describe(architecture) + ", " + std::to_string(rows) + " rows");
  const reference::Loss loss{
      .reduction = reference::Reduction::sum, .l2 = 0.3, .data_rows = 2 * rows};
  const std::vector<double> w = normal_values(reference::parameter_count(architecture), 0.5, seed);
  const std::vector<double> x = normal_values(rows * architecture.inputs, 1.0, seed + 1);
  random::RandomState random(seed + 2);
  std::vector<int> y(static_cast<std::size_t>(rows));
  for (int& label : y) label = static_cast<int>(random.randint(0, architecture.classes()));

  const auto oracle = engine::make_engine<double>(architecture, loss, {.name = "reference"});
  // The oracle sees the numbers as T holds them.
  Misaligned<T> parameters(w), points(x), gradient(w);
  const std::vector<double> rounded_w(parameters.data(), parameters.data() + parameters.size());
  const std::vector<double> rounded_x(points.data(), points.data() + points.size());
  const engine::Batch<double> exact_batch{{rounded_x.data(), rows, architecture.inputs}, y};
  std::vector<double> expected(w.size());
  const double expected_loss = oracle->loss_and_gradient(rounded_w, exact_batch, expected);

  const auto fused = engine::make_engine<T>(architecture, loss, {.name = "fused"});
  const engine::Batch<T> batch{{points.data(), rows, architecture.inputs}, y};
  const T actual_loss = fused->loss_and_gradient(parameters.span(), batch, gradient.span());
  EXPECT_NEAR(static_cast<double>(actual_loss), expected_loss, bound<T>(expected_loss));
  EXPECT_EQ(fused->loss(parameters.span(), batch), actual_loss);
  const double size = largest(expected) + std::sqrt(static_cast<double>(rows));
  for (std::size_t i = 0; i < expected.size(); ++i) {
    ASSERT_NEAR(static_cast<double>(gradient.data()[i]), expected[i], bound<T>(size))
        << "entry " << i;
  }

  Matrix<double> expected_p(rows, architecture.classes());
  oracle->predict(rounded_w, exact_batch.x, expected_p);
  Matrix<T> p(rows, architecture.classes());
  fused->predict(parameters.span(), batch.x, p);
  for (Index i = 0; i < p.size(); ++i) {
    ASSERT_NEAR(static_cast<double>(p.data()[i]), expected_p.data()[i], bound<T>(1.0))
        << "entry " << i;
  }
}

template <class T>
void expect_same_as_reference_for_all_shapes() {
  const auto id = Activation::identity;
  // Around one vector, one block and their multiples; primes in between.
  for (const Index rows : {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 67, 131}) {
    expect_same_as_reference<T>(
        {.inputs = 2, .layers = {{3, Activation::tanh}, {2, id}}, .output = Output::softmax}, rows,
        10);
    expect_same_as_reference<T>(
        {.inputs = 3, .layers = {{5, Activation::sigmoid}, {1, id}}, .output = Output::sigmoid},
        rows, 20);
  }
  // Units around the tile of four; one input; no hidden layer; six hidden layers; biases off.
  for (const Index units : {1, 2, 3, 4, 5, 7, 8, 13}) {
    for (const std::string& name : reference::activation_names()) {
      const Activation f = reference::parse_activation(name);
      expect_same_as_reference<T>(
          {.inputs = units, .layers = {{units, f}, {6, f}, {3, id}}, .output = Output::softmax}, 21,
          30);
    }
  }
  expect_same_as_reference<T>({.inputs = 1, .layers = {{2, id}}, .output = Output::softmax}, 37,
                              40);
  expect_same_as_reference<T>({.inputs = 7, .layers = {{11, id}}, .output = Output::softmax}, 37,
                              41);
  expect_same_as_reference<T>({.inputs = 2,
                               .layers = {{5, Activation::tanh, false}, {2, id, false}},
                               .output = Output::softmax},
                              37, 42);
  const auto t = Activation::tanh;
  expect_same_as_reference<T>({.inputs = 2,
                               .layers = {{3, t}, {4, t}, {5, t}, {6, t}, {7, t}, {8, t}, {3, id}},
                               .output = Output::softmax},
                              29, 43);
}

TEST(FusedEngine, EqualsTheReferenceInDouble) {
  on_every_instruction_set([] { expect_same_as_reference_for_all_shapes<double>(); });
}

TEST(FusedEngine, EqualsTheReferenceInFloat) {
  on_every_instruction_set([] { expect_same_as_reference_for_all_shapes<float>(); });
}

TEST(FusedEngine, EqualsTheReferenceOnRandomShapes) {
  on_every_instruction_set([] {
    random::RandomState random(77);
    for (std::uint32_t trial = 0; trial < 150; ++trial) {
      Architecture architecture{
          .inputs = random.randint(1, 20), .layers = {}, .output = Output::softmax};
      for (auto depth = random.randint(0, 5); depth > 0; --depth) {
        architecture.layers.push_back({.units = random.randint(1, 20),
                                       .activation = static_cast<Activation>(random.randint(0, 4)),
                                       .bias = random.randint(0, 4) > 0});
      }
      architecture.layers.push_back(
          {.units = random.randint(2, 7), .activation = Activation::identity});
      if (random.randint(0, 4) == 0) {
        architecture.output = Output::sigmoid;
        architecture.layers.back().units = 1;
      }
      expect_same_as_reference<double>(architecture, random.randint(1, 80), trial);
    }
  });
}

TEST(FusedEngine, ExtremeLogitsStayFinite) {
  on_every_instruction_set([] {
    for (const auto output : {Output::softmax, Output::sigmoid}) {
      for (const Index units : {2, 3}) {
        Architecture architecture{
            .inputs = 1,
            .layers = {{output == Output::sigmoid ? 1 : units, Activation::identity, false}},
            .output = output};
        std::vector<double> w(static_cast<std::size_t>(reference::parameter_count(architecture)),
                              -1000.0);
        w[0] = 1000.0;
        const std::vector<double> x = {1.0, -1.0, 0.5};
        const std::vector<int> y = {0, 0, 1};
        std::vector<double> gradient(w.size());
        const auto engine = engine::make_engine<double>(architecture, {}, {.name = "fused"});
        const double loss = engine->loss_and_gradient(w, {{x.data(), 3, 1}, y}, gradient);
        EXPECT_TRUE(std::isfinite(loss));
        for (const double value : gradient) EXPECT_TRUE(std::isfinite(value));
        Matrix<double> p(3, architecture.classes());
        engine->predict(w, {x.data(), 3, 1}, p);
        for (Index n = 0; n < 3; ++n) EXPECT_NEAR(p.row(n).sum(), 1.0, 1e-15);
      }
    }
  });
}

TEST(FusedEngine, IsChosenForSmallNetworksAndNotForLargeOnes) {
  const reference::Layer small{.units = 2, .activation = Activation::identity};
  EXPECT_EQ(engine::make_engine<double>({.inputs = 2, .layers = {{3}, small}}, {})->name(),
            "fused");
  EXPECT_EQ(engine::make_engine<double>({.inputs = 784, .layers = {{512}, small}}, {})->name(),
            "reference");
  EXPECT_THROW(engine::make_engine<double>({.inputs = 2, .layers = {small}}, {}, {.name = "quick"}),
               std::exception);
}

}  // namespace
