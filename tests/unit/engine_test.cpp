// Every engine against the reference formulas, and what each must keep at the edges of the numbers.
#include <algorithm>
#include <cmath>
#include <string>

#include <gtest/gtest.h>

#include <crescent/engine/engine.hpp>
#include <crescent/reference/network.hpp>

#include "unit/error_of.hpp"
#include "unit/random_values.hpp"

namespace engine = crescent::engine;
namespace network = crescent::network;
namespace reference = crescent::reference;
using crescent::Index;
using crescent::Matrix;
using reference::Activation;
using reference::Output;

namespace {

template <class T>
engine::Batch<T> batch_of(const Matrix<T>& x, const std::vector<int>& y) {
  return {{x.data(), x.rows(), x.cols()}, y};
}

struct Case {
  std::string name;
  reference::Architecture architecture;
  reference::Loss loss;
};

std::vector<Case> cases() {
  const auto deep = [](Activation f, Output output) {
    return network::make_architecture(4, {7, 5}, output == Output::sigmoid ? 2 : 3, f, output);
  };
  std::vector<Case> list = {
      {"no_hidden_layer", network::make_architecture(4, {}, 3), {.l2 = 0.2}},
      {"summed",
       network::make_architecture(4, {6}, 5),
       {.reduction = reference::Reduction::sum, .l2 = 0.01}},
      {"part_of_the_data", deep(Activation::tanh, Output::softmax), {.l2 = 0.5, .data_rows = 120}},
      {"one_sigmoid_unit", deep(Activation::relu, Output::sigmoid), {.l2 = 0.1}},
  };
  for (const std::string& f : reference::activation_names()) {
    list.push_back({f, deep(reference::parse_activation(f), Output::softmax), {}});
  }
  return list;
}

class AnyEngine : public ::testing::TestWithParam<std::tuple<std::string, Case>> {
 protected:
  void SetUp() override {
    const auto& [_, test] = GetParam();
    crescent::random::RandomState random(21);
    x = crescent::tests::random_matrix(random, rows, test.architecture.inputs);
    y = crescent::tests::random_classes(random, rows, test.architecture.classes());
    w = crescent::tests::random_matrix(random, 1, reference::parameter_count(test.architecture),
                                       0.7);
    expected_gradient.resize(static_cast<std::size_t>(w.size()));
    expected_loss = reference::loss_and_gradient<double>(test.architecture, test.loss, parameters(),
                                                         x, y, expected_gradient);
  }
  std::span<const double> parameters() const {
    return {w.data(), static_cast<std::size_t>(w.size())};
  }

  /// Loss, gradient and probabilities in T are within `bound` of the reference in double, relative
  /// to the largest entry.
  template <class T>
  void expect_agreement(double bound) const {
    const auto& [name, test] = GetParam();
    const auto tested = engine::make_engine<T>(test.architecture, test.loss, {.name = name});
    EXPECT_EQ(tested->name(), name);
    const Matrix<T> x_t = x.cast<T>();
    const Matrix<T> w_t = w.cast<T>();
    const std::span<const T> parameters_t(w_t.data(), static_cast<std::size_t>(w_t.size()));
    std::vector<T> gradient(expected_gradient.size());
    EXPECT_NEAR(tested->loss_and_gradient(parameters_t, batch_of(x_t, y), gradient), expected_loss,
                bound * expected_loss);
    EXPECT_NEAR(tested->loss(parameters_t, batch_of(x_t, y)), expected_loss, bound * expected_loss);
    double largest = 0;
    for (const double g : expected_gradient) largest = std::max(largest, std::abs(g));
    for (std::size_t i = 0; i < gradient.size(); ++i) {
      EXPECT_NEAR(gradient[i], expected_gradient[i], bound * largest) << "entry " << i;
    }
    Matrix<T> p(rows, test.architecture.classes());
    tested->predict(parameters_t, {x_t.data(), x_t.rows(), x_t.cols()}, p);
    const auto layers = reference::unpack(test.architecture, parameters());
    const Matrix<double> wanted = reference::output_probabilities(
        test.architecture.output, reference::forward(test.architecture, layers, x).z.back());
    EXPECT_LE((p.template cast<double>() - wanted).cwiseAbs().maxCoeff(), bound);
    for (Index n = 0; n < rows; ++n) EXPECT_NEAR(p.row(n).sum(), 1.0, bound) << "row " << n;
  }

  static constexpr Index rows = 40;
  Matrix<double> x, w;
  std::vector<int> y;
  double expected_loss = 0;
  std::vector<double> expected_gradient;
};

// A sum of 40 products through three layers meets about 60 roundings; 100 of them is the bar.
TEST_P(AnyEngine, AgreesWithTheReferenceInDouble) { expect_agreement<double>(100 * 0x1p-53); }
TEST_P(AnyEngine, AgreesWithTheReferenceInFloat) { expect_agreement<float>(100 * 0x1p-24); }

TEST_P(AnyEngine, AnEpochsBatchesAddUpToTheWhole) {
  auto [name, test] = GetParam();
  test.loss.reduction = reference::Reduction::sum;
  test.loss.data_rows = rows;
  const auto tested = engine::make_engine<double>(test.architecture, test.loss, {.name = name});
  std::vector<double> whole(expected_gradient.size());
  const double loss = tested->loss_and_gradient(parameters(), batch_of(x, y), whole);
  std::vector<double> sum(whole.size());
  std::vector<double> part(whole.size());
  double loss_sum = 0;
  for (Index start = 0; start < rows; start += 17) {  // 17, 17 and 6 rows
    const Index size = std::min<Index>(17, rows - start);
    const engine::Batch<double> batch{
        {x.data() + start * x.cols(), size, x.cols()},
        std::span(y).subspan(static_cast<std::size_t>(start), static_cast<std::size_t>(size))};
    loss_sum += tested->loss_and_gradient(parameters(), batch, part) * static_cast<double>(size);
    for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += part[i];
  }
  EXPECT_NEAR(loss_sum / static_cast<double>(rows), loss, 1e-14 * loss);
  for (std::size_t i = 0; i < sum.size(); ++i) {
    EXPECT_NEAR(sum[i], whole[i], 1e-13 * std::max(1.0, std::abs(whole[i]))) << "entry " << i;
  }
}

INSTANTIATE_TEST_SUITE_P(All, AnyEngine,
                         ::testing::Combine(::testing::ValuesIn(engine::engine_names()),
                                            ::testing::ValuesIn(cases())),
                         [](const auto& test) {
                           std::string name =
                               std::get<0>(test.param) + "_" + std::get<1>(test.param).name;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

/// Without a hidden layer and with x = 1, the parameters W are the logits.
template <class T>
void expect_finite_at_extreme_logits(const std::string& name) {
  const Matrix<T> x = Matrix<T>::Ones(1, 1);
  const auto judge = [&](Output output, std::vector<T> logits, int label) {
    auto architecture =
        network::make_architecture(1, {}, output == Output::sigmoid ? 2 : 3, {}, output);
    architecture.layers.front().bias = false;
    const auto tested = engine::make_engine<T>(architecture, {}, {.name = name});
    std::vector<T> gradient(logits.size());
    const std::vector<int> y = {label};
    const T loss = tested->loss_and_gradient(logits, batch_of(x, y), gradient);
    EXPECT_EQ(tested->loss(logits, batch_of(x, y)), loss);
    for (const T g : gradient) EXPECT_TRUE(std::isfinite(g));
    Matrix<T> p(1, architecture.classes());
    tested->predict(logits, {x.data(), 1, 1}, p);
    EXPECT_TRUE(p.allFinite());
    EXPECT_FLOAT_EQ(static_cast<float>(p.sum()), 1.0F);
    return loss;
  };
  // The loss is the distance from the largest logit: exact, the other terms vanish.
  EXPECT_EQ(judge(Output::softmax, {1000, -1000, 20}, 0), T(0));
  EXPECT_EQ(judge(Output::softmax, {1000, -1000, 20}, 1), T(2000));
  EXPECT_EQ(judge(Output::softmax, {-1000, -1000, 20}, 2), T(0));
  EXPECT_EQ(judge(Output::softmax, {-1000, -1010, -1500}, 2),
            T(500) + std::log1p(std::exp(T(-10))));
  EXPECT_EQ(judge(Output::sigmoid, {1000}, 1), T(0));
  EXPECT_EQ(judge(Output::sigmoid, {1000}, 0), T(1000));
  EXPECT_EQ(judge(Output::sigmoid, {-1000}, 1), T(1000));
  EXPECT_EQ(judge(Output::sigmoid, {-1000}, 0), T(0));
}

TEST(EngineEdges, LogitsOfAThousandDoNotOverflow) {
  for (const std::string& name : engine::engine_names()) {
    SCOPED_TRACE(name);
    expect_finite_at_extreme_logits<double>(name);
    expect_finite_at_extreme_logits<float>(name);
  }
}

TEST(EngineEdges, AnUnknownEngineIsRefusedWithTheNamesThereAre) {
  const auto error = crescent::tests::error_of([] {
    return engine::make_engine<double>(network::make_architecture(2, {}, 2), {}, {.name = "warp"});
  });
  ASSERT_TRUE(error);
  EXPECT_EQ(error->code(), crescent::ErrorCode::invalid_argument);
  EXPECT_NE(error->message().find("warp"), std::string::npos) << error->message();
  EXPECT_NE(error->message().find("reference"), std::string::npos) << error->message();
}

TEST(EngineEdges, AnArchitectureThatIsNotValidIsRefused) {
  auto architecture = network::make_architecture(2, {3}, 2);
  architecture.layers.back().activation = Activation::tanh;
  const auto error =
      crescent::tests::error_of([&] { return engine::make_engine<double>(architecture, {}); });
  ASSERT_TRUE(error);
  EXPECT_NE(error->message().find("identity"), std::string::npos) << error->message();
}

}  // namespace
