#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include <crescent/base/error.hpp>
#include <crescent/solvers/lbfgs.hpp>

namespace {

using crescent::Error;
using crescent::ErrorCode;
using namespace crescent::solvers;
using Point = std::span<const double>;
using Slope = std::span<double>;

/// sum of 100 (x[i+1] - x[i]²)² + (1 - x[i])²; minimum 0 at (1, ..., 1).
double rosenbrock(Point x, Slope g) {
  std::fill(g.begin(), g.end(), 0.0);
  double value = 0;
  for (std::size_t i = 0; i + 1 < x.size(); ++i) {
    const double a = x[i + 1] - x[i] * x[i], b = 1 - x[i];
    value += 100 * a * a + b * b;
    g[i] += -400 * a * x[i] - 2 * b;
    g[i + 1] += 200 * a;
  }
  return value;
}

/// Beale's function; minimum 0 at (3, 0.5).
double beale(Point p, Slope g) {
  const double x = p[0], y = p[1];
  const double terms[] = {1.5, 2.25, 2.625};
  double value = 0, power = 1;
  g[0] = g[1] = 0;
  for (int k = 1; k <= 3; ++k) {
    const double before = power;
    power *= y;
    const double r = terms[k - 1] - x * (1 - power);
    value += r * r;
    g[0] -= 2 * r * (1 - power);
    g[1] += 2 * r * x * k * before;
  }
  return value;
}

double largest_error(const Eigen::VectorXd& x, const std::vector<double>& expected) {
  double worst = 0;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    worst = std::max(worst, std::abs(x[static_cast<Eigen::Index>(i)] - expected[i]));
  }
  return worst;
}

// Where the Hessian's smallest eigenvalue is m, |gradient| <= tol puts x within about tol / m of
// the minimum: 0.4 for Rosenbrock's function, 0.3 for Beale's.
TEST(Lbfgs, RosenbrockInTwoDimensions) {
  const auto m = minimise_lbfgs(rosenbrock, std::vector{-1.2, 1.0}, {.tol = 1e-9});
  EXPECT_EQ(m.status, LbfgsStatus::converged);
  EXPECT_LE(m.gradient_max, 1e-9);
  EXPECT_LT(largest_error(m.x, {1, 1}), 1e-8);
  EXPECT_LT(m.evaluations, 80);  // well-made L-BFGS codes need 40 to 60
}

TEST(Lbfgs, RosenbrockInTenDimensions) {
  const std::vector<double> start{-1.2, 1.0, -0.7, 0.3, 2.0, -1.5, 0.1, 1.7, -0.4, 0.9};
  const auto m = minimise_lbfgs(rosenbrock, start, {.tol = 1e-9});
  EXPECT_EQ(m.status, LbfgsStatus::converged);
  // From some starts a second minimum near x[0] = -1 attracts; this start leads to the first.
  EXPECT_LT(largest_error(m.x, std::vector<double>(10, 1.0)), 1e-8);
}

TEST(Lbfgs, Beale) {
  const auto m = minimise_lbfgs(beale, std::vector{1.0, 1.0}, {.tol = 1e-10});
  EXPECT_EQ(m.status, LbfgsStatus::converged);
  EXPECT_LT(largest_error(m.x, {3, 0.5}), 2e-8);
}

TEST(Lbfgs, IllConditionedQuadratic) {
  // 1/2 sum of w_i (x_i - c_i)², w from 1 to 1e6.
  std::vector<double> start, centre, weight;
  for (int i = 0; i < 13; ++i) {
    weight.push_back(std::pow(10.0, 0.5 * i));
    centre.push_back(std::sin(1.0 + i) * 3);
    start.push_back(std::cos(2.0 + 3 * i));
  }
  const auto quadratic = [&](Point x, Slope g) {
    double value = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double d = x[i] - centre[i];
      g[i] = weight[i] * d;
      value += 0.5 * weight[i] * d * d;
    }
    return value;
  };
  const auto m = minimise_lbfgs(quadratic, start, {.tol = 1e-8});
  EXPECT_EQ(m.status, LbfgsStatus::converged);
  EXPECT_LT(largest_error(m.x, centre), 1e-8);  // the smallest eigenvalue is 1
}

TEST(Lbfgs, BacksOffWhereTheValueOverflows) {
  // exp(80 x) - x: nearly straight on the left, where longer and longer steps are tried, and
  // infinite from x = 8.9 on. Minimum where 80 exp(80 x) = 1.
  int overflows = 0;
  const auto cliff = [&](Point x, Slope g) {
    const double e = std::exp(80 * x[0]);
    g[0] = 80 * e - 1;
    overflows += std::isinf(e) ? 1 : 0;
    return e - x[0];
  };
  const auto m = minimise_lbfgs(cliff, std::vector{-70.0}, {.tol = 1e-10});
  EXPECT_EQ(m.status, LbfgsStatus::converged);
  EXPECT_NEAR(m.x[0], -std::log(80.0) / 80, 1e-11);  // the second derivative is 80 there
  EXPECT_GT(overflows, 0);
}

TEST(Lbfgs, BacksOffWhereTheValueIsNotANumber) {
  // x - log(x): not defined left of 0, minimum at 1. Coming from the right, where it is nearly
  // straight, the steps grow until one of them lands there.
  int undefined = 0;
  const auto barrier = [&](Point x, Slope g) {
    if (x[0] <= 0) {
      ++undefined;
      g[0] = std::numeric_limits<double>::quiet_NaN();
      return g[0];
    }
    g[0] = 1 - 1 / x[0];
    return x[0] - std::log(x[0]);
  };
  for (const double start : {1e-3, 40.0}) {
    const auto m = minimise_lbfgs(barrier, std::vector{start}, {.tol = 1e-10});
    EXPECT_EQ(m.status, LbfgsStatus::converged);
    EXPECT_NEAR(m.x[0], 1, 1e-9);
  }
  EXPECT_GT(undefined, 0);
}

TEST(Lbfgs, AStartAtTheMinimumStaysThere) {
  const auto m = minimise_lbfgs(rosenbrock, std::vector{1.0, 1.0, 1.0});
  EXPECT_EQ(m.status, LbfgsStatus::converged);
  EXPECT_EQ(m.iterations, 0);
  EXPECT_EQ(m.evaluations, 1);
  EXPECT_EQ(largest_error(m.x, {1, 1, 1}), 0);
}

TEST(Lbfgs, SaysWhenOnlyRoundingIsLeft) {
  // a² + b² + 1, where no x makes a, and no y makes b, small enough for a gradient of exactly 0.
  const auto bowl = [](Point x, Slope g) {
    const double a = std::sqrt(2.0) * x[0] - 0.1, b = x[1] / 3 + 0.7;
    g[0] = 2 * std::sqrt(2.0) * a + 1e-17;
    g[1] = 2 * b / 3 + 1e-17;
    return a * a + b * b + 1;
  };
  const auto m = minimise_lbfgs(bowl, std::vector{3.0, -1.0}, {.tol = 0});
  EXPECT_EQ(m.status, LbfgsStatus::rounding);
  EXPECT_LT(m.iterations, 100);
  EXPECT_NEAR(m.x[0], 0.1 / std::sqrt(2.0), 1e-12);
  EXPECT_NEAR(m.x[1], -2.1, 1e-12);
}

TEST(Lbfgs, StopsAtMaxIter) {
  const auto m = minimise_lbfgs(rosenbrock, std::vector{-1.2, 1.0}, {.max_iter = 5});
  EXPECT_EQ(m.status, LbfgsStatus::max_iter);
  EXPECT_EQ(m.iterations, 5);
}

TEST(Lbfgs, NoticesAGradientOfTheWrongSign) {
  const auto wrong = [](Point x, Slope g) {
    g[0] = -2 * (x[0] - 3);
    return (x[0] - 3) * (x[0] - 3);
  };
  EXPECT_EQ(minimise_lbfgs(wrong, std::vector{1.0}).status, LbfgsStatus::line_search_failed);
}

void expect_equal(const LbfgsState& a, const LbfgsState& b) {
  EXPECT_EQ(a.x, b.x);
  EXPECT_EQ(a.gradient, b.gradient);
  EXPECT_EQ(a.value, b.value);
  EXPECT_EQ(a.iterations, b.iterations);
  EXPECT_EQ(a.evaluations, b.evaluations);
  EXPECT_EQ(a.status, b.status);
}

TEST(Lbfgs, ResumedFromAStoredStateIsTheSameRunBitForBit) {
  const std::vector<double> start{-1.2, 1.0, -0.7, 0.3, 2.0, -1.5, 0.1};
  for (const int memory : {1, 3, 10}) {
    const LbfgsOptions options{.memory = memory, .tol = 1e-10};
    Lbfgs whole(rosenbrock, start, options);
    whole.run();
    ASSERT_EQ(whole.status(), LbfgsStatus::converged);
    Lbfgs first(rosenbrock, start, options);
    for (int i = 0; i < 17; ++i) first.step();
    LbfgsState stored = first.state();
    while (stored.status == LbfgsStatus::running) {  // a new solver for each further iteration
      Lbfgs next(rosenbrock, stored, options);
      next.step();
      stored = next.state();
    }
    expect_equal(stored, whole.state());
  }
}

TEST(Lbfgs, MoreIterationsMayBeGrantedLater) {
  const std::vector<double> start{-1.2, 1.0};
  Lbfgs first(rosenbrock, start, {.max_iter = 8, .tol = 1e-10});
  EXPECT_EQ(first.run(), LbfgsStatus::max_iter);
  Lbfgs second(rosenbrock, first.state(), {.tol = 1e-10});
  EXPECT_EQ(second.run(), LbfgsStatus::converged);
  Lbfgs whole(rosenbrock, start, {.tol = 1e-10});
  whole.run();
  expect_equal(second.state(), whole.state());
}

ErrorCode code_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.code();
  }
  ADD_FAILURE() << "no error";
  return ErrorCode::io;
}

TEST(Lbfgs, RefusesWhatItCannotUse) {
  const std::vector<double> start{-1.2, 1.0};
  const auto refused = [&](LbfgsOptions options) {
    return code_of([&] { minimise_lbfgs(rosenbrock, start, options); });
  };
  EXPECT_EQ(refused({.memory = 0}), ErrorCode::invalid_argument);
  EXPECT_EQ(refused({.max_iter = -1}), ErrorCode::invalid_argument);
  EXPECT_EQ(refused({.tol = -1e-3}), ErrorCode::invalid_argument);
  EXPECT_EQ(code_of([] { minimise_lbfgs(rosenbrock, {}); }), ErrorCode::invalid_argument);
  EXPECT_EQ(code_of([] {
              minimise_lbfgs(rosenbrock, std::vector{1e200, 1.0});
            }),
            ErrorCode::numeric);
  const LbfgsState state = Lbfgs(rosenbrock, start).state();
  EXPECT_EQ(code_of([&] { Lbfgs(rosenbrock, state, {.memory = 4}); }), ErrorCode::invalid_argument);
}

}  // namespace
