#pragma once

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
#include <crescent/train/schedule.hpp>

namespace crescent::train {

struct Progress;

/// What the training computes with; a network's own numbers are float64 in any case.
enum class Precision { float64, float32 };

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
  reference::Reduction reduction = reference::Reduction::mean;
  double tol = 1e-5;  ///< lbfgs: done when no entry of the gradient is larger, >= 0
  /// Epochs 0, loss_every, 2 loss_every, … and the last `last_losses` are recorded: the others need
  /// no loss and are a little faster. Both >= 1.
  Index loss_every = 1;
  Index last_losses = 1;
  /// Called after every recorded epoch; false ends the training there.
  std::function<bool(const Progress&)> on_epoch = {};
};

/// What `on_epoch` is told.
struct Progress {
  Index epoch = 0;   ///< from 0
  Index epochs = 0;  ///< of how many
  double loss = 0;   ///< mean over the epoch's batches, each before its step
  const network::Network& network;
};

/// The recorded epochs and their losses, both as in Progress.
struct History {
  std::vector<Index> epochs;
  std::vector<double> losses;
};

/// Trains `network` in place on x (N, inputs) and N targets. Same seed, same bits.
/// lbfgs ends early where it has converged.
/// Throws Error(invalid_argument) for options out of range, options that the solver has no use for,
/// or shapes that do not fit; Error(data) for numbers that are not finite, all before anything
/// changes; Error(numeric), with the network as it was after the last recorded epoch before, when a
/// recorded loss or the parameters are no longer finite.
History fit(network::Network& network, const Matrix<double>& x, const reference::Targets& targets,
            const FitOptions& options);
/// The same from rows somebody else owns, in either precision: a mini-batch is all that is copied.
History fit(network::Network& network, const MatrixView<double>& x,
            const reference::Targets& targets, const FitOptions& options);
History fit(network::Network& network, const MatrixView<float>& x,
            const reference::Targets& targets, const FitOptions& options);

std::string_view name(Precision precision);
/// Throws Error(invalid_argument) that lists the names there are.
Precision parse_precision(std::string_view text);

}  // namespace crescent::train
