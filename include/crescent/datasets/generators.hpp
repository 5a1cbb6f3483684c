#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <crescent/data/dataset.hpp>
#include <crescent/random/random_state.hpp>

namespace crescent::datasets {

using data::Dataset;
using random::RandomState;

/// Two interleaving half circles. The same numbers as scikit-learn's
/// `make_moons(n_samples, shuffle=shuffle, noise=noise, random_state=…)`; class 0 is the upper moon.
/// `noise` is the standard deviation added to both coordinates; nullopt draws none.
Dataset make_moons(RandomState& random, Index n_samples = 100, std::optional<double> noise = {},
                   bool shuffle = true);

/// A large circle (class 0) around a small one (class 1); scikit-learn's `make_circles`.
/// `factor` in [0, 1): radius of the inner circle.
Dataset make_circles(RandomState& random, Index n_samples = 100, std::optional<double> noise = {},
                     double factor = 0.8, bool shuffle = true);

struct BlobsOptions {
  Index n_samples = 100;
  Index n_features = 2;
  int centers = 3;  ///< number of classes, each around a centre drawn in center_box
  double cluster_std = 1.0;
  double center_box_low = -10.0;
  double center_box_high = 10.0;
  bool shuffle = true;
};
/// Gaussian clouds; scikit-learn's `make_blobs`.
Dataset make_blobs(RandomState& random, const BlobsOptions& options = {});

/// The data sets of TensorFlow Playground; `noise` in [0, 1] as its slider (0 to 50 %) means it.
/// Spiral: `classes` arms, evenly turned.
Dataset make_spiral(RandomState& random, Index n_samples = 500, double noise = 0.0, int classes = 2);
/// Two classes by the sign of x1 * x2, with a gap of 0.3 at the axes.
Dataset make_xor(RandomState& random, Index n_samples = 500, double noise = 0.0);
/// `classes` round clusters, evenly spaced on the circle through (2, 2) (two: at (2, 2) and (-2, -2)).
Dataset make_gauss(RandomState& random, Index n_samples = 500, double noise = 0.0, int classes = 2);

/// What the command line needs to offer a generator by name.
struct GeneratorOptions {
  Index samples = 200;
  std::optional<double> noise;  ///< nullopt: the generator's own default
  std::optional<int> classes;
};
/// Names accepted by `generate`: moons, circles, blobs, spiral, xor, gauss.
const std::vector<std::string>& generator_names();
/// Throws Error(invalid_argument) for an unknown name, or `classes` where the number is fixed.
Dataset generate(std::string_view name, RandomState& random, const GeneratorOptions& options);

}  // namespace crescent::datasets
