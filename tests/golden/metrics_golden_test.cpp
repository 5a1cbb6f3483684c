// Numbers: tests/golden/make_metrics.py.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <crescent/metrics/classification.hpp>

#include "golden/golden.hpp"

namespace {

using crescent::Index;
using crescent::Matrix;
namespace metrics = crescent::metrics;

TEST(MetricsGolden, EqualScikitLearn) {
  const nlohmann::json golden = crescent::golden::load("metrics");
  for (const auto& expected : golden.at("cases")) {
    SCOPED_TRACE(expected.at("name").get<std::string>());
    const auto classes = expected.at("classes").get<int>();
    const auto y = expected.at("y").get<std::vector<int>>();
    Matrix<double> p(static_cast<Index>(y.size()), classes);
    for (Index i = 0; i < p.size(); ++i) {
      const auto row = static_cast<std::size_t>(i / classes);
      const auto column = static_cast<std::size_t>(i % classes);
      p.data()[i] = expected.at("probabilities")[row][column].get<double>();
    }
    const std::vector<int> predicted = metrics::argmax_rows(p);
    EXPECT_EQ(predicted, expected.at("argmax").get<std::vector<int>>());
    EXPECT_EQ(metrics::accuracy(y, predicted), expected.at("accuracy").get<double>());
    // The sum is taken in another order: a rounding error for each of at most 200 terms.
    const auto loss = expected.at("log_loss").get<double>();
    EXPECT_NEAR(metrics::log_loss(y, p), loss, 200 * 2.2e-16 * loss);
    const Eigen::MatrixXi counts = metrics::confusion_matrix(y, predicted, classes);
    for (int i = 0; i < classes; ++i) {
      for (int j = 0; j < classes; ++j) {
        EXPECT_EQ(
            counts(i, j),
            expected
                .at("confusion_matrix")[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)]
                .get<int>());
      }
    }
  }
}

}  // namespace
