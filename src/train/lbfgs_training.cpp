#include "train/lbfgs_training.hpp"

#include <algorithm>
#include <limits>
#include <memory>
#include <utility>

#include "train/checks.hpp"
#include "train/frozen.hpp"

namespace crescent::train {

LbfgsTraining::LbfgsTraining(network::Network& network, const MatrixView<double>& x,
                             const reference::Targets& targets, const Options& options,
                             const Surroundings& surroundings)
    : network_(network),
      options_(options),
      surroundings_(surroundings),
      batch_{.x = x, .y = targets.y, .values = targets.values, .weights = targets.weights},
      scale_(options.loss.reduction == reference::Reduction::sum ? static_cast<double>(x.rows())
                                                                 : 1.0),
      engine_(engine::make_engine<double>(
          network.architecture(), loss_of(options, 0),
          {.name = options.engine, .threads = surroundings.threads, .batch_rows = x.rows()})),
      judge_(network.architecture(), options, surroundings),
      store_(surroundings.checkpoint, surroundings.checkpoint.command + describe(options),
             surroundings.checkpoint.file.empty()
                 ? 0
                 : fingerprint_of(network, x, targets, surroundings.validation)) {
  if (options.epochs == 0) return;
  if (auto found = store_.take()) {
    restore(std::move(*found), store_.source());
    tell(surroundings_, EventKind::resumed, epoch(), resumed_message(store_.source(), epoch()));
  } else {
    solver_.emplace(objective(), network.parameters(), settings());
  }
}

/// Value and slope of one function: the engine's loss is J / n, its gradient dJ / n or dJ.
solvers::Objective LbfgsTraining::objective() {
  return [this](std::span<const double> w, std::span<double> gradient) {
    const double loss = engine_->loss_and_gradient(w, batch_, gradient);
    clear_frozen(options_.optimiser.groups, gradient);
    return scale_ * loss;
  };
}

solvers::LbfgsOptions LbfgsTraining::settings() const {
  const auto most =
      static_cast<int>(std::min<Index>(options_.epochs, std::numeric_limits<int>::max()));
  return {.max_iter = most, .tol = options_.tol};
}

bool LbfgsTraining::is_told_to_stop() const {
  return surroundings_.stop != nullptr && surroundings_.stop->load(std::memory_order_relaxed);
}

void LbfgsTraining::take_over() {
  std::copy_n(solver_->state().x.data(), solver_->state().x.size(), network_.parameters().begin());
}

void LbfgsTraining::checkpoint() {
  if (store_.is_on()) store_.write(snapshot());
}

/// The network has what was reached last.
bool LbfgsTraining::end() {
  take_over();
  return false;
}

bool LbfgsTraining::advance(Index epochs, Index steps) {
  if (!solver_) return false;
  history_.end = watch_.has_lost_patience(options_) ? End::patience : End::epochs;
  if (history_.end == End::patience) return end();
  for (Index left = std::min(epochs, steps); left > 0; --left) {
    if (solver_->status() != solvers::LbfgsStatus::running) return end();
    if (is_told_to_stop()) {
      history_.end = End::told;
      checkpoint();
      return end();
    }
    const Index epoch = solver_->state().iterations;
    const double loss = solver_->state().value / scale_;
    solver_->step();
    if (solver_->state().iterations == epoch) return end();  // there is no lower point
    const bool last = solver_->status() != solvers::LbfgsStatus::running;
    if (!last && !is_recorded(options_, epoch)) {
      if (store_.is_due_after(epoch)) checkpoint();
      continue;
    }
    take_over();
    Progress now{epoch, options_.epochs, loss, network_, 0, {}, batch_.x.rows()};
    if (judge_.has_rows()) now.validation = judge_(network_.parameters());
    const bool goes_on = record(options_, surroundings_, history_, watch_, now);
    if (goes_on ? store_.is_due_after(epoch) : history_.end == End::told) checkpoint();
    if (!goes_on) return end();
  }
  return solver_->status() == solvers::LbfgsStatus::running;
}

History LbfgsTraining::finish() {
  if (solver_) {
    take_over();
    const auto status = solver_->status();
    if (history_.end == End::epochs && status != solvers::LbfgsStatus::max_iter)
      history_.end = End::converged;
  }
  history_.best_epoch = watch_.best_epoch;
  watch_.restore(network_);
  return history_;
}

std::vector<double> LbfgsTraining::parameters() const {
  if (!solver_) return {network_.parameters().begin(), network_.parameters().end()};
  const auto& x = solver_->state().x;
  return {x.data(), x.data() + x.size()};
}

Snapshot LbfgsTraining::snapshot() const {
  Snapshot snapshot;
  snapshot.history = history_;
  snapshot.watch = watch_;
  if (solver_) snapshot.lbfgs = solver_->state();
  return snapshot;
}

void LbfgsTraining::check_size(std::size_t parameters, const std::string& source) const {
  if (parameters != network_.parameters().size()) throw_does_not_fit(source);
}

void LbfgsTraining::restore(Snapshot snapshot, const std::string& source) {
  check_size(snapshot.lbfgs ? static_cast<std::size_t>(snapshot.lbfgs->x.size()) : 0, source);
  if (!snapshot.watch.parameters.empty()) check_size(snapshot.watch.parameters.size(), source);
  solver_.emplace(objective(), std::move(*snapshot.lbfgs), settings());
  history_ = std::move(snapshot.history);
  watch_ = std::move(snapshot.watch);
  take_over();
}

/// Other options are another function: its curvature is learned anew.
void LbfgsTraining::adopt(Snapshot snapshot, bool /*same_solver*/) {
  std::vector<double> x = std::move(snapshot.now.parameters);
  if (snapshot.lbfgs) x.assign(snapshot.lbfgs->x.begin(), snapshot.lbfgs->x.end());
  check_size(x.size(), "the state");
  const solvers::Lbfgs begun(objective(), x, settings());
  solvers::LbfgsState state = begun.state();
  state.iterations = snapshot.lbfgs ? snapshot.lbfgs->iterations : static_cast<int>(snapshot.epoch);
  snapshot.lbfgs = std::move(state);
  restore(std::move(snapshot), "the state");
}

}  // namespace crescent::train
