#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <crescent/base/matrix.hpp>
#include <crescent/network/network.hpp>
#include <crescent/reference/losses.hpp>
#include <crescent/solvers/optimiser.hpp>
#include <crescent/train/checkpoint.hpp>
#include <crescent/train/history.hpp>
#include <crescent/train/schedule.hpp>

namespace crescent::train {

/// What the training computes with; a network's own numbers are float64 in any case.
enum class Precision { float64, float32 };

/// What tells a better network from a worse one, on the validation rows.
enum class Monitor {
  loss,    ///< the lower the better
  metric,  ///< accuracy, for a regression R²: the higher the better
};

/// Rows that judge the network after every recorded epoch and are never trained on. They stay the
/// caller's.
struct Validation {
  std::span<const double> x = {};   ///< (M, inputs), row by row; empty: no validation
  reference::Targets targets = {};  ///< of M examples; weighted where they have weights
};

/// How a network is trained. Names as in scikit-learn where it has them.
struct FitOptions {
  solvers::OptimiserOptions optimiser = {};
  double learning_rate = 0.001;  ///< rprop: its first step size; lbfgs has none
  Schedule schedule = {};        ///< constant for rprop and lbfgs
  Index epochs = 200;            ///< lbfgs: iterations at most
  /// Rows a step; 0 or at least all rows: the full batch, as rprop and lbfgs need it.
  Index batch_size = 0;
  bool shuffle = true;  ///< mini-batches: a new order of the rows every epoch
  std::uint32_t seed = 0;
  std::string engine = "automatic";  ///< one of engine::engine_names(), or the faster one
  int threads = 0;  ///< at most, where a step is long enough; 0: all there are. Same bits for any
  Precision precision = Precision::float64;  ///< lbfgs: float64
  double l2 = 0.0;                           ///< these six as in reference::Loss
  double l1 = 0.0;
  double label_smoothing = 0.0;
  reference::Regression regression = reference::Regression::squared;
  double huber_delta = 1.0;
  double dropout = 0.0;  ///< 0 for rprop and lbfgs, which compare one gradient with the next
  /// A longer gradient is shortened to this Euclidean norm before a step, > 0; 0: never. The
  /// gradient is the one that `reduction` names, penalties included. 0 for rprop and lbfgs.
  double max_grad_norm = 0.0;
  reference::Reduction reduction = reference::Reduction::mean;
  double tol = 1e-5;  ///< lbfgs: done when no entry of the gradient is larger, >= 0
  /// Epochs 0, loss_every, 2 loss_every, … and the last `last_losses` are recorded: the others need
  /// no loss and are a little faster. Both >= 1.
  Index loss_every = 1;
  Index last_losses = 1;
  Validation validation = {};
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
  Checkpointing checkpoint = {};
  /// Called after every recorded epoch; false ends the training there.
  std::function<bool(const Progress&)> on_epoch = {};
  std::function<void(const Event&)> on_event = {};
  /// Where it is set, the training ends before the next step (lbfgs: iteration). A signal handler
  /// may set it.
  const std::atomic<bool>* stop = nullptr;
};

/// Trains `network` in place on x (N, inputs), N targets. Same seed, same bits.
/// lbfgs ends early where it has converged. Told to stop in the middle of an epoch, the network has
/// the weights of that moment, unless the best ones are restored.
/// Throws Error(invalid_argument) for options out of range, options that the solver has no use for,
/// or shapes that do not fit; Error(data) for numbers that are not finite, all before anything
/// changes;
/// Error(numeric) when the training diverges once more than max_rollbacks, with the network in the
/// last good state (max_rollbacks 0: as it was after the last recorded epoch that was finite). With
/// a checkpoint, Error(io) if it cannot be read or written, Error(parse) if neither of its files is
/// whole, Error(invalid_argument) or Error(data) if it is of another command or of other data.
History fit(network::Network& network, const Matrix<double>& x, const reference::Targets& targets,
            const FitOptions& options);
/// The same from rows somebody else owns, in either precision: a mini-batch is all that is copied.
History fit(network::Network& network, const MatrixView<double>& x,
            const reference::Targets& targets, const FitOptions& options);
History fit(network::Network& network, const MatrixView<float>& x,
            const reference::Targets& targets, const FitOptions& options);

std::string_view name(Precision precision);
/// Throw Error(invalid_argument) that lists the names there are.
Precision parse_precision(std::string_view text);
std::string_view name(Monitor monitor);
Monitor parse_monitor(std::string_view text);

}  // namespace crescent::train
