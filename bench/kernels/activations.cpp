// tanh and exp over 1024 values: the C library, and Highway compiled for this machine.
#include <cmath>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <hwy/contrib/math/math-inl.h>
#include <hwy/highway.h>

namespace {

namespace hn = hwy::HWY_NAMESPACE;

template <class T>
std::vector<T> inputs() {
  std::vector<T> x(1024);
  for (std::size_t i = 0; i < x.size(); ++i)
    x[i] = static_cast<T>(-4 + 8.0 * static_cast<double>(i) / 1024);
  return x;
}

template <class T, class F>
void scalar(benchmark::State& state, F f) {
  const std::vector<T> x = inputs<T>();
  std::vector<T> y(x.size());
  for (auto _ : state) {
    for (std::size_t i = 0; i < x.size(); ++i) y[i] = f(x[i]);
    benchmark::DoNotOptimize(y.data());
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * std::ssize(x));
}

template <class T, class F>
void vector(benchmark::State& state, F f) {
  const hn::ScalableTag<T> d;
  const std::vector<T> x = inputs<T>();
  std::vector<T> y(x.size());
  for (auto _ : state) {
    for (std::size_t i = 0; i < x.size(); i += hn::Lanes(d))
      hn::StoreU(f(d, hn::LoadU(d, x.data() + i)), d, y.data() + i);
    benchmark::DoNotOptimize(y.data());
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * std::ssize(x));
}

const auto tanh_of = [](auto v) { return std::tanh(v); };
const auto exp_of = [](auto v) { return std::exp(v); };
const auto tanh_in = [](auto d, auto v) { return hn::Tanh(d, v); };
const auto exp_in = [](auto d, auto v) { return hn::Exp(d, v); };

template <class T>
void add(const std::string& precision) {
  benchmark::RegisterBenchmark(("tanh/libm/" + precision).c_str(),
                               [](auto& s) { scalar<T>(s, tanh_of); });
  benchmark::RegisterBenchmark(("exp/libm/" + precision).c_str(),
                               [](auto& s) { scalar<T>(s, exp_of); });
  benchmark::RegisterBenchmark(("tanh/highway/" + precision).c_str(),
                               [](auto& s) { vector<T>(s, tanh_in); });
  benchmark::RegisterBenchmark(("exp/highway/" + precision).c_str(),
                               [](auto& s) { vector<T>(s, exp_in); });
}

const bool added = [] {
  add<float>("float32");
  add<double>("float64");
  return true;
}();

}  // namespace
