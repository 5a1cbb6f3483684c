// The updates by hand, and functions whose minima are known.
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

struct Case {
  std::string name;
  OptimiserOptions options;
  double quadratic_rate;
  double rosenbrock_rate;
};

class Minimum : public ::testing::TestWithParam<Case> {};

TEST_P(Minimum, OfAQuadraticIsReached) {
  const Case& test = GetParam();
  const Vector w = minimise(test.options, {-3, 4, 2}, test.quadratic_rate, 5000, quadratic);
  const Vector minimum = {1.5, -2.5, 0.5};
  for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(w[i], minimum[i], 1e-9);
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
        Case{"gd", {.solver = Solver::gd}, 0.07, 1.5e-3},
        Case{"momentum", {.solver = Solver::sgd, .nesterovs_momentum = false}, 0.03, 5e-4},
        Case{"nesterov", {.solver = Solver::sgd}, 0.02, 5e-4},
        Case{"adam", {.solver = Solver::adam}, 0.03, 0.01}),
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
