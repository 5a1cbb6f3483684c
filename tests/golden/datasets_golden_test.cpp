// make_moons, make_circles and make_blobs against scikit-learn, bit for bit: labels and orders on
// every machine, coordinates where the C library's log, sin and cos are those the file was written
// with (NumPy's own vector code is switched off in make_datasets.py), elsewhere to the last bits.
#include <gtest/gtest.h>

#include <crescent/datasets/generators.hpp>

#include "golden/golden.hpp"

using namespace crescent::datasets;
using crescent::golden::bits;
using nlohmann::json;

namespace {

std::optional<double> noise(const json& options) {
  if (!options.contains("noise")) return {};
  return options.at("noise").get<double>();
}

Dataset blobs(RandomState& random, const json& options) {
  BlobsOptions wanted{.n_samples = options.at("n_samples"),
                      .n_features = options.value("n_features", 2),
                      .centers = options.at("centers"),
                      .cluster_std = options.value("cluster_std", 1.0),
                      .shuffle = options.value("shuffle", true)};
  if (options.contains("center_box")) {
    wanted.center_box_low = options.at("center_box").at(0);
    wanted.center_box_high = options.at("center_box").at(1);
  }
  return make_blobs(random, wanted);
}

Dataset make(const json& wanted) {
  RandomState random(wanted.at("seed").get<std::uint32_t>());
  const json& options = wanted.at("options");
  const std::string name = wanted.at("name");
  if (name == "blobs") return blobs(random, options);
  const crescent::Index n_samples = options.at("n_samples");
  const bool shuffle = options.value("shuffle", true);
  if (name == "moons") return make_moons(random, n_samples, noise(options), shuffle);
  return make_circles(random, n_samples, noise(options), options.value("factor", 0.8), shuffle);
}

void check(const Dataset& dataset, const json& wanted, bool exact) {
  const auto x = wanted.at("x").get<std::vector<std::vector<double>>>();
  ASSERT_EQ(dataset.rows(), static_cast<crescent::Index>(x.size()));
  ASSERT_EQ(dataset.x.cols(), static_cast<crescent::Index>(x.front().size()));
  EXPECT_EQ(dataset.y, wanted.at("y").get<std::vector<int>>());
  for (crescent::Index i = 0; i < dataset.x.rows(); ++i) {
    for (crescent::Index j = 0; j < dataset.x.cols(); ++j) {
      SCOPED_TRACE("row " + std::to_string(i) + ", feature " + std::to_string(j));
      const double value = x[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)];
      ASSERT_NEAR(dataset.x(i, j), value, crescent::golden::last_bits(value));
      if (exact) {
        ASSERT_EQ(bits(dataset.x(i, j)), bits(value));
      }
    }
  }
}

TEST(DatasetsGolden, TheSamePointsAsScikitLearn) {
  const json golden = crescent::golden::load("datasets");
  const bool exact = crescent::golden::same_libm(golden);
  ASSERT_GE(golden.at("cases").size(), 20u);
  for (const json& wanted : golden.at("cases")) {
    SCOPED_TRACE(wanted.at("name").dump() + " of seed " + wanted.at("seed").dump() + " with " +
                 wanted.at("options").dump());
    check(make(wanted), wanted, exact);
  }
  if (!exact) GTEST_SKIP() << "agrees, but to the last bits only: the C library rounds otherwise";
}

}  // namespace
