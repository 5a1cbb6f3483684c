// One full-batch step of gradient descent on 200 points of two moons, each engine, several hidden
// sizes: the numbers of docs/engine.md. The losses are compared before the times.
//   cmake --preset bench && cmake --build --preset bench && build/bench/bench_engines
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <vector>

#include <crescent/datasets/generators.hpp>
#include <crescent/engine/engine.hpp>
#include <crescent/network/network.hpp>

namespace {

using namespace crescent;

struct Timing {
  double loss = 0;
  double best = 0;    ///< microseconds a step
  double median = 0;  ///< of 7 repeats
};

template <class T>
Timing time_steps(std::string_view name, const data::Dataset& moons, const network::Network& start,
                  int steps) {
  const Matrix<T> x = moons.x.cast<T>();
  const auto engine = engine::make_engine<T>(
      start.architecture(), {.reduction = reference::Reduction::sum, .l2 = 0.01}, {.name = name});
  std::vector<double> times;
  Timing timing;
  for (int repeat = 0; repeat < 7; ++repeat) {
    std::vector<T> w(start.parameters().begin(), start.parameters().end());
    std::vector<T> gradient(w.size());
    const auto began = std::chrono::steady_clock::now();
    for (int i = 0; i < steps; ++i) {
      timing.loss = static_cast<double>(
          engine->loss_and_gradient(w, {{x.data(), x.rows(), x.cols()}, moons.y}, gradient));
      for (std::size_t k = 0; k < w.size(); ++k) w[k] -= T(0.0005) * gradient[k];
    }
    const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - began;
    times.push_back(took.count() / steps);
  }
  std::sort(times.begin(), times.end());
  timing.best = times.front();
  timing.median = times[times.size() / 2];
  return timing;
}

void compare(Index hidden, int steps) {
  random::RandomState random(0);
  const auto moons = datasets::make_moons(random, 200, 0.2);
  network::Network start(network::make_architecture(2, {hidden}, 2));
  network::initialise(start, network::Initialisation::normal, random);
  const Timing slow = time_steps<double>("reference", moons, start, steps);
  const Timing fused = time_steps<double>("fused", moons, start, steps);
  const Timing single = time_steps<float>("fused", moons, start, steps);
  if (std::abs(fused.loss - slow.loss) > 1e-9 || std::abs(single.loss - slow.loss) > 1e-3) {
    std::fprintf(stderr, "hidden %ld: the engines disagree: %.17g %.17g %.17g\n",
                 static_cast<long>(hidden), slow.loss, fused.loss, single.loss);
    std::exit(1);
  }
  std::printf("| %ld | %.2f (%.2f) | %.2f (%.2f) | %.2f (%.2f) | %.1f |\n",
              static_cast<long>(hidden), slow.median, slow.best, fused.median, fused.best,
              single.median, single.best, slow.median / fused.median);
}

}  // namespace

int main() {
  std::printf("instruction set: %s; microseconds a step, median (best) of 7\n\n",
              engine::instruction_set().c_str());
  std::printf("| hidden | reference | fused | fused, float32 | ratio |\n|---|---|---|---|---|\n");
  compare(3, 2000);
  compare(20, 500);
  compare(50, 200);
  compare(500, 30);
  compare(1600, 10);
}
