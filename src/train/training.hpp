#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <crescent/engine/engine.hpp>
#include <crescent/random/random_state.hpp>
#include <crescent/train/fit.hpp>

#include "train/batch_source.hpp"
#include "train/checkpoint_store.hpp"
#include "train/checks.hpp"
#include "train/clip.hpp"
#include "train/judge.hpp"
#include "train/memory.hpp"
#include "train/watch.hpp"

namespace crescent::train {

/// One gradient, one step, batch by batch, with numbers of type T. `network` takes over what has
/// been reached at every recorded epoch that is still good.
template <class T>
class Training {
 public:
  /// `data`: fingerprint of the examples, the validation rows and the first weights.
  Training(network::Network& network, BatchSource<T>& batches, std::uint64_t data,
           const FitOptions& options)
      : network_(network),
        options_(options),
        batches_(batches),
        rows_(batches.rows()),
        batch_size_(batches.batch_rows()),
        batches_an_epoch_((rows_ + batch_size_ - 1) / batch_size_),
        engine_(engine::make_engine<T>(
            network.architecture(), loss_of(options, rows_),
            {.name = options.engine, .threads = options.threads, .batch_rows = batch_size_})),
        optimiser_(solvers::make_optimiser<T>(options.optimiser, network.parameters().size())),
        judge_(network.architecture(), options),
        random_(options.seed),
        store_(options.checkpoint, options.checkpoint.command + describe(options), data),
        gradient_(network.parameters().size()) {
    for (const double w : network.parameters()) parameters_.push_back(static_cast<T>(w));
    if (catches_divergence()) {
      good_.keep(parameters_, *optimiser_);
      limit_ = 1000 * untrained_loss();
    }
    if (auto snapshot = store_.take()) restore(std::move(*snapshot));
  }

  History run() {
    bool goes_on = !watch_.has_lost_patience(options_);
    if (!goes_on) history_.end = End::patience;
    while (goes_on && epoch_ < options_.epochs) {
      const bool recorded = is_recorded(options_, epoch_);
      if (recorded && catches_divergence() && row_ == 0) start_.keep(parameters_, *optimiser_);
      if (!run_epoch(recorded)) {
        stop_within_epoch();
        break;
      }
      if (recorded && has_diverged()) {
        roll_back();
        continue;
      }
      if (recorded) goes_on = record();
      ++epoch_;
      if (goes_on ? store_.is_due_after(epoch_ - 1) : history_.end == End::told) checkpoint();
    }
    history_.best_epoch = watch_.best_epoch;
    history_.rollbacks = pace_.rollbacks;
    watch_.restore(network_);
    return std::move(history_);
  }

 private:
  bool catches_divergence() const { return options_.max_rollbacks > 0; }
  bool is_told_to_stop() const {
    return options_.stop != nullptr && options_.stop->load(std::memory_order_relaxed);
  }

  double rate() const {
    const bool by_step = options_.schedule.kind == ScheduleKind::onecycle;
    const Index t = by_step ? epoch_ * batches_an_epoch_ + row_ / batch_size_ : epoch_;
    const Index end = by_step ? options_.epochs * batches_an_epoch_ : options_.epochs;
    return pace_.factor * learning_rate_at(options_.schedule, options_.learning_rate, t, end);
  }

  /// Goes on where the epoch stands; false if it was told to stop before its end. Sums up the loss
  /// if it is wanted.
  bool run_epoch(bool with_loss) {
    if (row_ == 0) {
      if (is_told_to_stop()) return false;  // before the order changes: it will do so again
      sum_ = 0;
      if (options_.shuffle && !batches_.whole()) batches_.shuffle(random_);
    }
    const engine::Update update = [this](std::size_t offset, std::size_t count) {
      optimiser_->update(std::span(parameters_).subspan(offset, count),
                         std::span(gradient_).subspan(offset, count), offset);
    };
    const bool by_step = options_.schedule.kind == ScheduleKind::onecycle;
    rate_ = rate();
    for (; row_ < rows_; row_ += batch_size_) {
      if (row_ > 0 && is_told_to_stop()) return false;
      if (row_ > 0 && store_.is_due()) checkpoint();
      if (by_step) rate_ = rate();
      auto batch = batches_.at(row_);
      batch.noise = dropout_noise(options_.seed, step_++);
      optimiser_->begin_step(rate_);
      const T loss = options_.max_grad_norm > 0
                         ? clipped_step(batch, update, with_loss)
                         : engine_->step(parameters_, batch, gradient_, update, with_loss);
      sum_ += static_cast<double>(loss) * static_cast<double>(batch.x.rows());
      // What is lost already needs no more steps.
      if (catches_divergence() && !std::isfinite(loss)) break;
    }
    row_ = 0;
    return true;
  }

  /// A step whose gradient must be known as a whole before the first parameter moves.
  T clipped_step(const engine::Batch<T>& batch, const engine::Update& update, bool with_loss) {
    T loss = 0;
    if (with_loss) {
      loss = engine_->loss_and_gradient(parameters_, batch, gradient_);
    } else {
      engine_->gradient(parameters_, batch, gradient_);
    }
    clip_to_norm<T>(gradient_, options_.max_grad_norm);
    update(0, gradient_.size());
    return loss;
  }

  Snapshot snapshot();
  void restore(Snapshot snapshot);
  void checkpoint() {
    if (store_.is_on()) store_.write(snapshot());
  }

  double epoch_loss() const { return sum_ / static_cast<double>(rows_); }

  /// Of a recorded epoch.
  bool has_diverged() const {
    const double loss = epoch_loss();
    if (!std::isfinite(loss) || (catches_divergence() && loss > limit_)) return true;
    return !std::all_of(parameters_.begin(), parameters_.end(),
                        [](T value) { return std::isfinite(value); });
  }

  /// Back to the last good state, to do the epoch again half as fast; throws where that has been
  /// done often enough.
  void roll_back() {
    const std::string how = how_it_diverged(epoch_loss(), limit_);
    if (catches_divergence()) take_over(good_.parameters);
    if (pace_.rollbacks >= options_.max_rollbacks)
      throw_diverged(epoch_, rate_, how, pace_.rollbacks);
    ++pace_.rollbacks;
    pace_.factor /= 2;
    good_.halve_steps(*optimiser_);
    good_.put_back(parameters_, *optimiser_);
    tell(options_, EventKind::rolled_back, epoch_,
         rollback_message(epoch_, good_epoch_, how, rate_ / 2));
  }

  /// The weights that an epoch began with are good if its loss is the lowest so far. Those it ended
  /// with are not known yet: one step may have ruined them, and the next loss tells.
  void note_good() {
    if (!catches_divergence() || epoch_loss() > good_loss_) return;
    std::swap(good_, start_);
    good_loss_ = epoch_loss();
    good_epoch_ = epoch_;
  }

  void take_over(const std::vector<T>& parameters) {
    std::copy(parameters.begin(), parameters.end(), network_.parameters().begin());
  }

  /// Takes note of a good epoch; false if it was the last one.
  bool record() {
    take_over(parameters_);
    note_good();
    Progress now{epoch_, options_.epochs, epoch_loss(), network_, rate_, {}, rows_};
    if (judge_.has_rows()) now.validation = judge_(parameters_);
    if (pace_.note(options_, monitored(options_, now)))
      tell(options_, EventKind::rate_lowered, epoch_, plateau_message(options_, pace_));
    return train::record(options_, history_, watch_, now);
  }

  void stop_within_epoch() {
    history_.end = End::told;
    checkpoint();
    if (row_ == 0) return;
    const bool finite = std::all_of(parameters_.begin(), parameters_.end(),
                                    [](T value) { return std::isfinite(value); });
    if (finite) take_over(parameters_);
  }

  /// What no training should ever be far above: the loss of the first weights, or of a network of
  /// zeros, which says the same to every row, if that is larger.
  double untrained_loss() {
    const std::vector<T> zeros(parameters_.size());
    double first = 0, flat = 0;
    const Index some = std::min<Index>(rows_, 4096);
    Index seen = 0;
    for (Index row = 0; row < some; row += batch_size_) {
      const auto batch = batches_.at(row);
      const auto size = static_cast<double>(batch.x.rows());
      first += size * static_cast<double>(engine_->loss(parameters_, batch));
      flat += size * static_cast<double>(engine_->loss(zeros, batch));
      seen += batch.x.rows();
    }
    return std::max(std::isfinite(first) ? first : 0, flat) / static_cast<double>(seen);
  }

  network::Network& network_;
  const FitOptions& options_;
  BatchSource<T>& batches_;
  Index rows_, batch_size_, batches_an_epoch_;
  std::unique_ptr<engine::Engine<T>> engine_;
  std::unique_ptr<solvers::Optimiser<T>> optimiser_;
  Judge<T> judge_;
  random::RandomState random_;
  CheckpointStore store_;
  std::vector<T> parameters_, gradient_;
  Index epoch_ = 0, row_ = 0;  ///< where the training stands
  std::uint32_t step_ = 0;     ///< steps taken so far: the noise of dropout
  double sum_ = 0;             ///< of the epoch's losses so far
  double rate_ = 0;            ///< of the last step
  double limit_ = 0;           ///< a larger loss is divergence
  History history_;
  Watch watch_;
  Pace pace_;
  // Where divergence is caught: the state before the present recorded epoch and before the one with
  // the lowest loss.
  Memory<T> start_, good_;
  double good_loss_ = std::numeric_limits<double>::infinity();
  Index good_epoch_ = 0;
};

}  // namespace crescent::train

#include "train/training_snapshot.hpp"  // IWYU pragma: export
