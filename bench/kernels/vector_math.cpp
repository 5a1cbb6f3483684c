// Nanoseconds a vector for the functions of src/engine/math and Highway's own, on each instruction
// set that this machine has, several independent vectors in a row:
//   cmake --preset bench && cmake --build --preset bench --target bench_vector_math
//   build/bench/bench_vector_math
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "bench/kernels/vector_math.cpp"
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdio>

#include <hwy/foreach_target.h>
#include <hwy/highway.h>
// After highway.h:
#include <hwy/contrib/math/math-inl.h>

#include "src/engine/math/vector_math-inl.hpp"

HWY_BEFORE_NAMESPACE();
namespace crescent::engine::math {
namespace HWY_NAMESPACE {

constexpr std::size_t entries = 1024;  // 600 of them are the 200 x 3 of the smallest networks

/// The best of many repeats over inputs of about the size that layers see; 0 without a function.
template <class D, class F>
double nanoseconds(D d, F f) {
  using T = hn::TFromD<D>;
  constexpr std::size_t row = 4;
  const std::size_t lanes = hn::Lanes(d);
  alignas(64) static T in[entries], out[entries];
  for (std::size_t i = 0; i < entries; ++i) {
    in[i] = static_cast<T>(0.001 + 3.0 * static_cast<double>(i * 619 % entries) / entries);
  }
  double best = 1e9;
  for (int repeat = 0; repeat < 60; ++repeat) {
    const auto began = std::chrono::steady_clock::now();
    for (int round = 0; round < 100; ++round) {
      for (std::size_t i = 0; i < entries; i += row * lanes) {
        hn::Vec<D> v[row];
        for (std::size_t j = 0; j < row; ++j) v[j] = f(hn::Load(d, in + i + j * lanes));
        for (std::size_t j = 0; j < row; ++j) hn::Store(v[j], d, out + i + j * lanes);
      }
      asm volatile("" ::"r"(out) : "memory");
    }
    const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - began;
    best = std::min(best, took.count());
  }
  return best / 100 / static_cast<double>(entries / lanes);
}

template <class D, class Own>
void print(const char* name, D d, Own own) {
  std::printf("%-8s float%zu %2zu lanes  %-9s %6.2f\n", hwy::TargetName(HWY_TARGET),
              8 * sizeof(hn::TFromD<D>), hn::Lanes(d), name, nanoseconds(d, own));
}
template <class D, class Own, class Theirs>
void print(const char* name, D d, Own own, Theirs theirs) {
  std::printf("%-8s float%zu %2zu lanes  %-9s %6.2f   Highway's %6.2f\n",
              hwy::TargetName(HWY_TARGET), 8 * sizeof(hn::TFromD<D>), hn::Lanes(d), name,
              nanoseconds(d, own), nanoseconds(d, theirs));
}

template <class T>
void compare() {
  const hn::ScalableTag<T> d;
  using V = hn::Vec<decltype(d)>;
  print(
      "exp", d, [d](V x) HWY_ATTR { return exp(d, x); },
      [d](V x) HWY_ATTR { return hn::Exp(d, x); });
  print(
      "log", d, [d](V x) HWY_ATTR { return log(d, x); },
      [d](V x) HWY_ATTR { return hn::Log(d, x); });
  print(
      "log1p", d, [d](V x) HWY_ATTR { return log1p(d, x); },
      [d](V x) HWY_ATTR { return hn::Log1p(d, x); });
  print(
      "tanh", d, [d](V x) HWY_ATTR { return tanh(d, x); },
      [d](V x) HWY_ATTR { return hn::Tanh(d, x); });
  print("sigmoid", d, [d](V x) HWY_ATTR { return sigmoid(d, x); });
  print("softplus", d, [d](V x) HWY_ATTR { return softplus(d, x); });
  print("erf", d, [d](V x) HWY_ATTR { return erf(d, x); });
  print("gelu", d, [d](V x) HWY_ATTR { return gelu(d, x); });
}

void compare_all() {
  compare<double>();
  compare<float>();
}

}  // namespace HWY_NAMESPACE
}  // namespace crescent::engine::math
HWY_AFTER_NAMESPACE();

#if HWY_ONCE

namespace crescent::engine::math {
HWY_EXPORT(compare_all);
void run() { HWY_DYNAMIC_DISPATCH(compare_all)(); }
}  // namespace crescent::engine::math

int main() {
  for (const auto target : hwy::SupportedAndGeneratedTargets()) {
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    crescent::engine::math::run();
  }
}

#endif
