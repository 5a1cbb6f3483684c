#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <crescent/base/matrix.hpp>
#include <crescent/reference/losses.hpp>
#include <crescent/solvers/optimiser.hpp>
#include <crescent/train/schedule.hpp>

namespace crescent::train {

/// What the training computes with; a network's own numbers are float64 in any case.
enum class Precision { float64, float32 };

/// What tells a better network from a worse one, on the validation rows.
enum class Monitor {
  loss,    ///< the lower the better
  metric,  ///< accuracy, for a regression R²: the higher the better
};

/// What a training is: every value that decides its numbers, beside the network and the examples.
/// Names as in scikit-learn where it has them.
struct Options {
  solvers::OptimiserOptions optimiser = {};
  double learning_rate = 0.001;  ///< rprop: its first step size; lbfgs has none
  Schedule schedule = {};        ///< constant for rprop and lbfgs
  Index epochs = 200;            ///< lbfgs: iterations at most
  /// Rows a step; 0 or at least all rows: the full batch, as rprop and lbfgs need it.
  Index batch_size = 0;
  bool shuffle = true;  ///< mini-batches: a new order of the rows every epoch
  std::uint32_t seed = 0;
  std::string engine = "automatic";          ///< one of engine::engine_names(), or the faster one
  Precision precision = Precision::float64;  ///< lbfgs: float64
  reference::Loss loss = {};                 ///< `data_rows` is set to the number of rows
  double dropout =
      0.0;  ///< in [0, 1); 0 for rprop and lbfgs, which compare one gradient with the next
  /// A longer gradient is shortened to this Euclidean norm before a step, > 0; 0: never. The
  /// gradient is the one that the loss's reduction names, penalties included. 0 for rprop and
  /// lbfgs.
  double max_grad_norm = 0.0;
  double tol = 1e-5;  ///< lbfgs: done when no entry of the gradient is larger, >= 0
  /// Epochs 0, loss_every, 2 loss_every, … and the last `last_losses` are recorded: the others need
  /// no loss and are a little faster. Both >= 1.
  Index loss_every = 1;
  Index last_losses = 1;
  Monitor monitor = Monitor::loss;
  /// Early stopping: ends after so many recorded epochs in a row without a validation better by
  /// more than min_delta than the last one that was; 0: never. Needs validation rows.
  Index patience = 0;
  double min_delta = 0;      ///< >= 0, in units of what is monitored
  bool restore_best = true;  ///< with validation rows: ends with the best recorded epoch's weights
  /// Divergence is a loss or a parameter that is not finite, or a loss 1000 times as large as both
  /// the first weights' and that of a network of zeros. So often the training goes back to the last
  /// good state, the one before the recorded epoch with the lowest loss, does the epoch again with
  /// half the rate (rprop: half its step sizes), keeps to that and tells `on_event`. 0: a loss or a
  /// parameter that is not finite ends it at once, and no loss is too large. lbfgs, whose loss
  /// never rises, has no use for it.
  int max_rollbacks = 0;
};

std::string_view name(Precision precision);
/// Throw Error(invalid_argument) that lists the names there are.
Precision parse_precision(std::string_view text);
std::string_view name(Monitor monitor);
Monitor parse_monitor(std::string_view text);

}  // namespace crescent::train
