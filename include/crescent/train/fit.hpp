#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <crescent/base/matrix.hpp>
#include <crescent/network/network.hpp>
#include <crescent/reference/losses.hpp>
#include <crescent/solvers/optimiser.hpp>
#include <crescent/train/schedule.hpp>

namespace crescent::train {

struct Progress;

/// How a network is trained. Names as in scikit-learn where it has them.
struct FitOptions {
  solvers::OptimiserOptions optimiser = {};
  double learning_rate = 0.001;
  Schedule schedule = {};
  Index epochs = 200;
  Index batch_size = 0;  ///< rows a step; 0 or at least all rows: the full batch
  bool shuffle = true;   ///< mini-batches: a new order of the rows every epoch
  std::uint32_t seed = 0;
  std::string engine = "automatic";  ///< one of engine::engine_names(), or the faster one
  double l2 = 0.0;
  reference::Reduction reduction = reference::Reduction::mean;
  /// Called after every epoch; false ends the training there.
  std::function<bool(const Progress&)> on_epoch = {};
};

/// What `on_epoch` is told.
struct Progress {
  Index epoch = 0;   ///< from 0
  Index epochs = 0;  ///< of how many
  double loss = 0;   ///< mean over the epoch's batches, each before its step
  const network::Network& network;
};

/// The loss of every epoch, as in Progress.
struct History {
  std::vector<double> losses;
};

/// Trains `network` in place on x (N, inputs), y (N). Same seed, same bits.
/// Throws Error(invalid_argument) for options out of range or shapes that do not fit; Error(data)
/// for an x that is not finite, both before anything changes;
/// Error(numeric), with the network as it was before that epoch, when the loss is no longer finite.
History fit(network::Network& network, const Matrix<double>& x, const std::vector<int>& y,
            const FitOptions& options);

}  // namespace crescent::train
