#pragma once

#include <atomic>
#include <functional>
#include <span>

#include <crescent/reference/losses.hpp>
#include <crescent/train/checkpoint.hpp>
#include <crescent/train/history.hpp>

namespace crescent::train {

/// Rows that judge the network after every recorded epoch and are never trained on. They stay the
/// caller's.
struct Validation {
  std::span<const double> x = {};   ///< (M, inputs), row by row; empty: no validation
  reference::Targets targets = {};  ///< of M examples; weighted where they have weights
};

/// Where and in whose company a training runs: what is no part of its options.
struct Surroundings {
  int threads = 0;  ///< at most, where a step is long enough; 0: all there are. Same bits for any
  Validation validation = {};
  Checkpointing checkpoint = {};
  /// Called after every recorded epoch; false ends the training there.
  std::function<bool(const Progress&)> on_epoch = {};
  std::function<void(const Event&)> on_event = {};
  /// Where it is set, the training ends before the next step (lbfgs: iteration). A signal handler
  /// may set it.
  const std::atomic<bool>* stop = nullptr;
};

}  // namespace crescent::train
