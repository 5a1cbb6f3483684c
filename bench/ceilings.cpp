// What this machine can do at most: fused multiply-adds, matrix products by the libraries, reading
// of memory, tanh and exp. Prints one JSON object; each rate is the best of many short repeats.
// Compiled for the machine it runs on.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include <cblas.h>
#include <hwy/contrib/math/math-inl.h>
#include <hwy/highway.h>
#include <oneapi/dnnl/dnnl.hpp>
#include <sched.h>

#include "src/engine/math/vector_math-inl.hpp"

extern "C" void omp_set_num_threads(int);

namespace {

namespace hn = hwy::HWY_NAMESPACE;
namespace ours = crescent::engine::math::HWY_NAMESPACE;

double seconds_of(const std::function<void()>& work) {
  const auto began = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
}

cpu_set_t allowed_cores() {
  cpu_set_t cores;
  sched_getaffinity(0, sizeof cores, &cores);
  return cores;
}

/// Keeps the calling thread on the `index`-th core that it may use: the rounds are too short for
/// the system to notice that two threads share one.
void stay_on_core(int index) {
  static const cpu_set_t cores = allowed_cores();
  for (int core = 0; core < CPU_SETSIZE; ++core) {
    if (!CPU_ISSET(core, &cores) || index-- > 0) continue;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(core, &one);
    sched_setaffinity(0, sizeof one, &one);
    return;
  }
}

/// Shortest time in which `threads` threads, started together, have all done `work(thread)`.
double best_seconds(int threads, int repeats, const std::function<void(int)>& work) {
  std::atomic<int> round{0}, done{0};
  std::vector<std::thread> others;
  for (int t = 1; t < threads; ++t)
    others.emplace_back([&, t] {
      stay_on_core(t);
      for (int r = 1; r <= repeats; ++r) {
        while (round.load(std::memory_order_acquire) < r) std::this_thread::yield();
        work(t);
        done.fetch_add(1, std::memory_order_release);
      }
    });
  const auto anywhere = allowed_cores();
  stay_on_core(0);
  double best = 1e9;
  for (int r = 1; r <= repeats; ++r) {
    done.store(0);
    best = std::min(best, seconds_of([&] {
                      round.store(r, std::memory_order_release);
                      work(0);
                      while (done.load(std::memory_order_acquire) < threads - 1)
                        std::this_thread::yield();
                    }));
  }
  for (auto& other : others) other.join();
  sched_setaffinity(0, sizeof anywhere, &anywhere);
  return best;
}

void print(const std::string& name, double value, const char* unit) {
  static bool first = true;
  std::printf("%s\n  \"%s %s\": %.4g", first ? "{" : ",", name.c_str(), unit, value);
  first = false;
}

/// Sixteen independent chains keep two pipelines of latency four busy.
template <class T>
void fma_rate(const char* precision, int threads) {
  constexpr int chains = 16, rounds = 20000;
  const hn::ScalableTag<T> d;
  std::atomic<double> sink{0};
  const auto work = [&](int) {
    auto f = hn::Set(d, T(0.999)), g = hn::Set(d, T(0.001));
    auto a0 = g, a1 = g, a2 = g, a3 = g, a4 = g, a5 = g, a6 = g, a7 = g;
    auto b0 = g, b1 = g, b2 = g, b3 = g, b4 = g, b5 = g, b6 = g, b7 = g;
    for (int i = 0; i < rounds; ++i)
      for (auto* v :
           {&a0, &a1, &a2, &a3, &a4, &a5, &a6, &a7, &b0, &b1, &b2, &b3, &b4, &b5, &b6, &b7}) {
        *v = hn::MulAdd(*v, f, g);
        asm volatile("" : "+v"(v->raw));  // each chain is a chain of its own to the compiler
      }
    auto sum = hn::Zero(d);
    for (auto* v : {&a0, &a1, &a2, &a3, &a4, &a5, &a6, &a7, &b0, &b1, &b2, &b3, &b4, &b5, &b6, &b7})
      sum = hn::Add(sum, *v);
    sink = double(hn::GetLane(hn::SumOfLanes(d, sum)));
  };
  const double flops = 2.0 * chains * rounds * double(hn::Lanes(d)) * threads;
  print(std::string("fma ") + precision + " " + std::to_string(threads) + " thread",
        flops / best_seconds(threads, 400, work) * 1e-9, "GFLOP/s");
}

/// Square products large enough for the libraries to show their best, each library with its own
/// threads.
void gemm_rates(int threads) {
  constexpr int n = 512;
  constexpr std::size_t size = std::size_t(n) * n;
  const double flops = 2.0 * n * n * double(n) * 1e-9;
  const std::vector<float> a(size, 0.5F), b(size, 0.25F);
  const std::vector<double> c(size, 0.5), d(size, 0.25);
  std::vector<float> single(size);
  std::vector<double> result(size);
  openblas_set_num_threads(threads);
  omp_set_num_threads(threads);
  const auto best = [](const std::function<void()>& work) {
    double least = seconds_of(work);
    for (int i = 0; i < 100; ++i) least = std::min(least, seconds_of(work));
    return least;
  };
  const std::string with = " " + std::to_string(threads) + " thread";
  print("sgemm openblas" + with, flops / best([&] {
                                   cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, n, n,
                                               1, a.data(), n, b.data(), n, 0, single.data(), n);
                                 }),
        "GFLOP/s");
  print("sgemm onednn" + with,
        flops / best([&] {
          dnnl_sgemm('N', 'N', n, n, n, 1, a.data(), n, b.data(), n, 0, single.data(), n);
        }),
        "GFLOP/s");
  print("dgemm openblas" + with, flops / best([&] {
                                   cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, n, n,
                                               1, c.data(), n, d.data(), n, 0, result.data(), n);
                                 }),
        "GFLOP/s");
}

/// Sums of `bytes` of memory a thread, each thread its own.
void read_rate(const char* name, int threads, std::size_t bytes, int repeats) {
  const hn::ScalableTag<double> d;
  const std::size_t count = bytes / sizeof(double), step = hn::Lanes(d) * 4;
  std::vector<std::vector<double>> data(std::size_t(threads), std::vector<double>(count, 1.0));
  std::atomic<double> sink{0};
  const auto work = [&](int thread) {
    const double* from = data[std::size_t(thread)].data();
    auto s0 = hn::Zero(d), s1 = s0, s2 = s0, s3 = s0;
    for (std::size_t i = 0; i + step <= count; i += step) {
      s0 = hn::Add(s0, hn::LoadU(d, from + i));
      s1 = hn::Add(s1, hn::LoadU(d, from + i + step / 4));
      s2 = hn::Add(s2, hn::LoadU(d, from + i + step / 2));
      s3 = hn::Add(s3, hn::LoadU(d, from + i + step / 4 * 3));
    }
    sink = hn::GetLane(hn::SumOfLanes(d, hn::Add(hn::Add(s0, s1), hn::Add(s2, s3))));
  };
  print(std::string("read ") + name + " " + std::to_string(threads) + " thread",
        double(bytes) * threads / best_seconds(threads, repeats, work) * 1e-9, "GB/s");
}

/// Functions over 1000 values in first-level cache.
template <class T, class F>
void function_rate(const std::string& name, const F& apply) {
  std::vector<T> x(1024), y(1024);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = T(-4) + T(8) * T(i) / T(1024);
  double best = 1e9;
  for (int i = 0; i < 2000; ++i)
    best = std::min(best, seconds_of([&] {
                      apply(x.data(), y.data(), x.size());
                      asm volatile("" ::"r"(y.data()) : "memory");
                    }));
  print(name, double(x.size()) / best * 1e-9, "G/s");
}

template <class T>
void function_rates(const std::string& precision) {
  const hn::ScalableTag<T> d;
  const auto scalar = [](auto f) {
    return [f](const T* x, T* y, std::size_t n) {
      for (std::size_t i = 0; i < n; ++i) y[i] = f(x[i]);
    };
  };
  const auto vector = [d](auto f) {
    return [d, f](const T* x, T* y, std::size_t n) {
      for (std::size_t i = 0; i < n; i += hn::Lanes(d))
        hn::StoreU(f(d, hn::LoadU(d, x + i)), d, y + i);
    };
  };
  function_rate<T>("tanh libm " + precision, scalar([](T v) { return std::tanh(v); }));
  function_rate<T>("exp libm " + precision, scalar([](T v) { return std::exp(v); }));
  function_rate<T>("tanh highway " + precision,
                   vector([](auto tag, auto v) { return hn::Tanh(tag, v); }));
  function_rate<T>("exp highway " + precision,
                   vector([](auto tag, auto v) { return hn::Exp(tag, v); }));
  function_rate<T>("tanh crescent " + precision,
                   vector([](auto tag, auto v) { return ours::tanh(tag, v); }));
  function_rate<T>("exp crescent " + precision,
                   vector([](auto tag, auto v) { return ours::exp(tag, v); }));
}

}  // namespace

int main() {
  for (const int threads : {1, 2}) {
    fma_rate<float>("float32", threads);
    fma_rate<double>("float64", threads);
    gemm_rates(threads);
    read_rate("memory", threads, std::size_t(512) << 20, 8);
    read_rate("L2", threads, std::size_t(1) << 20, 400);
  }
  function_rates<float>("float32");
  function_rates<double>("float64");
  std::printf(
      ",\n  \"instruction set\": \"%s\",\n  \"openblas\": \"%s\",\n  \"onednn\": \"%d.%d.%d\"\n}\n",
      hwy::TargetName(HWY_STATIC_TARGET), openblas_get_config(), dnnl_version()->major,
      dnnl_version()->minor, dnnl_version()->patch);
}
