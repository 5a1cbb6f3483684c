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
#include "train/course.hpp"
#include "train/frozen.hpp"
#include "train/judge.hpp"
#include "train/memory.hpp"
#include "train/watch.hpp"

namespace crescent::train {

/// One gradient, one step, batch by batch, with numbers of type T. `network` takes over what has
/// been reached at every recorded epoch that is still good.
template <class T>
class Training final : public Course {
 public:
  /// `data`: fingerprint of the examples, the validation rows and the first weights.
  Training(network::Network& network, std::unique_ptr<BatchSource<T>> batches, std::uint64_t data,
           const Options& options, const Surroundings& surroundings)
      : network_(network),
        options_(options),
        surroundings_(surroundings),
        batches_(std::move(batches)),
        rows_(batches_->rows()),
        batch_size_(batches_->batch_rows()),
        batches_an_epoch_((rows_ + batch_size_ - 1) / batch_size_),
        engine_(engine::make_engine<T>(
            network.architecture(), loss_of(options, rows_),
            {.name = options.engine, .threads = surroundings.threads, .batch_rows = batch_size_})),
        optimiser_(solvers::make_optimiser<T>(options.optimiser, network.parameters().size())),
        judge_(network.architecture(), options, surroundings),
        random_(options.seed),
        store_(surroundings.checkpoint, surroundings.checkpoint.command + describe(options), data),
        gradient_(network.parameters().size()) {
    for (const double w : network.parameters()) parameters_.push_back(static_cast<T>(w));
    if (catches_divergence()) {
      good_.keep(parameters_, *optimiser_);
      limit_ = 1000 * untrained_loss();
    }
    if (auto snapshot = store_.take()) {
      restore(std::move(*snapshot), store_.source());
      tell(surroundings_, EventKind::resumed, epoch_, resumed_message(store_.source(), epoch_));
    }
  }

  bool advance(Index epochs, Index steps) override {
    bool goes_on = !watch_.has_lost_patience(options_);
    history_.end = goes_on ? End::epochs : End::patience;
    steps_left_ = steps;
    while (goes_on && epoch_ < options_.epochs && epochs > 0 && steps_left_ > 0) {
      const bool recorded = is_recorded(options_, epoch_);
      if (recorded && catches_divergence() && row_ == 0) start_.keep(parameters_, *optimiser_);
      const Pause pause = run_epoch(recorded);
      if (pause == Pause::steps) return true;
      if (pause == Pause::told) {
        stop_within_epoch();
        return false;
      }
      if (recorded && has_diverged()) {
        roll_back();
        continue;
      }
      if (recorded) goes_on = record();
      ++epoch_;
      --epochs;
      if (goes_on ? store_.is_due_after(epoch_ - 1) : history_.end == End::told) checkpoint();
    }
    return goes_on && epoch_ < options_.epochs;
  }

  History finish() override {
    history_.best_epoch = watch_.best_epoch;
    history_.rollbacks = pace_.rollbacks;
    watch_.restore(network_);
    return history_;
  }

  Index epoch() const override { return epoch_; }
  std::vector<double> parameters() const override {
    return {parameters_.begin(), parameters_.end()};
  }
  const History& history() const override { return history_; }
  Snapshot snapshot() const override;
  void restore(Snapshot snapshot, const std::string& source) override;
  void adopt(Snapshot snapshot, bool same_solver) override;

 private:
  /// What an epoch stopped at.
  enum class Pause { end, told, steps };

  bool catches_divergence() const { return options_.max_rollbacks > 0; }
  bool is_told_to_stop() const {
    return surroundings_.stop != nullptr && surroundings_.stop->load(std::memory_order_relaxed);
  }

  double rate() const {
    const Clock now{epoch_, options_.epochs, epoch_ * batches_an_epoch_ + row_ / batch_size_,
                    options_.epochs * batches_an_epoch_};
    return pace_.factor * value_at(options_.schedule, options_.learning_rate, now);
  }

  /// Goes on where the epoch stands. Sums up the loss if it is wanted.
  Pause run_epoch(bool with_loss) {
    if (row_ == 0) {
      if (is_told_to_stop()) return Pause::told;  // before the order changes: it will do so again
      sum_ = 0;
      if (options_.shuffle && !batches_->whole()) batches_->shuffle(random_);
    }
    const engine::Update update = [this](std::size_t offset, std::size_t count) {
      optimiser_->update(std::span(parameters_).subspan(offset, count),
                         std::span(gradient_).subspan(offset, count), offset);
    };
    const bool by_step = goes_by_steps(options_.schedule);
    rate_ = rate();
    for (; row_ < rows_; row_ += batch_size_) {
      if (row_ > 0 && is_told_to_stop()) return Pause::told;
      if (steps_left_ == 0) return Pause::steps;
      --steps_left_;
      if (row_ > 0 && store_.is_due()) checkpoint();
      if (by_step) rate_ = rate();
      auto batch = batches_->at(row_);
      batch.dropout = {options_.dropout, dropout_noise(options_.seed, step_++)};
      optimiser_->begin_step(rate_);
      const T loss = options_.max_grad_norm > 0
                         ? clipped_step(batch, update, with_loss)
                         : engine_->step(parameters_, batch, gradient_, update, with_loss);
      sum_ += static_cast<double>(loss) * static_cast<double>(batch.x.rows());
      // What is lost already needs no more steps.
      if (catches_divergence() && !std::isfinite(loss)) break;
    }
    row_ = 0;
    return Pause::end;
  }

  /// A step whose gradient must be known as a whole before the first parameter moves.
  T clipped_step(const engine::Batch<T>& batch, const engine::Update& update, bool with_loss) {
    T loss = 0;
    if (with_loss) {
      loss = engine_->loss_and_gradient(parameters_, batch, gradient_);
    } else {
      engine_->gradient(parameters_, batch, gradient_);
    }
    clear_frozen(options_.optimiser.groups, std::span(gradient_));
    clip_to_norm<T>(gradient_, options_.max_grad_norm);
    update(0, gradient_.size());
    return loss;
  }

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
    tell(surroundings_, EventKind::rolled_back, epoch_,
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
    if (pace_.note(options_, monitored(options_, surroundings_, now)))
      tell(surroundings_, EventKind::rate_lowered, epoch_,
           plateau_message(options_, surroundings_, pace_));
    return train::record(options_, surroundings_, history_, watch_, now);
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
      const auto batch = batches_->at(row);
      const auto size = static_cast<double>(batch.x.rows());
      first += size * static_cast<double>(engine_->loss(parameters_, batch));
      flat += size * static_cast<double>(engine_->loss(zeros, batch));
      seen += batch.x.rows();
    }
    return std::max(std::isfinite(first) ? first : 0, flat) / static_cast<double>(seen);
  }

  network::Network& network_;
  const Options& options_;
  const Surroundings& surroundings_;
  std::unique_ptr<BatchSource<T>> batches_;
  Index rows_, batch_size_, batches_an_epoch_;
  std::unique_ptr<engine::Engine<T>> engine_;
  std::unique_ptr<solvers::Optimiser<T>> optimiser_;
  Judge<T> judge_;
  random::RandomState random_;
  CheckpointStore store_;
  std::vector<T> parameters_, gradient_;
  Index epoch_ = 0, row_ = 0;  ///< where the training stands
  std::uint32_t step_ = 0;     ///< steps taken so far: the noise of dropout
  Index steps_left_ = 0;       ///< that advance() may still take
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
