#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include <crescent/base/error.hpp>
#include <crescent/metrics/classification.hpp>

#include "unit/error_of.hpp"

namespace {

using crescent::ErrorCode;
using crescent::Matrix;
using crescent::tests::expect_error;
using namespace crescent::metrics;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

Matrix<double> rows(std::initializer_list<std::initializer_list<double>> values) {
  return Matrix<double>(values);
}

TEST(Metrics, AccuracyCountsEqualRows) {
  EXPECT_EQ(accuracy({0, 2, 1, 1}, {0, 1, 1, 2}), 0.5);
  EXPECT_EQ(accuracy({3}, {3}), 1.0);
  EXPECT_EQ(accuracy({3}, {0}), 0.0);
}

TEST(Metrics, ConfusionMatrixHasTheTruthInRows) {
  Eigen::MatrixXi expected(3, 3);
  expected << 1, 0, 1, 0, 2, 0, 0, 0, 0;  // class 2 is only ever predicted
  EXPECT_EQ(confusion_matrix({0, 0, 1, 1}, {0, 2, 1, 1}, 3), expected);
}

TEST(Metrics, LogLossIsTheMeanNegativeLogarithm) {
  const double expected = -(std::log(0.25) + std::log(0.5)) / 2;
  EXPECT_NEAR(log_loss({0, 1}, rows({{0.25, 0.75}, {0.5, 0.5}})), expected, 1e-15);
}

TEST(Metrics, LogLossOfZeroIsFinite) {
  const double eps = std::numeric_limits<double>::epsilon();
  EXPECT_EQ(log_loss({1}, rows({{1, 0}})), -std::log(eps));
  EXPECT_EQ(log_loss({1}, rows({{1, 1e-300}})), -std::log(eps));
  EXPECT_EQ(log_loss({0}, rows({{1, 0}})), -std::log(1 - eps));
}

TEST(Metrics, LogLossTakesRowsThatDoNotSumToOneAsTheyAre) {
  EXPECT_NEAR(log_loss({1}, rows({{0.1, 0.3}})), -std::log(0.3), 1e-15);
}

TEST(Metrics, ArgmaxTakesTheFirstOfEqualEntries) {
  const double inf = std::numeric_limits<double>::infinity();
  EXPECT_EQ(argmax_rows(rows({{1, 3, 2}, {5, 4, 5}, {-7, -7, -9}, {-inf, 0, inf}})),
            (std::vector<int>{1, 0, 0, 2}));
  EXPECT_TRUE(argmax_rows(Matrix<double>(0, 3)).empty());
}

TEST(Metrics, RefuseWhatDoesNotFit) {
  const auto bad = ErrorCode::invalid_argument;
  expect_error(bad, "2 rows but y_predicted has 1", [] { accuracy({0, 1}, {0}); });
  expect_error(bad, "at least one", [] { accuracy({}, {}); });
  expect_error(bad, "as many", [] { log_loss({0}, Matrix<double>::Constant(2, 2, 0.5)); });
  expect_error(bad, "y_true holds the class 2", [] { log_loss({2}, rows({{0.5, 0.5}})); });
  expect_error(bad, "y_true holds the class -1", [] { log_loss({-1}, rows({{0.5, 0.5}})); });
  expect_error(bad, "between 0 and 1", [] { log_loss({0}, rows({{0.5, 1.5}})); });
  expect_error(ErrorCode::numeric, "nan", [] { log_loss({0}, rows({{0.5, kNaN}})); });
  expect_error(bad, "y_predicted holds the class 2", [] { confusion_matrix({0}, {2}, 2); });
  expect_error(bad, "1 or more", [] { confusion_matrix({0}, {0}, 0); });
  expect_error(bad, "at least one column", [] { argmax_rows(Matrix<double>(2, 0)); });
  expect_error(ErrorCode::numeric, "row 1, column 0", [] {
    argmax_rows(rows({{1, 2}, {kNaN, 1}}));
  });
}

}  // namespace
