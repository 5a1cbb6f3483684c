#include <cmath>
#include <limits>
#include <random>

#include <gtest/gtest.h>

#include <crescent/base/error.hpp>
#include <crescent/linear/logistic_objective.hpp>
#include <crescent/linear/logistic_regression.hpp>
#include <crescent/metrics/classification.hpp>

#include "unit/error_of.hpp"

namespace {

using crescent::Error;
using crescent::ErrorCode;
using crescent::Index;
using crescent::Matrix;
using crescent::RowVector;
using crescent::tests::expect_error;
using namespace crescent::linear;

struct Sample {
  Matrix<double> x;
  std::vector<int> y;
};

/// Overlapping Gaussian clouds, one a class, each column on a scale of its own.
Sample clouds(Index rows, Index features, int classes, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal;
  Sample sample{Matrix<double>(rows, features), std::vector<int>(static_cast<std::size_t>(rows))};
  const Matrix<double> centres =
      Matrix<double>::NullaryExpr(classes, features, [&] { return normal(random); });
  for (Index i = 0; i < rows; ++i) {
    const int k = static_cast<int>(i * 7 % 5 + i) % classes;
    sample.y[static_cast<std::size_t>(i)] = k;
    for (Index j = 0; j < features; ++j) {
      const double scale = 1 + 0.3 * static_cast<double>(j);
      sample.x(i, j) = scale * (centres(k, j) + normal(random)) - 0.4;
    }
  }
  return sample;
}

std::vector<double> random_point(Index size, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> normal(0.1, 0.6);
  std::vector<double> point(static_cast<std::size_t>(size));
  for (double& value : point) value = normal(random);
  return point;
}

RowVector<double> uneven_penalty(Index features) {
  return RowVector<double>::NullaryExpr(
      features, [](Index j) { return 0.02 + 0.05 * static_cast<double>(j); });
}

// Central differences with h = 1e-5 are off by h² f'''/6 + eps |f| / h, about 1e-10 here.
TEST(LogisticObjective, GradientAndHessianAgreeWithDifferences) {
  for (const int classes : {2, 3, 5}) {
    for (const bool intercept : {true, false}) {
      const Sample s = clouds(23, 4, classes, 3);
      std::vector<double> weights;  // in every other case
      for (std::size_t i = 0; intercept && i < s.y.size(); ++i)
        weights.push_back(0.5 + 0.25 * static_cast<double>(i % 5));
      LogisticObjective objective(s.x, s.y, classes, uneven_penalty(4), intercept, weights);
      std::vector<double> point = random_point(objective.size(), 5);
      std::vector<double> gradient(point.size()), above(point.size()), below(point.size());
      objective(point, gradient);
      const Matrix<double> hessian = objective.hessian(point);
      const double h = 1e-5;
      for (std::size_t i = 0; i < point.size(); ++i) {
        const double centre = point[i];
        point[i] = centre + h;
        const double up = objective(point, above);
        point[i] = centre - h;
        const double down = objective(point, below);
        point[i] = centre;
        EXPECT_NEAR((up - down) / (2 * h), gradient[i], 1e-9);
        for (std::size_t j = 0; j < point.size(); ++j) {
          EXPECT_NEAR((above[j] - below[j]) / (2 * h),
                      hessian(static_cast<Index>(i), static_cast<Index>(j)), 1e-9);
        }
      }
    }
  }
}

// Enough rows for several parts, and columns enough for several strips in each.
TEST(LogisticObjective, OfManyRowsIsTheMeanOfItsParts) {
  for (const int classes : {2, 3, 10}) {
    const Index rows = 5000, features = 300;
    const Sample s = clouds(rows, features, classes, 4);
    const RowVector<double> none = RowVector<double>::Zero(features);
    const LogisticObjective whole(s.x, s.y, classes, none, true, {}, 1);
    const std::vector<double> point(static_cast<std::size_t>(whole.size()), 0.003);
    std::vector<double> gradient(point.size()), sum(point.size()), part(point.size());
    const double loss = whole(point, gradient);
    double mean = 0;
    for (Index begin = 0; begin < rows; begin += 500) {  // each short enough to be one part
      const std::vector<int> y(s.y.begin() + begin, s.y.begin() + begin + 500);
      mean += LogisticObjective(s.x.middleRows(begin, 500), y, classes, none, true)(point, part);
      for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += part[i];
    }
    EXPECT_NEAR(loss, mean / 10, 1e-12 * loss);
    for (std::size_t i = 0; i < sum.size(); ++i) ASSERT_NEAR(gradient[i], sum[i] / 10, 1e-10);
    for (const int threads : {2, 5, 0}) {
      const LogisticObjective shared(s.x, s.y, classes, none, true, {}, threads);
      EXPECT_EQ(shared(point, part), loss);
      EXPECT_EQ(part, gradient);
    }
  }
}

TEST(LogisticObjective, IsExactAtHugeLogits) {
  const Matrix<double> x{{1000.0}, {-1000.0}, {1000.0}};
  LogisticObjective two(x, {1, 1, 0}, 2, RowVector<double>::Zero(1), false);
  std::vector<double> gradient(1);
  EXPECT_EQ(two(std::vector{1.0}, gradient), 2000.0 / 3);  // rows 1 and 2 are wrong by 1000 each
  EXPECT_NEAR(gradient[0], (1000.0 + 1000.0) / 3, 1e-12);
  LogisticObjective three(x, {0, 1, 2}, 3, RowVector<double>::Zero(1), false);
  std::vector<double> gradient3(3);
  // Logits (1000, 0, -1000): costs 0; (-1000, 0, 1000): 1000; (1000, 0, -1000): 2000.
  EXPECT_EQ(three(std::vector{1.0, 0.0, -1.0}, gradient3), 1000.0);
  const Matrix<double> p = logits_to_probabilities(Matrix<double>{{1000.0}, {-1000.0}});
  EXPECT_EQ(p(0, 1), 1);
  EXPECT_EQ(p(0, 0), 0);
  EXPECT_EQ(p(1, 1), 0);
  EXPECT_EQ(p(1, 0), 1);
  EXPECT_TRUE(logits_to_probabilities(Matrix<double>{{1000.0, -1000.0, 999.0}}).allFinite());
}

/// Largest gradient entry of the objective divided by C N, in the data's own units.
double gradient_at(const LogisticRegression& model, const Sample& s) {
  const auto classes = static_cast<int>(model.coef.rows() == 1 ? 2 : model.coef.rows());
  const double strength = 1 / (model.C * static_cast<double>(s.x.rows()));
  LogisticObjective objective(s.x, s.y, classes, RowVector<double>::Constant(s.x.cols(), strength),
                              true);
  std::vector<double> point(model.coef.data(), model.coef.data() + model.coef.size());
  point.insert(point.end(), model.intercept.data(),
               model.intercept.data() + model.intercept.size());
  std::vector<double> gradient(point.size());
  objective(point, gradient);
  double largest = 0;
  for (const double g : gradient) largest = std::max(largest, std::abs(g));
  return largest;
}

TEST(LogisticRegression, EndsWhereTheGradientVanishes) {
  for (const int classes : {2, 4}) {
    const Sample s = clouds(80, 5, classes, 11);
    const auto model = LogisticRegression::fit(s.x, s.y, {.C = 3});
    EXPECT_TRUE(model.converged);
    EXPECT_LT(gradient_at(model, s), 1e-9);
    EXPECT_GT(model.coef.cwiseAbs().maxCoeff(), 0.1);
    if (classes > 2) {
      // The penalty chooses, among equal predictions, coefficients that sum to zero.
      EXPECT_LT(model.coef.colwise().sum().cwiseAbs().maxCoeff(), 1e-9);
      EXPECT_LT(std::abs(model.intercept.sum()), 1e-12);
    }
  }
}

TEST(LogisticRegression, SoDoManyParametersWithoutAHessian) {
  const Sample s = clouds(150, 40, 8, 13);  // 328 parameters
  const auto model = LogisticRegression::fit(s.x, s.y, {.C = 0.5});
  EXPECT_TRUE(model.converged);
  EXPECT_LT(gradient_at(model, s), 1e-8);  // 1e-10 times columns of size up to 40
}

TEST(LogisticRegression, AWeightIsSoManyRows) {
  for (const int classes : {2, 4}) {
    const Sample s = clouds(60, 3, classes, 23);
    std::vector<double> weights;
    std::vector<Index> repeated;
    for (Index i = 0; i < s.x.rows(); ++i) {
      const Index times = i % 4;  // none of some
      weights.push_back(static_cast<double>(times));
      repeated.insert(repeated.end(), static_cast<std::size_t>(times), i);
    }
    Sample all{s.x(repeated, Eigen::all), {}};
    for (const Index i : repeated) all.y.push_back(s.y[static_cast<std::size_t>(i)]);
    const auto weighted = LogisticRegression::fit(s.x, s.y, {}, weights);
    const auto expected = LogisticRegression::fit(all.x, all.y);
    EXPECT_TRUE(weighted.converged);
    EXPECT_LT((weighted.coef - expected.coef).cwiseAbs().maxCoeff(), 1e-8);
    EXPECT_LT((weighted.intercept - expected.intercept).cwiseAbs().maxCoeff(), 1e-8);
    EXPECT_GT((LogisticRegression::fit(s.x, s.y).coef - expected.coef).cwiseAbs().maxCoeff(), 1e-3);
  }
}

TEST(LogisticRegression, RefusesWeightsThatCannotBe) {
  const Sample s = clouds(8, 2, 2, 5);
  const auto fit = [&](std::vector<double> weights) {
    return LogisticRegression::fit(s.x, s.y, {}, weights);
  };
  EXPECT_THROW(fit({1, 2}), Error);
  EXPECT_THROW(fit({1, 1, 1, 1, 1, 1, 1, -1}), Error);
  EXPECT_THROW(fit(std::vector<double>(8, 0.0)), Error);
}

TEST(LogisticRegression, UnitsOfAColumnDoNotMatter) {
  Sample s = clouds(60, 3, 3, 17);
  // With next to no penalty the logits must be the same in any unit.
  const LogisticRegressionOptions free{.C = 1e9};
  const Matrix<double> logits = LogisticRegression::fit(s.x, s.y, free).decision_function(s.x);
  s.x.col(1) = s.x.col(1) * 1e5 + Eigen::VectorXd::Constant(60, 3e7);
  s.x.col(2) *= 1e-2;
  const auto model = LogisticRegression::fit(s.x, s.y, free);
  EXPECT_TRUE(model.converged);
  // 3e7 + 1e5 x keeps 1e-14 of x; the penalty of 1e-9 moves the logits by about 1e-7.
  EXPECT_LT((model.decision_function(s.x) - logits).cwiseAbs().maxCoeff(), 1e-5);
}

TEST(LogisticRegression, SeparableClassesWithLittlePenaltyEnd) {
  const Matrix<double> x{{-2.0, 0.3}, {-1.0, -0.2}, {-1.5, 0.9},
                         {1.0, 0.4},  {2.5, -0.1},  {1.2, 0.8}};
  for (const double C : {1e4, 1e10}) {
    const auto two = LogisticRegression::fit(x, {0, 0, 0, 1, 1, 1}, {.C = C});
    EXPECT_TRUE(two.converged);
    EXPECT_EQ(two.predict(x), (std::vector<int>{0, 0, 0, 1, 1, 1}));
    const auto three = LogisticRegression::fit(x, {0, 1, 0, 2, 2, 1}, {.C = C});
    EXPECT_TRUE(three.converged);
    EXPECT_TRUE(three.coef.allFinite());
  }
}

TEST(LogisticRegression, RowsAndColumnsOfZerosAreHarmless) {
  Sample s = clouds(40, 3, 2, 19);
  s.x.row(7).setZero();
  const auto before = LogisticRegression::fit(s.x, s.y);
  EXPECT_TRUE(before.converged);
  Matrix<double> wider(40, 5);
  wider << s.x, Eigen::VectorXd::Zero(40), Eigen::VectorXd::Constant(40, 0.1);
  const auto after = LogisticRegression::fit(wider, s.y);
  EXPECT_TRUE(after.converged);
  // Constant columns add nothing to the intercept, so their penalty makes them zero.
  EXPECT_EQ(after.coef(0, 3), 0);
  EXPECT_EQ(after.coef(0, 4), 0);
  EXPECT_LT((after.coef.leftCols(3) - before.coef).cwiseAbs().maxCoeff(), 1e-9);
}

TEST(LogisticRegression, OneFeature) {
  const Matrix<double> x{{0.5}, {1.0}, {1.5}, {2.0}, {2.5}, {3.5}};
  const auto model = LogisticRegression::fit(x, {0, 0, 1, 0, 1, 1});
  EXPECT_TRUE(model.converged);
  EXPECT_GT(model.coef(0, 0), 0);
  const Matrix<double> p = model.predict_proba(x);
  EXPECT_LT((p.rowwise().sum().array() - 1).abs().maxCoeff(), 1e-15);
  // Where the intercept is free, the probabilities add up to the number of rows of class 1.
  EXPECT_NEAR(p.col(1).sum(), 3, 1e-8);
}

TEST(LogisticRegression, PredictsTheLargestProbability) {
  for (const int classes : {2, 3}) {
    const Sample s = clouds(50, 2, classes, 23);
    const auto model = LogisticRegression::fit(s.x, s.y);
    EXPECT_EQ(model.predict(s.x), crescent::metrics::argmax_rows(model.predict_proba(s.x)));
  }
}

TEST(LogisticRegression, SaysWhenTheIterationsDoNotSuffice) {
  const Sample s = clouds(80, 5, 4, 11);
  for (const int max_iter : {0, 2}) {
    const auto model = LogisticRegression::fit(s.x, s.y, {.C = 100, .max_iter = max_iter});
    EXPECT_FALSE(model.converged);
    EXPECT_EQ(model.n_iter, max_iter);
  }
}

TEST(LogisticRegressionCV, TheFirstOfEqualScoresWins) {
  // Far apart: every C classifies each fold without error.
  Sample s = clouds(40, 2, 2, 29);
  for (Index i = 0; i < 40; ++i) s.x(i, 0) += 50.0 * s.y[static_cast<std::size_t>(i)];
  const auto result =
      fit_logistic_regression_cv(s.x, s.y, {.Cs = {3.0, 0.5, 40.0}, .cv = 4, .fit = {}});
  EXPECT_EQ(result.scores, Matrix<double>::Ones(4, 3));
  EXPECT_EQ(result.model.C, 3.0);
  EXPECT_EQ(result.model.coef, LogisticRegression::fit(s.x, s.y, {.C = 3.0}).coef);
}

TEST(LogisticRegression, RefusesWhatItCannotUse) {
  const Sample s = clouds(10, 2, 2, 31);
  const auto fit = [&](LogisticRegressionOptions options) {
    return [&s, options] { LogisticRegression::fit(s.x, s.y, options); };
  };
  const auto bad = ErrorCode::invalid_argument;
  expect_error(bad, "C is 0", fit({.C = 0}));
  expect_error(bad, "C is inf", fit({.C = std::numeric_limits<double>::infinity()}));
  expect_error(bad, "max_iter", fit({.max_iter = -1}));
  expect_error(bad, "tol", fit({.tol = -1}));
  expect_error(bad, "10 rows", [&] { LogisticRegression::fit(s.x, {0, 1}); });
  expect_error(bad, "column", [&] { LogisticRegression::fit(Matrix<double>(10, 0), s.y); });
  expect_error(bad, "class -1", [&] { LogisticRegression::fit(s.x.topRows(2), {-1, 0}); });
  expect_error(ErrorCode::data, "1 class",
               [&] { LogisticRegression::fit(s.x, std::vector<int>(10, 1)); });
  expect_error(ErrorCode::data, "no row has class 1", [&] {
    LogisticRegression::fit(s.x.topRows(3), {0, 2, 2});
  });
  Matrix<double> holes = s.x;
  holes(4, 1) = std::numeric_limits<double>::quiet_NaN();
  expect_error(ErrorCode::data, "row 4, column 1", [&] { LogisticRegression::fit(holes, s.y); });
  const auto model = LogisticRegression::fit(s.x, s.y);
  expect_error(bad, "fitted on 2", [&] { model.predict(Matrix<double>::Ones(3, 3)); });
  expect_error(bad, "C is -1", [&] {
    fit_logistic_regression_cv(s.x, s.y, {.Cs = {1.0, -1.0}, .cv = 2, .fit = {}});
  });
  expect_error(ErrorCode::data, "",
               [&] { fit_logistic_regression_cv(s.x, s.y, {.Cs = {}, .cv = 9, .fit = {}}); });
}

}  // namespace
