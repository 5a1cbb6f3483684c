#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include <crescent/solvers/optimiser.hpp>

namespace crescent::train {

/// A copy of the parameters and of all that an optimiser remembers.
template <class T>
struct Memory {
  std::vector<T> parameters;
  std::int64_t steps = 0;
  std::vector<std::vector<T>> buffers;  ///< in the order of the optimiser's state

  void keep(std::span<const T> values, solvers::Optimiser<T>& optimiser) {
    parameters.assign(values.begin(), values.end());
    const auto state = optimiser.state();
    steps = state.steps;
    buffers.resize(state.buffers.size());
    for (std::size_t i = 0; i < buffers.size(); ++i)
      buffers[i].assign(state.buffers[i].values.begin(), state.buffers[i].values.end());
  }

  void put_back(std::span<T> values, solvers::Optimiser<T>& optimiser) const {
    std::copy(parameters.begin(), parameters.end(), values.begin());
    auto state = optimiser.state();
    state.steps = steps;
    for (std::size_t i = 0; i < buffers.size(); ++i)
      std::copy(buffers[i].begin(), buffers[i].end(), state.buffers[i].values.begin());
  }

  /// rprop takes no notice of a learning rate, but keeps step sizes of its own.
  void halve_steps(solvers::Optimiser<T>& optimiser) {
    const auto state = optimiser.state();
    for (std::size_t i = 0; i < buffers.size(); ++i) {
      if (state.buffers[i].name != "step") continue;
      for (T& step : buffers[i]) step /= 2;
    }
  }
};

}  // namespace crescent::train
