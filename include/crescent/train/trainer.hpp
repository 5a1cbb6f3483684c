#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <crescent/base/matrix.hpp>
#include <crescent/network/network.hpp>
#include <crescent/reference/losses.hpp>
#include <crescent/train/blocks.hpp>
#include <crescent/train/history.hpp>
#include <crescent/train/options.hpp>
#include <crescent/train/surroundings.hpp>

namespace crescent::train {

/// A training that can be stopped, looked at, changed and let go on at any step; `fit` is one that
/// runs to its end. However it is cut into calls of `advance`, its bits are the same.
class Trainer {
 public:
  /// Trains `network` in place on x (N, inputs), N targets. The network, the examples and what the
  /// surroundings view stay the caller's and must outlive it. Throws as `fit` does before anything
  /// changes. With a checkpoint, goes on where that stands.
  Trainer(network::Network& network, const MatrixView<double>& x, const reference::Targets& targets,
          const Options& options, const Surroundings& surroundings = {});
  Trainer(network::Network& network, const MatrixView<float>& x, const reference::Targets& targets,
          const Options& options, const Surroundings& surroundings = {});
  /// From examples that are in memory window by window.
  Trainer(network::Network& network, const ExampleBlocks& blocks, const WindowOptions& window,
          const Options& options, const Surroundings& surroundings = {});
  Trainer(Trainer&&) noexcept;
  Trainer& operator=(Trainer&&) noexcept;
  ~Trainer();

  /// Goes on to the end of the epoch, and for so many epochs in all, >= 1; lbfgs: iterations. False
  /// where the training ended before or with them: history() says why. Throws Error(numeric) when
  /// it diverges, as `fit` does.
  bool advance(Index epochs = 1);
  /// Goes on for so many of the optimiser's steps, >= 1; lbfgs: iterations.
  bool advance_steps(Index steps);

  /// The epochs done.
  Index epoch() const;
  /// Where it stands, in the middle of an epoch too; the network has what the last recorded epoch
  /// ended with.
  std::vector<double> parameters() const;
  const History& history() const;

  /// All that the rest of the training depends on beside network, examples and options: the bytes
  /// that docs/formats/checkpoint.md describes.
  std::string state() const;
  /// Goes on from a state of a trainer of the same network, examples and options, with the same
  /// bits. Throws Error(parse), and changes nothing, if it is none that fits.
  void set_state(std::string_view bytes);

  /// Goes on from a state of a trainer with other options or other rows, but the same shape of
  /// network: parameters, epochs done and history are its; the order of the rows and what the
  /// optimiser remembers are, where they fit. `solver`: whose state it is. Divergence is measured
  /// from here on. Throws, and changes nothing, Error(parse) if the network is of another shape,
  /// Error(invalid_argument) if the epoch stands between two batches of another size.
  void carry_over(std::string_view bytes, solvers::Solver solver);

  const Options& options() const;
  /// Goes on with other options, as carry_over does. Throws, and changes nothing,
  /// Error(invalid_argument) for options that `fit` refuses, and with a checkpoint, which is of one
  /// set of options.
  void set_options(const Options& options);

  /// Gives the network the best recorded epoch's weights, if they are to be restored, and tells how
  /// the training went.
  History finish();

 private:
  struct Data;
  std::unique_ptr<Data> data_;
};

}  // namespace crescent::train
