#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <crescent/base/matrix.hpp>
#include <crescent/network/network.hpp>
#include <crescent/reference/losses.hpp>
#include <crescent/train/fit.hpp>

namespace crescent::train {

/// Some examples; of `y` and `values` the one that the network's output asks for.
struct Examples {
  Matrix<double> x;                  ///< (N, inputs)
  std::vector<int> y = {};           ///< (N)
  std::vector<double> values = {};   ///< (N, outputs)
  std::vector<double> weights = {};  ///< (N); empty: 1 each

  reference::Targets targets() const {
    return y.empty() ? reference::Targets::of_values(values, weights)
                     : reference::Targets(y, weights);
  }
};

/// Examples that need not be in memory: they are made block by block, when they are needed.
class ExampleBlocks {
 public:
  virtual ~ExampleBlocks() = default;
  virtual std::size_t count() const = 0;
  virtual Index rows(std::size_t block) const = 0;  ///< may be 0
  virtual bool are_weighted() const = 0;            ///< all or none
  /// The same examples each time. Called by several threads at once.
  virtual Examples load(std::size_t block) const = 0;
  /// Tells these examples from others, for checkpoints.
  virtual std::uint64_t fingerprint() const = 0;
};

/// How much of the blocks is in memory at a time.
struct WindowOptions {
  Index rows = 0;  ///< of a window, rounded down to a multiple of batch_size; at least that
  int loads = 0;   ///< blocks that are loaded at once, at most; 0: as many as there are threads
};

/// `fit` of examples in blocks: each epoch takes the blocks in a new random order, as many as make
/// a window, and mini-batches from the window's rows in random order. With a single window that is
/// what `fit` does. Every row is trained on once an epoch. Same seed and same window, same bits,
/// for any number of threads. Throws what `fit` throws, and what loading a block does;
/// Error(invalid_argument) for a solver that needs all rows in every step, or a batch_size of 0 or
/// more than a window holds.
History fit(network::Network& network, const ExampleBlocks& blocks, const WindowOptions& window,
            const Options& options, const Surroundings& surroundings = {});

}  // namespace crescent::train
