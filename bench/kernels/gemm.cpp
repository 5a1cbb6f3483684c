// Matrix libraries at the shapes of the wide workloads: forward z = x W, weight gradient dW = x'
// dz, input gradient dx = dz W'. Every product is compared with a plain one before its time is
// taken.
//   build/bench/bench_gemm [--benchmark_filter=float32/.*/1/.*]
// Names read precision/library/threads/product. GEMM_EXTRA=name:file.so:prefix adds one more CBLAS.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "gemm_libraries.hpp"

namespace {

using namespace bench;

/// Examples, inputs and outputs of a layer.
struct Layer {
  int batch, inputs, outputs;
};
// MNIST's wide layers at batch 128 and at half of it (two threads, each with half the examples),
// and the digits' first layer at its three batches.
constexpr Layer layers[] = {{128, 784, 512}, {128, 512, 256}, {64, 784, 512}, {64, 512, 256},
                            {200, 64, 100},  {100, 64, 100},  {32, 64, 100}};

Product product_of(const Layer& layer, char which) {
  const auto [n, in, out] = layer;
  if (which == 'z') return {.m = n, .n = out, .k = in, .transpose_a = false, .transpose_b = false};
  if (which == 'W') return {.m = in, .n = out, .k = n, .transpose_a = true, .transpose_b = false};
  return {.m = n, .n = in, .k = out, .transpose_a = false, .transpose_b = true};
}

template <class T>
std::vector<T> random_values(std::size_t size, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<T> uniform(-1, 1);
  std::vector<T> values(size);
  std::generate(values.begin(), values.end(), [&] { return uniform(random); });
  return values;
}

template <class T>
struct Operands {
  explicit Operands(const Product& p)
      : a(random_values<T>(std::size_t(p.m) * std::size_t(p.k), 1)),
        b(random_values<T>(std::size_t(p.k) * std::size_t(p.n), 2)),
        c(std::size_t(p.m) * std::size_t(p.n), std::numeric_limits<T>::quiet_NaN()) {}
  std::vector<T> a, b, c;
};

/// Largest difference from a plain product in float64, in units of k roundings.
template <class T>
double error(const Product& p, const Operands<T>& o) {
  const auto M = std::size_t(p.m), N = std::size_t(p.n), K = std::size_t(p.k);
  std::vector<double> row(N);
  double worst = 0;
  for (std::size_t i = 0; i < M; ++i) {
    std::fill(row.begin(), row.end(), 0.0);
    for (std::size_t l = 0; l < K; ++l) {
      const double a = p.transpose_a ? o.a[l * M + i] : o.a[i * K + l];
      for (std::size_t j = 0; j < N; ++j)
        row[j] += a * double(p.transpose_b ? o.b[j * K + l] : o.b[l * N + j]);
    }
    for (std::size_t j = 0; j < N; ++j) {
      const double difference = std::abs(row[j] - double(o.c[i * N + j]));
      worst = std::isnan(difference) ? INFINITY : std::max(worst, difference);
    }
  }
  return worst / (double(std::numeric_limits<T>::epsilon()) * p.k);
}

template <class T>
void run(benchmark::State& state, const Library<T>& library, const Product& p, int threads) {
  Operands<T> o(p);
  library.set_threads(threads);
  const auto multiply = library.prepare(p);
  multiply(o.a.data(), o.b.data(), o.c.data());
  // |a b| <= 1 and k products are added: k roundings of a sum that stays far below k.
  if (const double wrong = error(p, o); wrong > 1.0) {
    state.SkipWithError(("wrong result, error " + std::to_string(wrong)).c_str());
    return;
  }
  // The best single call is what the machine can do when nothing else runs on it.
  using Clock = std::chrono::steady_clock;
  auto best = Clock::duration::max();
  for (auto _ : state) {
    const auto began = Clock::now();
    multiply(o.a.data(), o.b.data(), o.c.data());
    benchmark::ClobberMemory();
    best = std::min(best, Clock::now() - began);
  }
  const double flops = 2.0 * p.m * p.n * p.k;
  state.counters["GFLOP/s"] =
      benchmark::Counter(flops * 1e-9 * double(state.iterations()), benchmark::Counter::kIsRate);
  state.counters["best_GFLOP/s"] = flops / std::chrono::duration<double, std::nano>(best).count();
}

template <class T>
void add_all(const std::string& precision) {
  for (const Library<T>& library : libraries<T>())
    for (int threads = 1; threads <= library.most_threads; ++threads)
      for (const Layer& layer : layers)
        for (const char which : {'z', 'W', 'x'}) {
          const std::string name =
              precision + "/" + library.name + "/" + std::to_string(threads) + "/" +
              (which == 'z' ? "z" : std::string("d") + which) + "_" + std::to_string(layer.batch) +
              "x" + std::to_string(layer.inputs) + "x" + std::to_string(layer.outputs);
          benchmark::RegisterBenchmark(name.c_str(),
                                       [=](benchmark::State& state) {
                                         run<T>(state, library, product_of(layer, which), threads);
                                       })
              ->UseRealTime()
              ->Unit(benchmark::kMicrosecond);
        }
}

}  // namespace

int main(int argc, char** argv) {
  std::fprintf(stderr, "%s", bench::describe_libraries().c_str());
  add_all<float>("float32");
  add_all<double>("float64");
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
}
