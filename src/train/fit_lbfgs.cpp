#include "train/fit_lbfgs.hpp"

#include <algorithm>
#include <limits>

#include <crescent/engine/engine.hpp>
#include <crescent/solvers/lbfgs.hpp>

#include "train/checks.hpp"

namespace crescent::train {

History fit_lbfgs(network::Network& network, const MatrixView<double>& x,
                  const reference::Targets& targets, const FitOptions& options) {
  History history;
  if (options.epochs == 0) return history;
  const auto engine = engine::make_engine<double>(
      network.architecture(), loss_of(options, 0),
      {.name = options.engine, .threads = options.threads, .batch_rows = x.rows()});
  const engine::Batch<double> batch{
      .x = x, .y = targets.y, .values = targets.values, .weights = targets.weights};
  // Value and slope of one function: the engine's loss is J / n, its gradient dJ / n or dJ.
  const double scale =
      options.reduction == reference::Reduction::sum ? static_cast<double>(x.rows()) : 1.0;
  const auto objective = [&](std::span<const double> w, std::span<double> gradient) {
    return scale * engine->loss_and_gradient(w, batch, gradient);
  };
  const auto most =
      static_cast<int>(std::min<Index>(options.epochs, std::numeric_limits<int>::max()));
  solvers::Lbfgs solver(objective, network.parameters(), {.max_iter = most, .tol = options.tol});
  const auto take_over = [&] {
    std::copy_n(solver.state().x.data(), solver.state().x.size(), network.parameters().begin());
  };

  while (solver.status() == solvers::LbfgsStatus::running) {
    const Index epoch = solver.state().iterations;
    const double loss = solver.state().value / scale;
    solver.step();
    if (solver.state().iterations == epoch) break;  // there is no lower point
    const bool last = solver.status() != solvers::LbfgsStatus::running;
    if (!last && !is_recorded(options, epoch)) continue;
    take_over();
    history.epochs.push_back(epoch);
    history.losses.push_back(loss);
    if (options.on_epoch && !options.on_epoch({epoch, options.epochs, loss, network})) break;
  }
  take_over();
  return history;
}

}  // namespace crescent::train
