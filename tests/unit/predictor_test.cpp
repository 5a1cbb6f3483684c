// Predictions from parameters that no longer change, one row or many.
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <crescent/base/error.hpp>
#include <crescent/engine/engine.hpp>
#include <crescent/engine/predictor.hpp>
#include <crescent/network/network.hpp>

#include "unit/instruction_sets.hpp"

namespace {

using namespace crescent;
using reference::Activation;

std::vector<double> normal_values(Index count, std::uint32_t seed) {
  random::RandomState random(seed);
  std::vector<double> values(static_cast<std::size_t>(count));
  for (double& value : values) value = random.normal(0.1, 0.7);
  return values;
}

template <class T>
void expect_the_references_probabilities(const reference::Architecture& architecture, Index rows) {
  SCOPED_TRACE(reference::describe(architecture) + ", " + std::to_string(rows) + " rows");
  const auto w = normal_values(reference::parameter_count(architecture), 3);
  const auto x = normal_values(rows * architecture.inputs, 4);
  const std::vector<T> w_t(w.begin(), w.end()), x_t(x.begin(), x.end());
  const std::vector<double> w_seen(w_t.begin(), w_t.end()), x_seen(x_t.begin(), x_t.end());
  Matrix<double> expected(rows, architecture.outputs());
  engine::make_engine<double>(architecture, {}, {.name = "reference"})
      ->predict(w_seen, {x_seen.data(), rows, architecture.inputs}, expected);

  engine::Predictor<T> predictor(architecture, w_t);
  engine::Predictor<T> copy = predictor;
  Matrix<T> p(rows, architecture.outputs());
  copy(x_t.data(), rows, p.data());
  std::vector<T> row(static_cast<std::size_t>(copy.outputs()));
  // Sums of some dozen terms of size 1, through exp: 1000 roundings leave room.
  const double bound = 1000 * static_cast<double>(std::numeric_limits<T>::epsilon());
  for (Index n = 0; n < rows; ++n) {
    predictor({x_t.data() + n * copy.inputs(), static_cast<std::size_t>(copy.inputs())}, row);
    for (Index k = 0; k < copy.outputs(); ++k) {
      ASSERT_NEAR(static_cast<double>(p(n, k)), expected(n, k), bound);
      ASSERT_NEAR(static_cast<double>(row[static_cast<std::size_t>(k)]), expected(n, k), bound);
    }
  }
}

TEST(Predictor, GivesTheReferencesProbabilities) {
  crescent::tests::on_every_instruction_set([] {
    for (const Index rows : {1, 2, 17, 300}) {
      for (const auto& hidden : std::vector<std::vector<Index>>{{}, {3}, {64, 64}, {17, 5}}) {
        const auto softmax = network::make_architecture(20, hidden, 3, Activation::relu);
        const auto sigmoid =
            network::make_architecture(2, hidden, 2, Activation::tanh, reference::Output::sigmoid);
        expect_the_references_probabilities<float>(softmax, rows);
        expect_the_references_probabilities<double>(softmax, rows);
        expect_the_references_probabilities<float>(sigmoid, rows);
        expect_the_references_probabilities<double>(sigmoid, rows);
        const auto values = network::make_architecture(20, hidden, 2, Activation::gelu,
                                                       reference::Output::identity);
        expect_the_references_probabilities<float>(values, rows);
        expect_the_references_probabilities<double>(values, rows);
      }
    }
  });
}

TEST(Predictor, RefusesAnotherNumberOfParameters) {
  const auto architecture = network::make_architecture(2, {3}, 2);
  const std::vector<double> w(16);
  EXPECT_THROW(engine::Predictor<double>(architecture, w), Error);
}

}  // namespace
