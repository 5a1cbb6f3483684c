#pragma once

#include <limits>
#include <string>
#include <vector>

#include <crescent/train/fit.hpp>

namespace crescent::train {

/// Early stopping: the best validation so far, its weights, and how long ago it got better.
struct Watch {
  double best = std::numeric_limits<double>::quiet_NaN();
  double mark = std::numeric_limits<double>::quiet_NaN();  ///< what min_delta is counted from
  Index best_epoch = -1;
  Index waited = 0;                ///< recorded epochs since the mark moved
  std::vector<double> parameters;  ///< of best_epoch

  /// Takes note of an epoch's validation.
  void note(const Options& options, Index epoch, const Scores& scores,
            const network::Network& network);
  bool has_lost_patience(const Options& options) const {
    return options.patience > 0 && waited >= options.patience;
  }
  /// Gives the network the best weights, if there are any.
  void restore(network::Network& network) const;
};

/// The learning rate's part that the course of the training decides: plateaus and divergence.
struct Pace {
  double factor = 1;  ///< of the schedule's rate
  Plateau plateau;
  int rollbacks = 0;

  /// Schedule plateau: takes note of what is monitored; true where the rate falls.
  bool note(const Options& options, double value);
};

/// What is monitored: the validation, or the loss of the training where there is none.
double monitored(const Options& options, const Surroundings& surroundings, const Progress& now);

/// Takes an epoch into the history, and its validation into `watch`, and tells on_epoch; false if
/// the training ends with it.
bool record(const Options& options, const Surroundings& surroundings, History& history,
            Watch& watch, Progress now);

void tell(const Surroundings& surroundings, EventKind kind, Index epoch,
          const std::string& message);

/// What the events say.
std::string plateau_message(const Options& options, const Surroundings& surroundings,
                            const Pace& pace);
std::string resumed_message(const std::string& source, Index epoch);
std::string rollback_message(Index failed, Index back_to, const std::string& how, double rate);

}  // namespace crescent::train
