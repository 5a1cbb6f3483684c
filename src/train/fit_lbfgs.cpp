#include "train/fit_lbfgs.hpp"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

#include <crescent/base/error.hpp>
#include <crescent/engine/engine.hpp>
#include <crescent/solvers/lbfgs.hpp>

#include "train/checkpoint_store.hpp"
#include "train/checks.hpp"
#include "train/judge.hpp"
#include "train/watch.hpp"

namespace crescent::train {
namespace {

/// The state of a checkpoint, if it is one of this network.
solvers::LbfgsState checked_state(Snapshot& snapshot, const network::Network& network,
                                  const std::string& source) {
  const auto size = network.parameters().size();
  const auto best = snapshot.watch.parameters.size();
  if (!snapshot.lbfgs || static_cast<std::size_t>(snapshot.lbfgs->x.size()) != size ||
      (best != 0 && best != size)) {
    throw Error(ErrorCode::parse, "does not fit the network and the data", {.file = source});
  }
  return std::move(*snapshot.lbfgs);
}

}  // namespace

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
  CheckpointStore store(options.checkpoint, options.checkpoint.command + describe(options),
                        options.checkpoint.file.empty()
                            ? 0
                            : fingerprint_of(network, x, targets, options.validation));
  std::optional<Snapshot> found = store.take();
  const solvers::LbfgsOptions settings{.max_iter = most, .tol = options.tol};
  solvers::Lbfgs solver =
      found ? solvers::Lbfgs(objective, checked_state(*found, network, store.source()), settings)
            : solvers::Lbfgs(objective, network.parameters(), settings);
  const auto take_over = [&] {
    std::copy_n(solver.state().x.data(), solver.state().x.size(), network.parameters().begin());
  };
  Judge<double> judge(network.architecture(), options);
  Watch watch;
  if (found) {
    history = std::move(found->history);
    watch = std::move(found->watch);
    take_over();
    tell(options, EventKind::resumed, solver.state().iterations,
         resumed_message(store.source(), solver.state().iterations));
  }
  const auto checkpoint = [&] {
    if (!store.is_on()) return;
    Snapshot snapshot;
    snapshot.history = history;
    snapshot.watch = watch;
    snapshot.lbfgs = solver.state();
    store.write(std::move(snapshot));
  };

  bool goes_on = !watch.has_lost_patience(options);
  if (!goes_on) history.end = End::patience;
  while (goes_on && solver.status() == solvers::LbfgsStatus::running) {
    if (options.stop != nullptr && options.stop->load(std::memory_order_relaxed)) {
      history.end = End::told;
      checkpoint();
      break;
    }
    const Index epoch = solver.state().iterations;
    const double loss = solver.state().value / scale;
    solver.step();
    if (solver.state().iterations == epoch) break;  // there is no lower point
    const bool last = solver.status() != solvers::LbfgsStatus::running;
    if (!last && !is_recorded(options, epoch)) {
      if (store.is_due_after(epoch)) checkpoint();
      continue;
    }
    take_over();
    Progress now{epoch, options.epochs, loss, network, 0, {}, x.rows()};
    if (judge.has_rows()) now.validation = judge(network.parameters());
    goes_on = record(options, history, watch, now);
    if (goes_on ? store.is_due_after(epoch) : history.end == End::told) checkpoint();
  }
  take_over();
  if (history.end == End::epochs && solver.status() != solvers::LbfgsStatus::max_iter)
    history.end = End::converged;
  history.best_epoch = watch.best_epoch;
  watch.restore(network);
  return history;
}

}  // namespace crescent::train
