#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <crescent/data/dataset.hpp>
#include <crescent/random/random_state.hpp>

/// Made-up data sets to learn with. Features are named x1, x2, ..., classes "0", "1", ...
/// Every function throws Error(invalid_argument), before it draws, for an option outside its range
/// or `n_samples` below the number of classes. Each class gets its even share; of what is left over
/// moons and circles give class 1 one more, blobs, spiral and gauss the first classes one each.
namespace crescent::datasets {

using data::Dataset;
using random::RandomState;

/// Two interleaving half circles. The same numbers as scikit-learn's
/// `make_moons(n_samples, shuffle=shuffle, noise=noise, random_state=...)`; class 0 is the upper
/// moon. `noise` >= 0: standard deviation added to both coordinates; nullopt draws none.
Dataset make_moons(RandomState& random, Index n_samples = 100, std::optional<double> noise = {},
                   bool shuffle = true);

/// A large circle (class 0) around a small one (class 1); scikit-learn's `make_circles`.
/// `noise` as in make_moons; `factor` in [0, 1): radius of the inner circle, the outer's is 1.
Dataset make_circles(RandomState& random, Index n_samples = 100, std::optional<double> noise = {},
                     double factor = 0.8, bool shuffle = true);

struct BlobsOptions {
  Index n_samples = 100;
  Index n_features = 2;           ///< >= 1
  int centers = 3;                ///< >= 1 classes, each around a centre drawn in the centre box
  double cluster_std = 1.0;       ///< >= 0
  double center_box_low = -10.0;  ///< not above center_box_high
  double center_box_high = 10.0;
  bool shuffle = true;
};
/// Gaussian clouds; scikit-learn's `make_blobs`.
Dataset make_blobs(RandomState& random, const BlobsOptions& options = {});

/// The data sets of TensorFlow Playground (its `dataset.ts`), which lie in about [-6, 6]². `noise`
/// in [0, 0.5] is its slider's 0 to 50; class 0 is its positive class. The number of draws does not
/// depend on `noise`: at one seed the same points move as it grows.

/// `classes` >= 2 arms, evenly turned. Example i of an arm's n lies at radius r = 5 i/n and angle
/// t = 3.5 pi i/n + 2 pi class/classes, at (r sin t, r cos t), plus uniform noise in ±noise.
Dataset make_spiral(RandomState& random, Index n_samples = 500, double noise = 0.0, int classes = 2,
                    bool shuffle = true);
/// Uniform in [-5, 5]², moved away from both axes by 0.3. Class 1 where x1 and x2 differ in sign,
/// judged after uniform noise in ±5 noise: noise flips labels near the axes, it moves no point.
Dataset make_xor(RandomState& random, Index n_samples = 500, double noise = 0.0);
/// `classes` >= 2 round clusters, evenly spaced on the circle through (2, 2) (two: at (2, 2) and
/// (-2, -2)). The variance of each coordinate grows from 0.5 at noise 0 to 4 at noise 0.5.
Dataset make_gauss(RandomState& random, Index n_samples = 500, double noise = 0.0, int classes = 2,
                   bool shuffle = true);

/// Points with a quantity instead of a class.
struct Quantities {
  Matrix<double> x;                        ///< (N, 2)
  std::vector<double> values;              ///< (N), in [-1, 1] without noise
  std::vector<std::string> feature_names;  ///< "x1", "x2"
};

/// TensorFlow Playground's regressions: points uniform in [-6, 6]², n_samples >= 1; `noise` in
/// [0, 0.5] moves the place at which the value is taken by uniform noise in ±6 noise.
/// (x1 + x2) / 10.
Quantities make_plane(RandomState& random, Index n_samples = 500, double noise = 0.0);
/// Six bumps of height ±1 around (±4, ±2.5) and (0, ±2.5), by turns up and down, falling to 0 in a
/// straight line at distance 2; where bumps meet the higher counts.
Quantities make_multi_gauss(RandomState& random, Index n_samples = 500, double noise = 0.0);

/// What the command line needs to offer a generator by name; nullopt: the generator's default.
struct GeneratorOptions {
  Index samples = 200;
  std::optional<double> noise = {};  ///< as the generator takes it; for blobs, cluster_std
  std::optional<int> classes = {};
};
/// Names accepted by `generate`: moons, circles, blobs, spiral, xor, gauss.
const std::vector<std::string>& generator_names();
/// The data set `name`. Throws Error(invalid_argument) for an unknown name, for `classes` other
/// than 2 where the number is fixed (moons, circles, xor), and what the generator throws.
Dataset generate(std::string_view name, RandomState& random, const GeneratorOptions& options = {});
/// Names accepted by `generate_quantities`: plane, multi-gauss.
const std::vector<std::string>& quantity_names();
/// The same for a quantity, which has no classes.
Quantities generate_quantities(std::string_view name, RandomState& random,
                               const GeneratorOptions& options = {});

}  // namespace crescent::datasets
