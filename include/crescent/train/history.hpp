#pragma once

#include <limits>
#include <string>
#include <vector>

#include <crescent/base/matrix.hpp>
#include <crescent/network/network.hpp>

namespace crescent::train {

/// How a network does on the validation rows.
struct Scores {
  double loss = std::numeric_limits<double>::quiet_NaN();    ///< mean, without penalties
  double metric = std::numeric_limits<double>::quiet_NaN();  ///< accuracy; of a regression R²
};

/// What `on_epoch` is told.
struct Progress {
  Index epoch = 0;   ///< from 0
  Index epochs = 0;  ///< of how many
  double loss = 0;   ///< mean over the epoch's batches, each before its step
  const network::Network& network;
  double learning_rate = 0;  ///< of the epoch's last step; lbfgs: 0
  Scores validation = {};    ///< after the epoch; NaN without validation rows
  Index rows = 0;            ///< trained on in an epoch
  Index best_epoch = -1;     ///< whose validation is the best so far; -1: none
};

/// What happened beside the epochs.
enum class EventKind {
  rolled_back,    ///< the training diverged and went back to its last good state
  rate_lowered,   ///< schedule plateau
  resumed,        ///< went on from a checkpoint
  stopped_early,  ///< no better validation for `patience` epochs
};

/// What `on_event` is told.
struct Event {
  EventKind kind = EventKind::rolled_back;
  Index epoch = 0;      ///< in which it happened
  std::string message;  ///< what happened and what to do, in one sentence
};

std::string_view name(EventKind kind);

/// Why a training ended.
enum class End {
  epochs,     ///< all epochs are done
  patience,   ///< early stopping
  converged,  ///< lbfgs: nothing is left to gain
  told,       ///< by on_epoch or stop
};

std::string_view name(End end);

/// The recorded epochs: what Progress told of each.
struct History {
  std::vector<Index> epochs;
  std::vector<double> losses;
  std::vector<double> learning_rates;
  std::vector<double> validation_losses;  ///< empty without validation rows, as the next
  std::vector<double> validation_metrics;
  Index best_epoch =
      -1;             ///< whose weights the network has where best weights are restored; -1: none
  int rollbacks = 0;  ///< after divergence
  End end = End::epochs;
  double seconds = 0;  ///< of this run's training; what a checkpoint brought along is not counted
};

}  // namespace crescent::train
