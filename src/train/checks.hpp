#pragma once

#include <cstdint>

#include <crescent/train/fit.hpp>

namespace crescent::train {

/// Throws what `fit` promises before anything changes.
template <class Source>
void check(const network::Network& network, const MatrixView<Source>& x,
           const reference::Targets& targets, const FitOptions& options);

/// Whether the loss of this epoch is wanted.
bool is_recorded(const FitOptions& options, Index epoch);

/// The options' loss for batches out of `data_rows` rows (0: for all rows at once).
reference::Loss loss_of(const FitOptions& options, Index data_rows);

/// Key of the dropout of step `step`, from 0, of a training with `seed`.
std::uint64_t dropout_noise(std::uint32_t seed, std::uint32_t step);

[[noreturn]] void throw_diverged(Index epoch, double learning_rate);

}  // namespace crescent::train
