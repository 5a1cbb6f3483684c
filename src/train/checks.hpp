#pragma once

#include <crescent/train/fit.hpp>

namespace crescent::train {

/// Throws what `fit` promises before anything changes.
void check(const network::Network& network, const Matrix<double>& x, const std::vector<int>& y,
           const FitOptions& options);

/// Whether the loss of this epoch is wanted.
bool is_recorded(const FitOptions& options, Index epoch);

[[noreturn]] void throw_diverged(Index epoch, double learning_rate);

}  // namespace crescent::train
