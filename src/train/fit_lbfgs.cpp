#include "train/fit_lbfgs.hpp"

#include <algorithm>
#include <limits>

#include <crescent/engine/engine.hpp>
#include <crescent/solvers/lbfgs.hpp>

#include "train/checks.hpp"
#include "train/judge.hpp"
#include "train/watch.hpp"

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
  Judge<double> judge(network.architecture(), options);
  Watch watch;

  bool goes_on = true;
  while (goes_on && solver.status() == solvers::LbfgsStatus::running) {
    if (options.stop != nullptr && options.stop->load(std::memory_order_relaxed)) {
      history.end = End::told;
      break;
    }
    const Index epoch = solver.state().iterations;
    const double loss = solver.state().value / scale;
    solver.step();
    if (solver.state().iterations == epoch) break;  // there is no lower point
    const bool last = solver.status() != solvers::LbfgsStatus::running;
    if (!last && !is_recorded(options, epoch)) continue;
    take_over();
    Progress now{epoch, options.epochs, loss, network};
    if (judge.has_rows()) now.validation = judge(network.parameters());
    goes_on = record(options, history, watch, now);
  }
  take_over();
  if (history.end == End::epochs && solver.status() != solvers::LbfgsStatus::max_iter)
    history.end = End::converged;
  history.best_epoch = watch.best_epoch;
  watch.restore(network);
  return history;
}

}  // namespace crescent::train
