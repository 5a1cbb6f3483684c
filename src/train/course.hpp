#pragma once

#include <vector>

#include <crescent/train/history.hpp>

#include "train/snapshot.hpp"

namespace crescent::train {

/// What a Trainer drives: Training for the solvers that step by a gradient, LbfgsTraining.
class Course {
 public:
  virtual ~Course() = default;

  /// Goes on for so many epochs and steps at most; false where the training has ended.
  virtual bool advance(Index epochs, Index steps) = 0;
  virtual History finish() = 0;

  virtual Index epoch() const = 0;
  virtual std::vector<double> parameters() const = 0;
  virtual const History& history() const = 0;

  virtual Snapshot snapshot() const = 0;
  /// Throws Error(parse), naming `source`, and changes nothing, if it does not fit.
  virtual void restore(Snapshot snapshot, const std::string& source) = 0;
  /// Goes on from a snapshot of other options or rows, see Trainer::carry_over. `same_solver`: what
  /// the solver remembers may still be good.
  virtual void adopt(Snapshot snapshot, bool same_solver) = 0;
};

}  // namespace crescent::train
