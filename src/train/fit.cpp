#include <chrono>
#include <limits>
#include <utility>

#include <crescent/train/blocks.hpp>
#include <crescent/train/fit.hpp>
#include <crescent/train/trainer.hpp>

namespace crescent::train {
namespace {

/// A training from its beginning to its end.
template <class... Given>
History run_to_end(Given&&... given) {
  const auto start = std::chrono::steady_clock::now();
  Trainer trainer(std::forward<Given>(given)...);
  trainer.advance(std::numeric_limits<Index>::max());
  History history = trainer.finish();
  history.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return history;
}

}  // namespace

History fit(network::Network& network, const Matrix<double>& x, const reference::Targets& targets,
            const Options& options, const Surroundings& surroundings) {
  return fit(network, MatrixView<double>{x.data(), x.rows(), x.cols()}, targets, options,
             surroundings);
}

History fit(network::Network& network, const MatrixView<double>& x,
            const reference::Targets& targets, const Options& options,
            const Surroundings& surroundings) {
  return run_to_end(network, x, targets, options, surroundings);
}

History fit(network::Network& network, const MatrixView<float>& x,
            const reference::Targets& targets, const Options& options,
            const Surroundings& surroundings) {
  return run_to_end(network, x, targets, options, surroundings);
}

History fit(network::Network& network, const ExampleBlocks& blocks, const WindowOptions& window,
            const Options& options, const Surroundings& surroundings) {
  return run_to_end(network, blocks, window, options, surroundings);
}

}  // namespace crescent::train
