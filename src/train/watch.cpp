#include "train/watch.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace crescent::train {
namespace {

bool higher_is_better(const Options& options) { return options.monitor == Monitor::metric; }

/// By more than `margin`; anything is better than NaN, which stands for nothing yet.
bool is_better(bool higher, double value, double than, double margin) {
  if (std::isnan(value)) return false;
  if (std::isnan(than)) return true;
  return higher ? value > than + margin : value < than - margin;
}

std::string patience_message(const Options& options, const Watch& watch) {
  return fmt::format("no better validation {} for {} epochs; the best was {:.6g}, after epoch {}",
                     name(options.monitor), options.patience, watch.best, watch.best_epoch);
}

}  // namespace

void Watch::note(const Options& options, Index epoch, const Scores& scores,
                 const network::Network& network) {
  const bool higher = higher_is_better(options);
  const double value = higher ? scores.metric : scores.loss;
  if (is_better(higher, value, best, 0)) {
    best = value;
    best_epoch = epoch;
    if (options.restore_best)
      parameters.assign(network.parameters().begin(), network.parameters().end());
  }
  if (is_better(higher, value, mark, options.min_delta)) {
    mark = value;
    waited = 0;
  } else {
    ++waited;
  }
}

void Watch::restore(network::Network& network) const {
  if (!parameters.empty())
    std::copy(parameters.begin(), parameters.end(), network.parameters().begin());
}

bool Pace::note(const Options& options, double value) {
  if (options.schedule.kind != ScheduleKind::plateau) return false;
  if (!plateau.note(options.schedule, value, higher_is_better(options))) return false;
  // A rate that is all but 0 falls no further (PyTorch's ReduceLROnPlateau with its eps).
  const double rate = factor * options.learning_rate;
  if (rate - rate * options.schedule.factor <= 1e-8) return false;
  factor *= options.schedule.factor;
  return true;
}

double monitored(const Options& options, const Surroundings& surroundings, const Progress& now) {
  if (surroundings.validation.x.empty()) return now.loss;
  return options.monitor == Monitor::metric ? now.validation.metric : now.validation.loss;
}

bool record(const Options& options, const Surroundings& surroundings, History& history,
            Watch& watch, Progress now) {
  history.epochs.push_back(now.epoch);
  history.losses.push_back(now.loss);
  history.learning_rates.push_back(now.learning_rate);
  if (!surroundings.validation.x.empty()) {
    history.validation_losses.push_back(now.validation.loss);
    history.validation_metrics.push_back(now.validation.metric);
    watch.note(options, now.epoch, now.validation, now.network);
    now.best_epoch = watch.best_epoch;
  }
  if (surroundings.on_epoch && !surroundings.on_epoch(now)) {
    history.end = End::told;
    return false;
  }
  if (!watch.has_lost_patience(options)) return true;
  history.end = End::patience;
  tell(surroundings, EventKind::stopped_early, now.epoch, patience_message(options, watch));
  return false;
}

void tell(const Surroundings& surroundings, EventKind kind, Index epoch,
          const std::string& message) {
  if (surroundings.on_event) surroundings.on_event({kind, epoch, message});
}

std::string plateau_message(const Options& options, const Surroundings& surroundings,
                            const Pace& pace) {
  return fmt::format("no better {} for {} epochs: the learning rate falls to {:.6g}",
                     surroundings.validation.x.empty()
                         ? "loss"
                         : "validation " + std::string(name(options.monitor)),
                     options.schedule.patience, pace.factor * options.learning_rate);
}

std::string resumed_message(const std::string& source, Index epoch) {
  return fmt::format("goes on from the checkpoint {}, with {} epochs done", source, epoch);
}

std::string rollback_message(Index failed, Index back_to, const std::string& how, double rate) {
  return fmt::format(
      "the training diverged in epoch {} ({}): it goes on from the weights before epoch {}, with "
      "half the learning rate ({:g}); lower the learning rate or scale the inputs to spare it this",
      failed, how, back_to, rate);
}

}  // namespace crescent::train
