// The regressions of TensorFlow Playground.
#include <algorithm>
#include <cmath>
#include <limits>

#include <crescent/datasets/generators.hpp>

#include "datasets/common.hpp"

namespace crescent::datasets {
namespace {

constexpr double radius = 6;

template <class Value>
Quantities quantities(RandomState& random, Index n_samples, double noise, Value value) {
  require(n_samples >= 1, "n_samples", static_cast<double>(n_samples), "at least 1");
  require(noise >= 0 && noise <= 0.5, "noise", noise, "a number in [0, 0.5]");
  Quantities made{Matrix<double>(n_samples, 2), {}, {"x1", "x2"}};
  for (Index i = 0; i < n_samples; ++i) {
    const double x1 = random.uniform(-radius, radius);
    const double x2 = random.uniform(-radius, radius);
    const double seen1 = x1 + random.uniform(-radius, radius) * noise;
    const double seen2 = x2 + random.uniform(-radius, radius) * noise;
    made.x.row(i) << x1, x2;
    made.values.push_back(value(seen1, seen2));
  }
  return made;
}

struct Bump {
  double x1, x2, sign;
};
constexpr Bump bumps[] = {{-4, 2.5, 1},   {0, 2.5, -1}, {4, 2.5, 1},
                          {-4, -2.5, -1}, {0, -2.5, 1}, {4, -2.5, -1}};

double height(double x1, double x2) {
  double highest = 0;
  for (const Bump& bump : bumps) {
    const double distance = std::hypot(x1 - bump.x1, x2 - bump.x2);
    const double here = bump.sign * std::max(0.0, 1 - distance / 2);
    if (std::abs(here) > std::abs(highest)) highest = here;
  }
  return highest;
}

}  // namespace

Quantities make_plane(RandomState& random, Index n_samples, double noise) {
  return quantities(random, n_samples, noise, [](double x1, double x2) { return (x1 + x2) / 10; });
}

Quantities make_multi_gauss(RandomState& random, Index n_samples, double noise) {
  return quantities(random, n_samples, noise, height);
}

}  // namespace crescent::datasets
