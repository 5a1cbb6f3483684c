#include <chrono>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include <crescent/base/choice.hpp>
#include <crescent/train/blocks.hpp>
#include <crescent/train/fit.hpp>

#include "train/batches.hpp"
#include "train/checks.hpp"
#include "train/fit_lbfgs.hpp"
#include "train/training.hpp"
#include "train/windows.hpp"

namespace crescent::train {
namespace {

// In the order of the enumerations.
const std::vector<std::string> precisions = {"float64", "float32"};
const std::vector<std::string> monitors = {"loss", "metric"};

template <class T, class Source>
History train(network::Network& network, const MatrixView<Source>& x,
              const reference::Targets& targets, const FitOptions& options) {
  Batches<T, Source> batches(x, targets, options.batch_size == 0 ? x.rows() : options.batch_size,
                             options.threads);
  const std::uint64_t data =
      options.checkpoint.file.empty() ? 0 : fingerprint_of(network, x, targets, options.validation);
  return Training<T>(network, batches, data, options).run();
}

template <class Source>
History run(network::Network& network, const MatrixView<Source>& x,
            const reference::Targets& targets, const FitOptions& options) {
  check(network, x, targets, options);
  if (options.optimiser.solver == solvers::Solver::lbfgs) {
    if constexpr (std::is_same_v<Source, double>) {
      return fit_lbfgs(network, x, targets, options);
    } else {
      const Matrix<double> as_double = x.template cast<double>();
      return fit_lbfgs(network, {as_double.data(), x.rows(), x.cols()}, targets, options);
    }
  }
  return options.precision == Precision::float32 ? train<float>(network, x, targets, options)
                                                 : train<double>(network, x, targets, options);
}

template <class T>
History train(network::Network& network, const ExampleBlocks& blocks, const WindowOptions& window,
              const FitOptions& options) {
  Windows<T> windows(blocks, network.architecture(), window, options);
  const std::uint64_t data = fingerprint_of(network, blocks.fingerprint(), options.validation);
  return Training<T>(network, windows, data, options).run();
}

/// The history that `training` returns, with its duration.
template <class Run>
History timed(const Run& training) {
  const auto start = std::chrono::steady_clock::now();
  History history = training();
  history.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return history;
}

}  // namespace

History fit(network::Network& network, const Matrix<double>& x, const reference::Targets& targets,
            const FitOptions& options) {
  return fit(network, MatrixView<double>{x.data(), x.rows(), x.cols()}, targets, options);
}

History fit(network::Network& network, const MatrixView<double>& x,
            const reference::Targets& targets, const FitOptions& options) {
  return timed([&] { return run(network, x, targets, options); });
}

History fit(network::Network& network, const MatrixView<float>& x,
            const reference::Targets& targets, const FitOptions& options) {
  return timed([&] { return run(network, x, targets, options); });
}

History fit(network::Network& network, const ExampleBlocks& blocks, const WindowOptions& window,
            const FitOptions& options) {
  check(network, blocks, window, options);
  return timed([&] {
    return options.precision == Precision::float32
               ? train<float>(network, blocks, window, options)
               : train<double>(network, blocks, window, options);
  });
}

std::string_view name(Precision precision) {
  return precisions[static_cast<std::size_t>(precision)];
}

Precision parse_precision(std::string_view text) {
  return static_cast<Precision>(find_choice(precisions, text, "precision"));
}

std::string_view name(Monitor monitor) { return monitors[static_cast<std::size_t>(monitor)]; }

Monitor parse_monitor(std::string_view text) {
  return static_cast<Monitor>(find_choice(monitors, text, "monitor"));
}

}  // namespace crescent::train
