// One step of every optimiser over a flat buffer: the tutorial's network, the digits', MNIST's.
#include <vector>

#include <benchmark/benchmark.h>

#include <crescent/solvers/optimiser.hpp>

namespace {

using namespace crescent::solvers;

void step(benchmark::State& state, Solver solver) {
  const auto size = static_cast<std::size_t>(state.range(0));
  const auto optimiser = make_optimiser({.solver = solver}, size);
  std::vector<double> w(size, 1.0), gradient(size, 1e-3);
  for (auto _ : state) {
    optimiser->step(w, gradient, 1e-6);
    benchmark::DoNotOptimize(w.data());
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK_CAPTURE(step, gd, Solver::gd)->Arg(17)->Arg(7510)->Arg(535818);
BENCHMARK_CAPTURE(step, sgd, Solver::sgd)->Arg(17)->Arg(7510)->Arg(535818);
BENCHMARK_CAPTURE(step, adam, Solver::adam)->Arg(17)->Arg(7510)->Arg(535818);

}  // namespace
