// One step of every optimiser over a flat buffer: the tutorial's network, the digits', MNIST's.
#include <string>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>

#include <crescent/solvers/optimiser.hpp>

namespace {

using namespace crescent::solvers;

template <class T>
void step(benchmark::State& state, Solver solver) {
  const auto size = static_cast<std::size_t>(state.range(0));
  const auto optimiser = make_optimiser<T>({.solver = solver}, size);
  std::vector<T> w(size, T(1)), gradient(size, T(1e-3));
  for (auto _ : state) {
    optimiser->step(w, gradient, 1e-6);
    benchmark::DoNotOptimize(w.data());
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

const bool added = [] {
  for (const auto& name : solver_names()) {
    const Solver solver = parse_solver(name);
    if (solver == Solver::lbfgs) continue;  // evaluates the function itself
    for (const auto& [precision, f] :
         {std::pair{"float32", &step<float>}, {"float64", &step<double>}}) {
      benchmark::RegisterBenchmark(("update/" + std::string(precision) + "/" + name).c_str(), f,
                                   solver)
          ->Arg(17)
          ->Arg(7510)
          ->Arg(535818);
    }
  }
  return true;
}();

}  // namespace
