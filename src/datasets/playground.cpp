// The classification sets of TensorFlow Playground, with any number of spiral arms and clusters.
#include <cmath>
#include <numbers>

#include <crescent/datasets/generators.hpp>

#include "datasets/common.hpp"

namespace crescent::datasets {
namespace {

using std::numbers::pi;

void require_noise(double noise) {
  require(noise >= 0 && noise <= 0.5, "noise", noise, "a number in [0, 0.5]");
}

/// Angle by which class k is turned from class 0.
double turn(int k, int classes) { return 2 * pi * k / classes; }

/// Uniform in [-5, 5), then 0.3 further from zero.
double padded(RandomState& random) {
  const double value = random.uniform(-5, 5);
  return value > 0 ? value + 0.3 : value - 0.3;
}

}  // namespace

Dataset make_spiral(RandomState& random, Index n_samples, double noise, int classes, bool shuffle) {
  require_samples(n_samples, classes, 2);
  require_noise(noise);
  const std::vector<Index> counts = even_shares(n_samples, classes);
  Dataset spiral = in_class_order(counts, 2);
  Index row = 0;
  for (int k = 0; k < classes; ++k) {
    const Index n = counts[static_cast<std::size_t>(k)];
    for (Index i = 0; i < n; ++i, ++row) {
      const double along = static_cast<double>(i) / static_cast<double>(n);
      const double radius = 5 * along;
      const double angle = 1.75 * 2 * pi * along + turn(k, classes);
      spiral.x(row, 0) = radius * sine(angle) + random.uniform(-1, 1) * noise;
      spiral.x(row, 1) = radius * cosine(angle) + random.uniform(-1, 1) * noise;
    }
  }
  return shuffle ? shuffled(spiral, random) : spiral;
}

Dataset make_xor(RandomState& random, Index n_samples, double noise) {
  require_samples(n_samples, 2, 2);
  require_noise(noise);
  Dataset dataset = in_class_order(even_shares(n_samples, 2), 2);
  for (Index i = 0; i < n_samples; ++i) {
    const double x1 = padded(random);
    const double x2 = padded(random);
    const double seen1 = x1 + random.uniform(-5, 5) * noise;
    const double seen2 = x2 + random.uniform(-5, 5) * noise;
    dataset.x.row(i) << x1, x2;
    dataset.y[static_cast<std::size_t>(i)] = seen1 * seen2 >= 0 ? 0 : 1;
  }
  return dataset;
}

Dataset make_gauss(RandomState& random, Index n_samples, double noise, int classes, bool shuffle) {
  require_samples(n_samples, classes, 2);
  require_noise(noise);
  const double deviation = std::sqrt(0.5 + 7 * noise);  // variance 0.5 to 4 over noise 0 to 0.5
  Dataset gauss = in_class_order(even_shares(n_samples, classes), 2);
  for (Index i = 0; i < n_samples; ++i) {
    const double angle = turn(gauss.y[static_cast<std::size_t>(i)], classes);
    // The centre is (2, 2) turned by the angle.
    const double center1 = 2 * cosine(angle) - 2 * sine(angle);
    const double center2 = 2 * sine(angle) + 2 * cosine(angle);
    gauss.x(i, 0) = random.normal(center1, deviation);
    gauss.x(i, 1) = random.normal(center2, deviation);
  }
  return shuffle ? shuffled(gauss, random) : gauss;
}

}  // namespace crescent::datasets
