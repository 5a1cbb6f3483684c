// Network inputs against scikit-learn's imputer, scaler and one-hot encoder. Both sides do a mean,
// a variance and a division in other orders: a few roundings of numbers that mostly stay below 10.
#include <algorithm>
#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include <crescent/data/csv.hpp>
#include <crescent/preprocess/pipeline.hpp>

#include "golden/golden.hpp"

namespace {

using nlohmann::json;

TEST(PreprocessGolden, InputsAreThoseOfScikitLearn) {
  const json golden = crescent::golden::load("preprocess");
  ASSERT_EQ(golden.at("cases").size(), 12u);
  for (const json& wanted : golden.at("cases")) {
    const std::string target = wanted.at("target");
    const std::string scaler = wanted.at("scaler");
    SCOPED_TRACE(target + ", " + scaler);
    const auto table = crescent::data::parse_csv(wanted.at("csv").get<std::string>(), "golden.csv");
    const auto pipeline =
        crescent::preprocess::fit(table, table.find(target), wanted.at("train"),
                                  {.scaler = crescent::preprocess::parse_scaler(scaler)});
    EXPECT_EQ(pipeline.feature_names(), wanted.at("feature_names").get<std::vector<std::string>>());
    std::vector<std::size_t> rows(table.rows());
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    const auto x = crescent::preprocess::transform(pipeline, table, rows);
    ASSERT_EQ(x.rows(), static_cast<crescent::Index>(wanted.at("x").size()));
    ASSERT_EQ(x.cols(), static_cast<crescent::Index>(wanted.at("x")[0].size()));
    for (crescent::Index i = 0; i < x.rows(); ++i)
      for (crescent::Index j = 0; j < x.cols(); ++j) {
        const double value =
            wanted.at("x")[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)];
        EXPECT_NEAR(x(i, j), value, 1e-12 * std::max(1.0, std::abs(value)))
            << "row " << i << ", feature " << pipeline.feature_names()[static_cast<std::size_t>(j)];
      }
  }
}

}  // namespace
