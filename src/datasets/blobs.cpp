#include <cmath>

#include <fmt/format.h>

#include <crescent/base/error.hpp>
#include <crescent/datasets/generators.hpp>

#include "datasets/common.hpp"

namespace crescent::datasets {
namespace {

void check(const BlobsOptions& options) {
  require_samples(options.n_samples, options.centers, 1);
  require(options.n_features >= 1, "n_features", static_cast<double>(options.n_features),
          "at least 1");
  require(options.cluster_std >= 0 && std::isfinite(options.cluster_std), "cluster_std",
          options.cluster_std, "a number >= 0");
  const double low = options.center_box_low;
  const double high = options.center_box_high;
  if (!(low <= high) || !std::isfinite(high - low)) {
    throw Error(ErrorCode::invalid_argument,
                fmt::format("center_box is ({}, {}); give two finite numbers, the low one first",
                            low, high));
  }
}

}  // namespace

Dataset make_blobs(RandomState& random, const BlobsOptions& options) {
  check(options);
  Matrix<double> centers(options.centers, options.n_features);
  for (double& value : centers.reshaped<Eigen::RowMajor>()) {
    value = random.uniform(options.center_box_low, options.center_box_high);
  }
  Dataset blobs =
      in_class_order(even_shares(options.n_samples, options.centers), options.n_features);
  for (Index i = 0; i < blobs.rows(); ++i) {
    const Index center = blobs.y[static_cast<std::size_t>(i)];
    for (Index j = 0; j < options.n_features; ++j) {
      blobs.x(i, j) = random.normal(centers(center, j), options.cluster_std);
    }
  }
  return options.shuffle ? shuffled(blobs, random) : blobs;
}

}  // namespace crescent::datasets
