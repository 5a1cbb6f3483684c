// Every fast engine against the reference, on every instruction set this machine has: shapes that
// do not fill a vector or a tile, memory at odd addresses, every activation and output, any
// threads.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

#include <gtest/gtest.h>
#include <hwy/targets.h>

#include <crescent/base/error.hpp>
#include <crescent/engine/engine.hpp>
#include <crescent/random/random_state.hpp>

#include "unit/instruction_sets.hpp"

namespace {

using namespace crescent;
using crescent::tests::Misaligned;
using crescent::tests::on_every_instruction_set;
using reference::Activation;
using reference::Architecture;
using reference::Output;

/// Each layout of the fused engine, and the one with large products.
const std::vector<std::string> fast_engines = {"fused:examples", "fused:units", "gemm"};

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

/// What N examples are judged by, in T and as the oracle sees it.
template <class T>
struct Examples {
  std::vector<int> y;
  std::vector<T> values, weights;
  std::vector<double> exact_values, exact_weights;

  Examples(const Architecture& architecture, Index rows, std::uint32_t seed, bool weighted) {
    random::RandomState random(seed);
    if (architecture.is_regression()) {
      for (Index i = 0; i < rows * architecture.outputs(); ++i) {
        values.push_back(static_cast<T>(random.normal(0.3, 1.5)));
      }
    } else {
      y.resize(static_cast<std::size_t>(rows));
      for (int& label : y) label = static_cast<int>(random.randint(0, architecture.classes()));
    }
    for (Index n = 0; weighted && n < rows; ++n) {
      weights.push_back(n % 5 == 1 ? T(0) : static_cast<T>(random.uniform(0.1, 3.0)));
    }
    exact_values.assign(values.begin(), values.end());
    exact_weights.assign(weights.begin(), weights.end());
  }

  template <class S>
  engine::Batch<S> batch(const S* x, Index rows, Index inputs, double dropout) const {
    engine::Batch<S> result{.x = {x, rows, inputs}, .y = y, .dropout = {dropout, 7}};
    if constexpr (std::is_same_v<S, T>) {
      result.values = values;
      result.weights = weights;
    } else {
      result.values = exact_values;
      result.weights = exact_weights;
    }
    return result;
  }
};

template <class T>
void expect_same_as_reference(const std::string& name, const Architecture& architecture, Index rows,
                              std::uint32_t seed, reference::Loss loss = {}, bool weighted = false,
                              double dropout = 0) {
  SCOPED_TRACE(name + ": " + reference::describe(architecture) + ", " + std::to_string(rows) +
               " rows");
  loss.reduction = reference::Reduction::sum;
  loss.l2 = 0.3;
  loss.data_rows = 2 * rows;
  const std::vector<double> w = normal_values(reference::parameter_count(architecture), 0.5, seed);
  const std::vector<double> x = normal_values(rows * architecture.inputs, 1.0, seed + 1);
  const Examples<T> examples(architecture, rows, seed + 2, weighted);

  const auto oracle = engine::make_engine<double>(architecture, loss, {.name = "reference"});
  // The oracle sees the numbers as T holds them.
  Misaligned<T> parameters(w), points(x), gradient(w);
  const std::vector<double> rounded_w(parameters.data(), parameters.data() + w.size());
  const std::vector<double> rounded_x(points.data(), points.data() + x.size());
  const auto exact_batch =
      examples.template batch<double>(rounded_x.data(), rows, architecture.inputs, dropout);
  std::vector<double> expected(w.size());
  const double expected_loss = oracle->loss_and_gradient(rounded_w, exact_batch, expected);

  const auto fast = engine::make_engine<T>(architecture, loss, {.name = name});
  const auto batch = examples.template batch<T>(points.data(), rows, architecture.inputs, dropout);
  const T actual_loss = fast->loss_and_gradient(parameters.span(), batch, gradient.span());
  EXPECT_NEAR(static_cast<double>(actual_loss), expected_loss, bound<T>(expected_loss));
  const T loss_alone = fast->loss(parameters.span(), batch);
  if (dropout == 0) {
    EXPECT_EQ(loss_alone, actual_loss);
  } else {
    const double without = oracle->loss(rounded_w, exact_batch);
    EXPECT_NEAR(static_cast<double>(loss_alone), without, bound<T>(without));
  }
  Misaligned<T> again(w);
  fast->gradient(parameters.span(), batch, again.span());
  EXPECT_TRUE(std::ranges::equal(again.span(), gradient.span())) << "without the loss";
  const double size = largest(expected) + std::sqrt(static_cast<double>(rows));
  for (std::size_t i = 0; i < expected.size(); ++i) {
    ASSERT_NEAR(static_cast<double>(gradient.data()[i]), expected[i], bound<T>(size))
        << "entry " << i;
  }

  Matrix<double> expected_p(rows, architecture.outputs());
  oracle->predict(rounded_w, exact_batch.x, expected_p);
  Matrix<T> p(rows, architecture.outputs());
  fast->predict(parameters.span(), batch.x, p);
  for (Index i = 0; i < p.size(); ++i) {
    ASSERT_NEAR(static_cast<double>(p.data()[i]), expected_p.data()[i],
                bound<T>(std::max(1.0, std::abs(expected_p.data()[i]))))
        << "entry " << i;
  }
}

template <class T>
void expect_same_as_reference_for_all_shapes(const std::string& name) {
  const auto id = Activation::identity;
  // Around one vector, one block and their multiples; primes in between.
  for (const Index rows : {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 67, 131}) {
    expect_same_as_reference<T>(
        name, {.inputs = 2, .layers = {{3, Activation::tanh}, {2, id}}, .output = Output::softmax},
        rows, 10);
    expect_same_as_reference<T>(
        name,
        {.inputs = 3, .layers = {{5, Activation::sigmoid}, {1, id}}, .output = Output::sigmoid},
        rows, 20);
  }
  // Units around the tile of four; one input; no hidden layer; six hidden layers; biases off.
  for (const Index units : {1, 2, 3, 4, 5, 7, 8, 13}) {
    for (const std::string& activation : reference::activation_names()) {
      const Activation f = reference::parse_activation(activation);
      expect_same_as_reference<T>(
          name,
          {.inputs = units, .layers = {{units, f}, {6, f}, {3, id}}, .output = Output::softmax}, 21,
          30);
    }
  }
  expect_same_as_reference<T>(name, {.inputs = 1, .layers = {{2, id}}, .output = Output::softmax},
                              37, 40);
  expect_same_as_reference<T>(name, {.inputs = 7, .layers = {{11, id}}, .output = Output::softmax},
                              37, 41);
  expect_same_as_reference<T>(name,
                              {.inputs = 2,
                               .layers = {{5, Activation::tanh, false}, {2, id, false}},
                               .output = Output::softmax},
                              37, 42);
  const auto t = Activation::tanh;
  expect_same_as_reference<T>(name,
                              {.inputs = 2,
                               .layers = {{3, t}, {4, t}, {5, t}, {6, t}, {7, t}, {8, t}, {3, id}},
                               .output = Output::softmax},
                              29, 43);
}

TEST(FastEngines, EqualsTheReferenceInDouble) {
  on_every_instruction_set([] {
    for (const auto& name : fast_engines) expect_same_as_reference_for_all_shapes<double>(name);
  });
}

TEST(FastEngines, EqualsTheReferenceInFloat) {
  on_every_instruction_set([] {
    for (const auto& name : fast_engines) expect_same_as_reference_for_all_shapes<float>(name);
  });
}

/// `value` in half of all cases.
double sometimes(random::RandomState& random, double value) {
  return random.randint(0, 2) == 0 ? value : 0.0;
}

reference::Loss random_loss(random::RandomState& random) {
  reference::Loss loss;
  loss.l1 = sometimes(random, 0.2);
  loss.label_smoothing = sometimes(random, 0.15);
  loss.regression = static_cast<reference::Regression>(random.randint(0, 3));
  loss.huber_delta = 0.8;
  return loss;
}

template <class T>
void expect_every_loss_is_the_references(const std::string& name) {
  const auto id = Activation::identity;
  const Architecture outputs[] = {
      {.inputs = 3, .layers = {{6, Activation::tanh}, {1, id}}, .output = Output::sigmoid},
      {.inputs = 3, .layers = {{6, Activation::tanh}, {2, id}}, .output = Output::softmax},
      {.inputs = 3, .layers = {{6, Activation::gelu}, {5, id}}, .output = Output::softmax},
      {.inputs = 3, .layers = {{6, Activation::mish}, {19, id}}, .output = Output::softmax},
      {.inputs = 3, .layers = {{6, Activation::relu}, {1, id}}, .output = Output::identity},
      {.inputs = 3, .layers = {{6, Activation::silu}, {2, id}}, .output = Output::identity},
      {.inputs = 3, .layers = {{6, Activation::tanh}, {9, id}}, .output = Output::identity}};
  for (const Architecture& architecture : outputs) {
    for (const Index rows : {1, 7, 16, 33, 100}) {
      for (const bool weighted : {false, true}) {
        for (const auto& loss : std::vector<reference::Loss>{
                 {},
                 {.l1 = 0.1},
                 {.label_smoothing = 0.2},
                 {.regression = reference::Regression::absolute},
                 {.regression = reference::Regression::huber, .huber_delta = 0.6}}) {
          expect_same_as_reference<T>(name, architecture, rows, 70, loss, weighted);
        }
        expect_same_as_reference<T>(name, architecture, rows, 70, {}, weighted, 0.5);
      }
    }
  }
}

TEST(FastEngines, EveryLossWithAndWithoutWeightsIsTheReferences) {
  on_every_instruction_set([] {
    for (const auto& name : fast_engines) {
      expect_every_loss_is_the_references<double>(name);
      expect_every_loss_is_the_references<float>(name);
    }
  });
}

TEST(FastEngines, EqualsTheReferenceOnRandomShapes) {
  on_every_instruction_set([] {
    // More of them to look for trouble: CRESCENT_TRIALS=100000.
    const char* more = std::getenv("CRESCENT_TRIALS");
    const auto trials = static_cast<std::uint32_t>(more == nullptr ? 100 : std::atoi(more));
    random::RandomState random(77);
    for (std::uint32_t trial = 0; trial < trials; ++trial) {
      Architecture architecture{
          .inputs = random.randint(1, 20), .layers = {}, .output = Output::softmax};
      for (auto depth = random.randint(0, 5); depth > 0; --depth) {
        architecture.layers.push_back({.units = random.randint(1, 20),
                                       .activation = static_cast<Activation>(random.randint(0, 11)),
                                       .bias = random.randint(0, 4) > 0});
      }
      architecture.layers.push_back(
          {.units = random.randint(2, 7), .activation = Activation::identity});
      if (random.randint(0, 4) == 0) {
        architecture.output = Output::sigmoid;
        architecture.layers.back().units = 1;
      }
      if (random.randint(0, 4) == 0) architecture.output = Output::identity;
      const reference::Loss loss = random_loss(random);
      const double dropout = sometimes(random, 0.3);
      const bool weighted = random.randint(0, 2) == 0;
      const Index rows = random.randint(1, 80);
      for (const auto& name : fast_engines) {
        expect_same_as_reference<double>(name, architecture, rows, trial, loss, weighted, dropout);
        expect_same_as_reference<float>(name, architecture, rows, trial, loss, weighted, dropout);
      }
    }
  });
}

TEST(FastEngines, ExtremeLogitsStayFinite) {
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
        for (const auto& name : fast_engines) {
          const auto engine = engine::make_engine<double>(architecture, {}, {.name = name});
          const double loss = engine->loss_and_gradient(w, {{x.data(), 3, 1}, y}, gradient);
          EXPECT_TRUE(std::isfinite(loss));
          for (const double value : gradient) EXPECT_TRUE(std::isfinite(value));
          Matrix<double> p(3, architecture.classes());
          engine->predict(w, {x.data(), 3, 1}, p);
          for (Index n = 0; n < 3; ++n) EXPECT_NEAR(p.row(n).sum(), 1.0, 1e-15);
        }
      }
    }
  });
}

TEST(FastEngines, WideShapesEqualTheReference) {
  const auto relu = Activation::relu;
  const auto id = Activation::identity;
  on_every_instruction_set([&] {
    for (const auto& name : fast_engines) {
      // Around whole vectors of floats and doubles, panels of several vectors, and tasks.
      for (const Index units : {15, 16, 17, 31, 33, 48, 63, 64, 65, 79, 96, 97, 113, 129}) {
        expect_same_as_reference<float>(
            name, {.inputs = 19, .layers = {{units, relu}, {10, id}}, .output = Output::softmax},
            53, 50);
        expect_same_as_reference<double>(
            name, {.inputs = 19, .layers = {{units, relu}, {10, id}}, .output = Output::softmax},
            53, 51);
      }
      expect_same_as_reference<float>(name,
                                      {.inputs = 250,
                                       .layers = {{300, Activation::tanh}, {40, relu}, {1, id}},
                                       .output = Output::sigmoid},
                                      300, 52);
    }
  });
}

/// Loss, gradient and probabilities of one call, as bits to compare.
template <class T>
std::vector<T> all_results(const std::string& name, int threads, const Architecture& architecture,
                           Index rows, double dropout = 0) {
  const auto count = static_cast<std::size_t>(reference::parameter_count(architecture));
  const auto to_t = [](const std::vector<double>& values) {
    return std::vector<T>(values.begin(), values.end());
  };
  const std::vector<T> w = to_t(normal_values(static_cast<Index>(count), 0.3, 5));
  const std::vector<T> x = to_t(normal_values(rows * architecture.inputs, 1.0, 6));
  std::vector<int> y(static_cast<std::size_t>(rows));
  for (std::size_t n = 0; n < y.size(); ++n) y[n] = static_cast<int>(n * 7 % 3);
  const auto engine = engine::make_engine<T>(architecture, {.l2 = 0.1, .l1 = 0.2},
                                             {.name = name, .threads = threads});
  std::vector<T> results(count);
  const engine::Batch<T> batch{
      .x = {x.data(), rows, architecture.inputs}, .y = y, .dropout = {dropout, 3}};
  const T loss = engine->loss_and_gradient(w, batch, results);
  Matrix<T> p(rows, architecture.classes());
  engine->predict(w, batch.x, p);
  results.push_back(loss);
  results.insert(results.end(), p.data(), p.data() + p.size());
  return results;
}

template <class T>
void expect_same_bits_for_any_threads() {
  const auto id = Activation::identity;
  const Architecture small{
      .inputs = 5, .layers = {{40, Activation::tanh}, {3, id}}, .output = Output::softmax};
  const Architecture wide{
      .inputs = 150, .layers = {{300, Activation::relu}, {3, id}}, .output = Output::softmax};
  for (const auto& name : fast_engines) {
    SCOPED_TRACE(name);
    // Enough rows for several slices; for the large products also more than one part of a batch.
    const auto small_results = all_results<T>(name, 1, small, 8001);
    const auto wide_results = all_results<T>(name, 1, wide, 2500);
    for (const int threads : {2, 3, 16}) {
      EXPECT_EQ(all_results<T>(name, threads, small, 8001), small_results) << threads;
      EXPECT_EQ(all_results<T>(name, threads, wide, 2500), wide_results) << threads;
    }
    EXPECT_EQ(all_results<T>(name, 3, small, 8001, 0.5), all_results<T>(name, 1, small, 8001, 0.5));
  }
}

TEST(FastEngines, GiveTheSameBitsForAnyNumberOfThreads) {
  expect_same_bits_for_any_threads<double>();
  expect_same_bits_for_any_threads<float>();
}

TEST(FastEngines, BatchesOfManyPartsEqualTheReference) {
  const auto id = Activation::identity;
  for (const auto& name : fast_engines) {
    expect_same_as_reference<double>(
        name, {.inputs = 3, .layers = {{9, Activation::tanh}, {4, id}}, .output = Output::softmax},
        9001, 60);
    expect_same_as_reference<double>(
        name, {.inputs = 3, .layers = {{9, Activation::tanh}, {1, id}}, .output = Output::sigmoid},
        5000, 61);
    // Weights, values and dropout find their rows in every part.
    expect_same_as_reference<double>(
        name, {.inputs = 3, .layers = {{9, Activation::silu}, {2, id}}, .output = Output::identity},
        9001, 62, {}, true, 0.4);
    expect_same_as_reference<double>(
        name, {.inputs = 3, .layers = {{9, Activation::elu}, {3, id}}, .output = Output::softmax},
        9001, 63, {.label_smoothing = 0.1}, true, 0.4);
  }
}

TEST(FastEngines, NoRowsAreNoWork) {
  const Architecture architecture{
      .inputs = 2, .layers = {{2, Activation::identity}}, .output = Output::softmax};
  const std::vector<double> w(6, 0.5);
  Matrix<double> p(0, 2);
  for (const auto& name : fast_engines) {
    engine::make_engine<double>(architecture, {}, {.name = name})->predict(w, {nullptr, 0, 2}, p);
  }
}

/// Counts how often each entry of the buffer is updated, from whichever thread.
TEST(FastEngines, AStepUpdatesEachParameterOnceWithTheGradientsBits) {
  const Architecture architecture{.inputs = 150,
                                  .layers = {{300, Activation::relu}, {3, Activation::identity}},
                                  .output = Output::softmax};
  const auto count = static_cast<std::size_t>(reference::parameter_count(architecture));
  const std::vector<double> w = normal_values(static_cast<Index>(count), 0.2, 7);
  const std::vector<double> x = normal_values(200 * 150, 1.0, 8);
  std::vector<int> y(200, 1);
  y[3] = 2;
  for (const auto& name : fast_engines) {
    SCOPED_TRACE(name);
    const auto engine =
        engine::make_engine<double>(architecture, {.l2 = 0.1}, {.name = name, .threads = 2});
    const engine::Batch<double> batch{{x.data(), 200, 150}, y};
    std::vector<double> expected(count), gradient(count), stepped = w;
    const double loss = engine->loss_and_gradient(w, batch, expected);
    std::vector<int> updates(count);
    const double stepped_loss = engine->step(
        stepped, batch, gradient,
        [&](std::size_t offset, std::size_t length) {
          for (std::size_t i = offset; i < offset + length; ++i) {
            ++updates[i];
            stepped[i] -= 0.1 * gradient[i];
          }
        },
        true);
    EXPECT_DOUBLE_EQ(stepped_loss, loss);
    EXPECT_EQ(gradient, expected);
    EXPECT_EQ(updates, std::vector<int>(count, 1));
  }
}

#if defined(__x86_64__)
/// What the kernel says the processor can do.
bool has_flag(const std::string& flag) {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("flags")) return (line + " ").find(" " + flag + " ") != std::string::npos;
  }
  return false;
}

/// The tests above ran on all of these: none that the processor has may be missing.
TEST(Engines, EveryInstructionSetOfTheProcessorIsUsed) {
  if (std::getenv("CRESCENT_INSTRUCTIONS") != nullptr) {
    GTEST_SKIP() << "CRESCENT_INSTRUCTIONS limits the sets";
  }
  const auto sets = engine::instruction_sets();
  const auto has = [&](const char* name) { return std::ranges::find(sets, name) != sets.end(); };
  EXPECT_TRUE(has("SCALAR"));  // for processors without any of the others
  EXPECT_EQ(has("SSE4"), has_flag("sse4_2") && has_flag("pclmulqdq") && has_flag("aes"));
  EXPECT_EQ(has("AVX2"), has_flag("avx2") && has_flag("fma") && has_flag("f16c"));
  EXPECT_EQ(has("AVX3"), has_flag("avx512f") && has_flag("avx512vl") && has_flag("avx512dq") &&
                             has_flag("avx512bw") && has_flag("avx512cd"));
  std::string ran;
  for (const auto& name : sets) ran += " " + name;
  std::printf("instruction sets that ran:%s\n", ran.c_str());
}
#endif

/// Where the measured times are clear of each other: elsewhere either choice is right.
TEST(Engines, TheFastestIsChosenByShapeBatchAndInstructionSet) {
  const reference::Layer last{.units = 10, .activation = Activation::identity};
  const Architecture moons{.inputs = 2, .layers = {{3}, {2, Activation::identity}}};
  const Architecture digits{.inputs = 64, .layers = {{100}, last}};
  const Architecture mnist{.inputs = 784, .layers = {{512}, {256}, last}};
  for (const char* set : {"AVX3", "AVX2", "SSE4", "NEON", "EMU128", "SCALAR"}) {
    SCOPED_TRACE(set);
    EXPECT_EQ(engine::choose_engine<float>(moons, 200, set), "fused");
    EXPECT_EQ(engine::choose_engine<double>(moons, 200, set), "fused");
    EXPECT_EQ(engine::choose_engine<double>(digits, 32, set), "fused");
  }
  EXPECT_EQ(engine::choose_engine<float>(digits, 32, "AVX3"), "fused");
  for (const char* set : {"AVX3", "SSE4"}) {
    EXPECT_EQ(engine::choose_engine<double>(mnist, 128, set), "gemm") << set;
  }
  // Without vectors a library that has them is many times faster.
  if (engine::product_library<float>() == "oneDNN") {
    EXPECT_EQ(engine::choose_engine<float>(mnist, 128, "SCALAR"), "gemm");
  }
  EXPECT_EQ(engine::choose_engine<float>(digits, 32),
            engine::choose_engine<float>(digits, 32, engine::instruction_set()));
}

TEST(Engines, ALimitOfTheInstructionSetHoldsWhenTheSetsAreListed) {
  const auto machine = hwy::SupportedTargets();
  for (const std::string& set : engine::instruction_sets()) {
    engine::limit_instruction_set(set);
    EXPECT_EQ(engine::instruction_sets().front(), set);
    EXPECT_EQ(engine::instruction_set(), set);
  }
  hwy::DisableTargets(0);
  hwy::SetSupportedTargetsForTest(machine);
  hwy::GetChosenTarget().Update(machine);
}

TEST(Engines, TheEnvironmentNamesOne) {
  const Architecture architecture{.inputs = 2, .layers = {{2, Activation::identity}}};
  ::setenv("CRESCENT_ENGINE", "reference", 1);
  EXPECT_EQ(engine::make_engine<double>(architecture, {})->name(), "reference");
  EXPECT_EQ(engine::make_engine<double>(architecture, {}, {.name = "gemm"})->name(), "gemm");
  ::setenv("CRESCENT_ENGINE", "quick", 1);
  EXPECT_THROW(engine::make_engine<double>(architecture, {}), Error);
  ::unsetenv("CRESCENT_ENGINE");
  EXPECT_THROW(engine::make_engine<double>(architecture, {}, {.name = "quick"}), Error);
  EXPECT_THROW(engine::make_engine<double>(architecture, {}, {.threads = -1}), Error);
}

}  // namespace
