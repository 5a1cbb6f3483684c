// The updates by hand, and functions whose minima are known.
#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <crescent/solvers/optimiser.hpp>

#include "unit/error_of.hpp"

using crescent::solvers::make_optimiser;
using crescent::solvers::OptimiserOptions;
using crescent::solvers::Solver;
using Vector = std::vector<double>;

namespace {

Vector after(const OptimiserOptions& options, Vector w, const std::vector<Vector>& gradients,
             double rate) {
  const auto optimiser = make_optimiser<double>(options, w.size());
  for (const Vector& g : gradients) optimiser->step(w, g, rate);
  return w;
}

TEST(OptimiserStep, GradientDescentGoesDownTheGradient) {
  EXPECT_EQ(after({.solver = Solver::gd}, {1, 2}, {{4, -8}, {2, 0}}, 0.25), (Vector{-0.5, 4}));
}

TEST(OptimiserStep, MomentumKeepsAShareOfTheLastStep) {
  // v = -1, then 0.5 · -1 - 2 = -2.5.
  EXPECT_EQ(after({.solver = Solver::sgd, .momentum = 0.5, .nesterovs_momentum = false}, {10},
                  {{1}, {2}}, 1.0),
            (Vector{6.5}));
  // Nesterov looks one step ahead: 0.5 · -1 - 1 = -1.5, then 0.5 · -2.5 - 2 = -3.25.
  EXPECT_EQ(after({.solver = Solver::sgd, .momentum = 0.5}, {10}, {{1}, {2}}, 1.0), (Vector{5.25}));
}

TEST(OptimiserStep, WithoutMomentumSgdIsGradientDescent) {
  const std::vector<Vector> gradients = {{0.3, -7}, {1e-3, 2}, {-5, 0.1}};
  for (const bool nesterov : {false, true}) {
    EXPECT_EQ(after({.solver = Solver::sgd, .momentum = 0, .nesterovs_momentum = nesterov},
                    {0.5, 1.5}, gradients, 0.1),
              after({.solver = Solver::gd}, {0.5, 1.5}, gradients, 0.1));
  }
}

TEST(OptimiserStep, AdamsFirstStepIsTheLearningRateWhateverTheGradientsSize) {
  const Vector w = after({.solver = Solver::adam}, {0, 0, 0, 0}, {{1e-3, -1, 50, -1e6}}, 0.01);
  const double sign[] = {-1, 1, -1, 1};
  // epsilon, 1e-8, stands beside sqrt(1 - beta_2) |g|: 3e-4 of it at the smallest gradient.
  for (std::size_t i = 0; i < 4; ++i) EXPECT_NEAR(w[i], sign[i] * 0.01, 4e-4 * 0.01);
}

TEST(OptimiserStep, AdamWeighsTwoGradientsAsThePaperSays) {
  const Vector w = after({.solver = Solver::adam, .beta_1 = 0.5, .beta_2 = 0.75, .epsilon = 1e-300},
                         {0}, {{3}, {1}}, 1.0);
  // m = (0.5 · 0.5 · 3 + 0.5 · 1) / (1 - 0.5²), v = (0.75 · 0.25 · 9 + 0.25 · 1) / (1 - 0.75²).
  const double m = 1.25 / 0.75;
  const double v = 1.9375 / 0.4375;
  EXPECT_NEAR(w[0], -1 - m / std::sqrt(v), 1e-15);
}

TEST(OptimiserStep, AdamwFirstTakesAShareOfTheParameter) {
  // 2 · (1 - 0.1 · 0.5) = 1.9, then Adam's first step, 0.1 as epsilon is nothing.
  const Vector w =
      after({.solver = Solver::adamw, .epsilon = 1e-300, .weight_decay = 0.5}, {2}, {{7}}, 0.1);
  EXPECT_NEAR(w[0], 1.8, 1e-15);
  // Without a gradient the decay alone is left.
  EXPECT_NEAR(after({.solver = Solver::adamw, .weight_decay = 0.5}, {2}, {{0}, {0}}, 0.1)[0],
              2 * 0.95 * 0.95, 1e-15);
  const std::vector<Vector> gradients = {{3, 0.1}, {-1, 0.2}};
  EXPECT_EQ(after({.solver = Solver::adamw, .weight_decay = 0}, {1, 2}, gradients, 0.1),
            after({.solver = Solver::adam}, {1, 2}, gradients, 0.1));
}

TEST(OptimiserStep, RpropLooksAtSignsAlone) {
  const OptimiserOptions options{
      .solver = Solver::rprop, .etas = {0.5, 2}, .step_sizes = {0.25, 3}};
  // The step 1, then 2, then 3, where it is cut: never the gradient's size.
  EXPECT_EQ(after(options, {10}, {{1e-9}}, 1.0), Vector{9});
  EXPECT_EQ(after(options, {10}, {{1e-9}, {5}}, 1.0), Vector{7});
  EXPECT_EQ(after(options, {10}, {{1e-9}, {5}, {1e-300}}, 1.0), Vector{4});
  // The sign turns: the step is halved, the parameter rests, and the next sign starts afresh.
  EXPECT_EQ(after(options, {10}, {{1}, {-1}}, 1.0), Vector{9});
  EXPECT_EQ(after(options, {10}, {{1}, {-1}, {-1}}, 1.0), Vector{9.5});
  EXPECT_EQ(after(options, {10}, {{1}, {-1}, {1}}, 1.0), Vector{8.5});
  // No shorter than 0.25; a gradient of 0 moves nothing and keeps the step.
  EXPECT_EQ(after(options, {10}, {{1}, {-1}, {1}, {-1}, {1}, {-1}, {1}}, 1.0), Vector{8});
  EXPECT_EQ(after(options, {10}, {{1}, {0}, {1}}, 1.0), Vector{8});
  // Products of gradients this small underflow; their signs do not.
  EXPECT_EQ(after(options, {10}, {{1e-200}, {1e-200}}, 1.0), Vector{7});
}

TEST(OptimiserState, StoredAndPutBackItContinuesBitForBit) {
  for (const auto solver : {Solver::gd, Solver::sgd, Solver::adam, Solver::adamw, Solver::rprop}) {
    SCOPED_TRACE(crescent::solvers::name(solver));
    const auto gradient = [](int t) { return Vector{std::sin(3.0 * t), 0.1 * t, -0.7}; };
    Vector w = {1, 2, 3};
    const auto whole = make_optimiser<double>({.solver = solver}, 3);
    for (int t = 1; t <= 4; ++t) whole->step(w, gradient(t), 0.01);
    const auto resumed = make_optimiser<double>({.solver = solver}, 3);
    Vector twin = w;
    const auto from = whole->state();
    auto to = resumed->state();
    EXPECT_EQ(from.steps, 4);
    to.steps = from.steps;
    ASSERT_EQ(to.buffers.size(), from.buffers.size());
    for (std::size_t k = 0; k < from.buffers.size(); ++k) {
      EXPECT_EQ(to.buffers[k].name, from.buffers[k].name);
      std::copy(from.buffers[k].values.begin(), from.buffers[k].values.end(),
                to.buffers[k].values.begin());
    }
    for (int t = 5; t <= 9; ++t) {
      whole->step(w, gradient(t), 0.02);
      resumed->step(twin, gradient(t), 0.02);
    }
    EXPECT_EQ(twin, w);
  }
}

TEST(OptimiserGroups, EachStepsAtItsOwnPaceAndAFrozenOneRests) {
  for (const auto solver : {Solver::gd, Solver::sgd, Solver::adam, Solver::adamw, Solver::rprop}) {
    SCOPED_TRACE(crescent::solvers::name(solver));
    const Vector start = {1, 2, 3, 4, 5, 6};
    const std::vector<Vector> gradients = {{0.3, -7, 1, 2, -3, 1}, {0.1, 2, -1, 2, 3, 1}};
    const OptimiserOptions plain{.solver = solver};
    OptimiserOptions options = plain;
    options.groups = {{.offset = 1, .count = 2, .rate = 0},
                      {.offset = 4, .count = 1, .rate = 0.25}};
    const auto optimiser = make_optimiser<double>(options, 6);
    Vector w = start;
    for (const Vector& g : gradients) {
      optimiser->begin_step(0.01);
      // In parts that cut the groups.
      const auto part = [&](std::size_t from, std::size_t count) {
        optimiser->update(std::span(w).subspan(from, count), std::span(g).subspan(from, count),
                          from);
      };
      part(2, 3);
      part(0, 2);
      part(5, 1);
    }
    const Vector as_usual = after(plain, start, gradients, 0.01);
    const Vector slowly = after(plain, start, gradients, 0.0025);
    EXPECT_EQ(w, (Vector{as_usual[0], 2, 3, as_usual[3], slowly[4], as_usual[5]}));
    for (const auto& buffer : optimiser->state().buffers) {
      if (buffer.name == "step") continue;  // rprop's first ones
      EXPECT_EQ(buffer.values[1], 0) << buffer.name;
      EXPECT_EQ(buffer.values[2], 0) << buffer.name;
    }
  }
}

TEST(OptimiserGroups, AGroupDecaysAtItsOwnPace) {
  OptimiserOptions options{.solver = Solver::adamw, .weight_decay = 0.5};
  options.groups = {{.offset = 0, .count = 1, .decay = 0}};
  EXPECT_EQ(after(options, {2, 2}, {{0, 0}}, 0.1), (Vector{2, 2 * 0.95}));
}

TEST(OptimiserGroups, GroupsThatOverlapOrLieOutsideAreRefused) {
  using Groups = std::vector<crescent::solvers::ParameterGroup>;
  for (const Groups& groups :
       {Groups{{.offset = 2, .count = 2}}, Groups{{.offset = 4}}, Groups{{0, 2}, {1, 1}},
        Groups{{1, 1}, {0, 1}}, Groups{{.count = 1, .rate = -1}},
        Groups{{.count = 1, .decay = -1}}}) {
    OptimiserOptions options;
    options.groups = groups;
    EXPECT_THROW(make_optimiser<double>(options, 3), crescent::Error);
  }
}

using Gradient = std::function<void(const Vector&, Vector&)>;

Vector minimise(const OptimiserOptions& options, Vector w, double rate, int steps,
                const Gradient& gradient) {
  const auto optimiser = make_optimiser<double>(options, w.size());
  Vector g(w.size());
  for (int t = 0; t < steps; ++t) {
    gradient(w, g);
    optimiser->step(w, g, rate);
  }
  return w;
}

/// (w - c)ᵀ A (w - c) / 2 with A = [[25, 3, 0], [3, 1, 0.2], [0, 0.2, 4]], minimum at c.
void quadratic(const Vector& w, Vector& g) {
  const double a = w[0] - 1.5, b = w[1] + 2.5, c = w[2] - 0.5;
  g = {25 * a + 3 * b, 3 * a + b + 0.2 * c, 0.2 * b + 4 * c};
}

/// (1 - a)² + 100 (b - a²)², a curved valley with its minimum at (1, 1).
void rosenbrock(const Vector& w, Vector& g) {
  const double across = w[1] - w[0] * w[0];
  g = {-2 * (1 - w[0]) - 400 * w[0] * across, 200 * across};
}

/// 1/2 Σ λ (w - c)² with λ from 1 to 10^4, the minimum at c: long and narrow.
void ill_conditioned(const Vector& w, Vector& g) {
  for (std::size_t i = 0; i < w.size(); ++i) {
    const auto k = static_cast<double>(i);
    g[i] = std::pow(10, k) * (w[i] - (k - 1.5));
  }
}

struct Case {
  std::string name;
  OptimiserOptions options;
  double quadratic_rate;
  double bowl_rate;
  double rosenbrock_rate;
};

class Minimum : public ::testing::TestWithParam<Case> {};

TEST_P(Minimum, OfAQuadraticIsReached) {
  const Case& test = GetParam();
  const Vector w = minimise(test.options, {-3, 4, 2}, test.quadratic_rate, 5000, quadratic);
  const Vector minimum = {1.5, -2.5, 0.5};
  for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(w[i], minimum[i], 1e-9);
}

TEST_P(Minimum, OfAnIllConditionedBowlIsReached) {
  // Plain descent is stable up to a rate of 2 / 10^4: of 3.5, exp(-1.9e-4 · 50000) is left, 3e-4.
  const Case& test = GetParam();
  const Vector w =
      minimise(test.options, {3, -2, 1, 2, -1}, test.bowl_rate, 50000, ill_conditioned);
  for (std::size_t i = 0; i < 5; ++i) EXPECT_NEAR(w[i], static_cast<double>(i) - 1.5, 1e-3);
}

TEST_P(Minimum, OfRosenbrocksValleyIsReached) {
  const Case& test = GetParam();
  const Vector w = minimise(test.options, {-1.2, 1}, test.rosenbrock_rate, 50000, rosenbrock);
  EXPECT_NEAR(w[0], 1, 1e-6);
  EXPECT_NEAR(w[1], 1, 1e-6);
}

INSTANTIATE_TEST_SUITE_P(
    All, Minimum,
    ::testing::Values(
        Case{"gd", {.solver = Solver::gd}, 0.07, 1.9e-4, 1.5e-3},
        Case{"momentum", {.solver = Solver::sgd, .nesterovs_momentum = false}, 0.03, 2e-4, 5e-4},
        Case{"nesterov", {.solver = Solver::sgd}, 0.02, 1e-4, 5e-4},
        Case{"adam", {.solver = Solver::adam}, 0.03, 0.01, 0.01},
        Case{"adamw", {.solver = Solver::adamw, .weight_decay = 0}, 0.03, 0.01, 0.01},
        Case{"rprop", {.solver = Solver::rprop, .step_sizes = {1e-12, 50}}, 0.01, 0.01, 0.01}),
    [](const auto& test) { return test.param.name; });

TEST(OptimiserOptions, OutOfRangeTheyAreRefusedByName) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto refused = [](const OptimiserOptions& options, const std::string& name) {
    const auto error =
        crescent::tests::error_of([&] { return make_optimiser<double>(options, 2); });
    ASSERT_TRUE(error) << name;
    EXPECT_EQ(error->code(), crescent::ErrorCode::invalid_argument);
    EXPECT_NE(error->message().find(name), std::string::npos) << error->message();
  };
  for (const double value : {-0.1, 1.0, nan}) {
    refused({.momentum = value}, "momentum");
    refused({.beta_1 = value}, "beta_1");
    refused({.beta_2 = value}, "beta_2");
  }
  for (const double value : {0.0, -1e-8, nan}) refused({.epsilon = value}, "epsilon");
  const double infinity = std::numeric_limits<double>::infinity();
  for (const double value : {-0.1, nan, infinity}) {
    refused({.weight_decay = value}, "weight_decay");
  }
  for (const auto& etas : {std::array{0.0, 1.2}, {1.0, 1.2}, {0.5, 1.0}, {0.5, infinity}}) {
    refused({.etas = etas}, "etas");
  }
  for (const auto& sizes : {std::array{0.0, 1.0}, {2.0, 1.0}, {1.0, infinity}, {nan, 1.0}}) {
    refused({.step_sizes = sizes}, "step_sizes");
  }
  refused({.solver = Solver::lbfgs}, "lbfgs");
}

TEST(OptimiserOptions, EveryNameIsReadBackAndOthersAreRefused) {
  for (const auto solver :
       {Solver::gd, Solver::sgd, Solver::adam, Solver::adamw, Solver::rprop, Solver::lbfgs}) {
    EXPECT_EQ(crescent::solvers::parse_solver(crescent::solvers::name(solver)), solver);
  }
  const auto error =
      crescent::tests::error_of([] { return crescent::solvers::parse_solver("addam"); });
  ASSERT_TRUE(error);
  EXPECT_NE(error->message().find("gd, sgd, adam, adamw, rprop, lbfgs"), std::string::npos)
      << error->message();
}

}  // namespace
