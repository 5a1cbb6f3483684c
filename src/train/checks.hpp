#pragma once

#include <cstdint>
#include <string>

#include <crescent/train/blocks.hpp>
#include <crescent/train/fit.hpp>

namespace crescent::train {

/// Throws what `fit` promises before anything changes.
template <class Source>
void check(const network::Network& network, const MatrixView<Source>& x,
           const reference::Targets& targets, const Options& options,
           const Surroundings& surroundings);

/// The same before any block is loaded.
void check(const network::Network& network, const ExampleBlocks& blocks,
           const WindowOptions& window, const Options& options, const Surroundings& surroundings);

/// Whether the loss of this epoch is wanted.
bool is_recorded(const Options& options, Index epoch);

/// The options' loss for batches out of `data_rows` rows (0: for all rows at once).
reference::Loss loss_of(const Options& options, Index data_rows);

/// Key of the dropout of step `step`, from 0, of a training with `seed`.
std::uint64_t dropout_noise(std::uint32_t seed, std::uint32_t step);

/// "the loss is no longer a finite number", or by how much it is above `limit`.
std::string how_it_diverged(double loss, double limit);

/// A state, read from `source`, that is of another training.
[[noreturn]] void throw_does_not_fit(const std::string& source);

/// `rollbacks`: how often it had been tried with half the rate.
[[noreturn]] void throw_diverged(Index epoch, double learning_rate, const std::string& how,
                                 int rollbacks);

}  // namespace crescent::train
