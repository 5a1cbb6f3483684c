// Half circles and circles: points on curves, shuffled, then moved by noise, in scikit-learn's
// order of draws and of roundings.
#include <cmath>
#include <numbers>

#include <crescent/datasets/generators.hpp>

#include "datasets/common.hpp"

namespace crescent::datasets {
namespace {

using std::numbers::pi;

/// Number i of np.linspace(0, stop, n): i times the rounded step, but `stop` itself at the end.
double linspace_closed(double stop, Index n, Index i) {
  if (n == 1) return 0.0;
  return i == n - 1 ? stop : static_cast<double>(i) * (stop / static_cast<double>(n - 1));
}

/// Number i of np.linspace(0, stop, n, endpoint=False).
double linspace_open(double stop, Index n, Index i) {
  return static_cast<double>(i) * (stop / static_cast<double>(n));
}

void require_noise(std::optional<double> noise) {
  if (noise) require(*noise >= 0 && std::isfinite(*noise), "noise", *noise, "a number >= 0");
}

Dataset finish(Dataset dataset, RandomState& random, std::optional<double> noise, bool shuffle) {
  if (shuffle) dataset = shuffled(dataset, random);
  if (noise) {
    for (double& value : dataset.x.reshaped<Eigen::RowMajor>()) value += random.normal(0, *noise);
  }
  return dataset;
}

}  // namespace

Dataset make_moons(RandomState& random, Index n_samples, std::optional<double> noise,
                   bool shuffle) {
  require_samples(n_samples, 2, 2);
  require_noise(noise);
  const Index upper = n_samples / 2;
  const Index lower = n_samples - upper;
  Dataset moons = in_class_order({upper, lower}, 2);
  for (Index i = 0; i < upper; ++i) {
    const double angle = linspace_closed(pi, upper, i);
    moons.x.row(i) << cosine(angle), sine(angle);
  }
  for (Index i = 0; i < lower; ++i) {
    const double angle = linspace_closed(pi, lower, i);
    moons.x.row(upper + i) << 1.0 - cosine(angle), 1.0 - sine(angle) - 0.5;
  }
  return finish(std::move(moons), random, noise, shuffle);
}

Dataset make_circles(RandomState& random, Index n_samples, std::optional<double> noise,
                     double factor, bool shuffle) {
  require_samples(n_samples, 2, 2);
  require_noise(noise);
  require(factor >= 0 && factor < 1, "factor", factor, "a number in [0, 1)");
  const Index outer = n_samples / 2;
  const Index inner = n_samples - outer;
  Dataset circles = in_class_order({outer, inner}, 2);
  for (Index i = 0; i < outer; ++i) {
    const double angle = linspace_open(2 * pi, outer, i);
    circles.x.row(i) << cosine(angle), sine(angle);
  }
  for (Index i = 0; i < inner; ++i) {
    const double angle = linspace_open(2 * pi, inner, i);
    circles.x.row(outer + i) << cosine(angle) * factor, sine(angle) * factor;
  }
  return finish(std::move(circles), random, noise, shuffle);
}

}  // namespace crescent::datasets
