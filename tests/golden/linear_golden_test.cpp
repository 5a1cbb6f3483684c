// Numbers: tests/golden/make_linear.py. scikit-learn's own distance from the optimum is stored
// with them: at most 4e-12 for a given C, 4e-8 after its cross-validation.
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <crescent/data/dataset.hpp>
#include <crescent/linear/linear_regression.hpp>
#include <crescent/linear/logistic_regression.hpp>
#include <crescent/metrics/classification.hpp>

#include "golden/golden.hpp"

namespace {

using crescent::Index;
using crescent::Matrix;
using crescent::data::Dataset;
using crescent::linear::fit_logistic_regression_cv;
using crescent::linear::LogisticRegression;
using nlohmann::json;

Matrix<double> matrix(const json& rows) {
  Matrix<double> m(static_cast<Index>(rows.size()), static_cast<Index>(rows.at(0).size()));
  for (Index i = 0; i < m.rows(); ++i) {
    for (Index j = 0; j < m.cols(); ++j) {
      m(i, j) = rows[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)].get<double>();
    }
  }
  return m;
}

const json& golden() {
  static const json numbers = crescent::golden::load("linear");
  return numbers;
}

Dataset dataset(const std::string& name) {
  const json& entry = golden().at("data").at(name);
  Dataset data;
  data.x = matrix(entry.at("x"));
  data.y = entry.at("y").get<std::vector<int>>();
  return data;
}

/// Largest difference, relative to the largest entry.
double difference(const Matrix<double>& ours, const json& theirs) {
  const Matrix<double> expected = matrix(theirs);
  const double scale = expected.cwiseAbs().maxCoeff();
  return (ours - expected).cwiseAbs().maxCoeff() / (scale > 0 ? scale : 1);
}

void expect_same(const LogisticRegression& model, const Dataset& data, const json& expected,
                 double tolerance) {
  EXPECT_TRUE(model.converged);
  // Coefficient by coefficient: a small one may belong to a large column.
  const Matrix<double> coef = matrix(expected.at("coef"));
  ASSERT_EQ(model.coef.rows(), coef.rows());
  for (Index i = 0; i < coef.size(); ++i) {
    EXPECT_NEAR(model.coef.data()[i], coef.data()[i], tolerance * std::abs(coef.data()[i]));
  }
  EXPECT_LT(difference(model.intercept, json::array({expected.at("intercept")})), tolerance);
  EXPECT_LT(difference(model.predict_proba(data.x.topRows(3)), expected.at("probabilities")),
            tolerance);
  EXPECT_EQ(crescent::metrics::accuracy(data.y, model.predict(data.x)),
            expected.at("accuracy").get<double>());
}

// The solver stops at 1e-10 in variables u with W = T u + ..., and T has entries up to some 1e4
// where a direction hardly curves: 1e-6, for which the worst set (wine, C = 1e4) needs 2e-7.
TEST(LogisticRegressionGolden, EqualsScikitLearnForGivenC) {
  for (const json& fit : golden().at("fits")) {
    const auto name = fit.at("data").get<std::string>();
    SCOPED_TRACE(name + " C=" + fit.at("C").dump());
    const Dataset data = dataset(name);
    const auto model = LogisticRegression::fit(
        data.x, data.y,
        {.C = fit.at("C").get<double>(), .fit_intercept = fit.at("fit_intercept").get<bool>()});
    expect_same(model, data, fit, 1e-6);
  }
}

TEST(LogisticRegressionGolden, CrossValidationChoosesTheSameC) {
  for (const json& expected : golden().at("cross_validations")) {
    const auto name = expected.at("data").get<std::string>();
    SCOPED_TRACE(name);
    const Dataset data = dataset(name);
    const auto result = fit_logistic_regression_cv(data.x, data.y);
    ASSERT_EQ(result.Cs.size(), 10u);
    for (std::size_t i = 0; i < 10; ++i) {
      EXPECT_NEAR(result.Cs[i] / expected.at("Cs")[i].get<double>(), 1, 1e-15);
    }
    EXPECT_EQ(result.scores, matrix(expected.at("scores")));
    EXPECT_NEAR(result.model.C / expected.at("C").get<double>(), 1, 1e-15);
    expect_same(result.model, data, expected, 1e-6);
  }
}

// The numbers that the tutorial prints, to the digits it prints.
TEST(LogisticRegressionGolden, TheTutorialsModel) {
  const Dataset data = dataset("moons_0");
  const auto model = fit_logistic_regression_cv(data.x, data.y).model;
  EXPECT_NEAR(model.C, 2.7825594022071245, 1e-14);
  EXPECT_NEAR(model.coef(0, 0), 1.11875864, 1e-4 * 1.11875864);
  EXPECT_NEAR(model.coef(0, 1), -4.00399551, 1e-4 * 4.00399551);
  EXPECT_NEAR(model.intercept[0], 0.51100179, 1e-4 * 0.51100179);
  EXPECT_EQ(crescent::metrics::accuracy(data.y, model.predict(data.x)), 0.85);
}

TEST(LinearGolden, LeastSquaresAreScikitLearns) {
  for (const json& expected : golden().at("least_squares")) {
    const Matrix<double> x = matrix(expected.at("x"));
    const std::vector<double> weights = expected.at("weights");
    const auto model = crescent::linear::LinearRegression::fit(x, expected.at("y"), weights);
    const std::vector<double> coef = expected.at("coef");
    const std::vector<double> predicted = expected.at("predicted");
    ASSERT_EQ(model.coef.size(), static_cast<Index>(coef.size()));
    // Wine's condition number is about 1e4; orthogonal methods lose that many rounding errors.
    for (Index j = 0; j < model.coef.size(); ++j) {
      const double wanted = coef[static_cast<std::size_t>(j)];
      EXPECT_NEAR(model.coef(j), wanted, 1e-10 * std::max(1.0, std::abs(wanted)));
    }
    const double intercept = expected.at("intercept");
    EXPECT_NEAR(model.intercept, intercept, 1e-9 * std::max(1.0, std::abs(intercept)));
    const auto ours = model.predict(x.topRows(5));
    for (std::size_t i = 0; i < 5; ++i) {
      EXPECT_NEAR(ours[i], predicted[i], 1e-10 * std::max(1.0, std::abs(predicted[i])));
    }
  }
}

}  // namespace
