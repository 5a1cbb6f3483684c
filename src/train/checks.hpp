#pragma once

#include <span>

#include <crescent/train/fit.hpp>

namespace crescent::train {

/// Throws what `fit` promises before anything changes.
template <class Source>
void check(const network::Network& network, const MatrixView<Source>& x, std::span<const int> y,
           const FitOptions& options);

/// Whether the loss of this epoch is wanted.
bool is_recorded(const FitOptions& options, Index epoch);

[[noreturn]] void throw_diverged(Index epoch, double learning_rate);

}  // namespace crescent::train
