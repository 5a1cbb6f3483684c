// The updates in vectors against their formulas for one number, bit for bit: on every instruction
// set, at sizes that do not fill a vector, at odd addresses, in float and double, and in parts.
#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <crescent/random/random_state.hpp>
#include <crescent/solvers/optimiser.hpp>

#include "unit/instruction_sets.hpp"

using crescent::random::RandomState;
using crescent::solvers::make_optimiser;
using crescent::solvers::OptimiserOptions;
using crescent::solvers::Solver;
using crescent::tests::Misaligned;
using crescent::tests::on_every_instruction_set;

namespace {

const std::vector<OptimiserOptions>& all_options() {
  static const std::vector<OptimiserOptions> list = {
      {.solver = Solver::gd},
      {.solver = Solver::sgd, .momentum = 0.7, .nesterovs_momentum = false},
      {.solver = Solver::sgd, .momentum = 0.7},
      {.solver = Solver::adam, .beta_1 = 0.8, .beta_2 = 0.95, .epsilon = 1e-4},
      {.solver = Solver::adamw, .weight_decay = 0.3},
      {.solver = Solver::rprop, .etas = {0.4, 1.3}, .step_sizes = {2e-3, 0.05}},
  };
  return list;
}

std::string name_of(const OptimiserOptions& options) {
  return std::string(crescent::solvers::name(options.solver)) +
         (options.solver == Solver::sgd && !options.nesterovs_momentum ? ", plain" : "");
}

/// The formulas of the headers' sources for one parameter, in T's arithmetic.
template <class T>
struct OneParameter {
  T w;
  T a = 0, b = 0;  // v; m and v; last gradient and step

  void step(const OptimiserOptions& o, T g, double learning_rate, int t) {
    const T rate = static_cast<T>(learning_rate);
    const T momentum = static_cast<T>(o.momentum);
    switch (o.solver) {
      case Solver::gd:
        w += -rate * g;
        return;
      case Solver::sgd:
        a = momentum * a - rate * g;
        w += o.nesterovs_momentum ? momentum * a - rate * g : a;
        return;
      case Solver::adam:
      case Solver::adamw:
        return adam(o, g, learning_rate, t);
      case Solver::rprop:
        return rprop(o, g, t == 1 ? rate : b);
      case Solver::lbfgs:
        FAIL();
    }
  }

  void adam(const OptimiserOptions& o, T g, double learning_rate, int t) {
    const T rate = static_cast<T>(learning_rate * std::sqrt(1 - std::pow(o.beta_2, t)) /
                                  (1 - std::pow(o.beta_1, t)));
    a = static_cast<T>(o.beta_1) * a + static_cast<T>(1 - o.beta_1) * g;
    b = static_cast<T>(o.beta_2) * b + static_cast<T>(1 - o.beta_2) * g * g;
    if (o.solver == Solver::adamw) w *= static_cast<T>(1 - learning_rate * o.weight_decay);
    w += -rate * a / (std::sqrt(b) + static_cast<T>(o.epsilon));
  }

  void rprop(const OptimiserOptions& o, T g, T last_step) {
    if (g * a > 0) last_step *= static_cast<T>(o.etas[1]);
    if (g * a < 0) last_step *= static_cast<T>(o.etas[0]);
    b = std::clamp(last_step, static_cast<T>(o.step_sizes[0]), static_cast<T>(o.step_sizes[1]));
    a = g * a < 0 ? 0 : g;
    w -= a > 0 ? b : a < 0 ? -b : 0;
  }
};

/// Sizes from 1e-6 to 1e2, one in seven 0.
template <class T>
std::vector<T> draw(std::size_t size, std::uint32_t seed) {
  RandomState random(seed);
  std::vector<T> values(size);
  for (T& value : values) {
    const double scale = std::pow(10, static_cast<double>(random.randint(-6, 3)));
    value = random.randint(0, 7) == 0 ? T(0) : static_cast<T>(scale * random.normal(0.1, 1));
  }
  return values;
}

constexpr int steps = 5;
double rate_of(int step) { return 0.02 / step; }

template <class T>
std::vector<T> by_formula(const OptimiserOptions& options, std::size_t size) {
  std::vector<OneParameter<T>> parameters;
  for (const T w : draw<T>(size, 1)) parameters.push_back({.w = w});
  for (int t = 1; t <= steps; ++t) {
    const auto g = draw<T>(size, 10 + static_cast<std::uint32_t>(t));
    for (std::size_t i = 0; i < size; ++i) parameters[i].step(options, g[i], rate_of(t), t);
  }
  std::vector<T> w(size);
  std::transform(parameters.begin(), parameters.end(), w.begin(),
                 [](const auto& parameter) { return parameter.w; });
  return w;
}

/// The same by the optimiser, each step cut into parts of `part` entries.
template <class T>
std::vector<T> by_optimiser(const OptimiserOptions& options, std::size_t size, std::size_t part) {
  const auto optimiser = make_optimiser<T>(options, size);
  Misaligned<T> w(draw<T>(size, 1));
  for (int t = 1; t <= steps; ++t) {
    Misaligned<T> g(draw<T>(size, 10 + static_cast<std::uint32_t>(t)));
    optimiser->begin_step(rate_of(t));
    for (std::size_t from = 0; from < size; from += part) {
      const std::size_t count = std::min(part, size - from);
      optimiser->update(w.span().subspan(from, count), g.span().subspan(from, count), from);
    }
  }
  return w.values();
}

template <class T>
void expect_formula_for_all_sizes() {
  for (const OptimiserOptions& options : all_options()) {
    SCOPED_TRACE(name_of(options));
    // Around one and two vectors of 1 to 16 numbers, and the fours in between.
    for (const std::size_t size : {0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 47, 101}) {
      EXPECT_EQ(by_optimiser<T>(options, size, 1000), by_formula<T>(options, size)) << size;
    }
  }
}

TEST(OptimiserVectors, EqualTheFormulaInDouble) {
  on_every_instruction_set(expect_formula_for_all_sizes<double>);
}

TEST(OptimiserVectors, EqualTheFormulaInFloat) {
  on_every_instruction_set(expect_formula_for_all_sizes<float>);
}

TEST(OptimiserVectors, AnyCutGivesTheSameBits) {
  on_every_instruction_set([] {
    for (const OptimiserOptions& options : all_options()) {
      SCOPED_TRACE(name_of(options));
      const auto whole = by_optimiser<float>(options, 101, 101);
      for (const std::size_t part : {1, 3, 5, 16, 17, 64, 100}) {
        EXPECT_EQ(by_optimiser<float>(options, 101, part), whole) << "parts of " << part;
      }
    }
  });
}

TEST(OptimiserVectors, MeansThatFadeAwayEndAtZero) {
  // Subnormal numbers would stay: 0.9 times the smallest of them rounds to itself.
  on_every_instruction_set([] {
    for (const OptimiserOptions& options :
         {OptimiserOptions{.solver = Solver::sgd, .momentum = 0.9},
          OptimiserOptions{.solver = Solver::adam, .beta_2 = 0.9}}) {
      const auto optimiser = make_optimiser<float>(options, 21);
      std::vector<float> w(21, 1.0F), g(21, 1e-3F);
      optimiser->step(w, g, 0.01);
      std::fill(g.begin(), g.end(), 0.0F);
      for (int t = 0; t < 900; ++t) optimiser->step(w, g, 0.01);
      for (const auto& buffer : optimiser->state().buffers) {
        for (const float value : buffer.values) EXPECT_EQ(value, 0.0F) << buffer.name;
      }
    }
  });
}

}  // namespace
