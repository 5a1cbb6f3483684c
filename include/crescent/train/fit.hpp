#pragma once

#include <crescent/base/matrix.hpp>
#include <crescent/network/network.hpp>
#include <crescent/reference/losses.hpp>
#include <crescent/train/history.hpp>
#include <crescent/train/options.hpp>
#include <crescent/train/surroundings.hpp>

namespace crescent::train {

/// Trains `network` in place on x (N, inputs), N targets. Same seed, same bits.
/// lbfgs ends early where it has converged. Told to stop in the middle of an epoch, the network has
/// the weights of that moment, unless the best ones are restored.
/// Throws Error(invalid_argument) for options out of range, options that the solver has no use for,
/// or shapes that do not fit; Error(data) for numbers that are not finite, all before anything
/// changes;
/// Error(numeric) when the training diverges once more than max_rollbacks, with the network in the
/// last good state (max_rollbacks 0: as it was after the last recorded epoch that was finite). With
/// a checkpoint, Error(io) if it cannot be read or written, Error(parse) if neither of its files is
/// whole, Error(invalid_argument) or Error(data) if it is of another command or of other data.
History fit(network::Network& network, const Matrix<double>& x, const reference::Targets& targets,
            const Options& options, const Surroundings& surroundings = {});
/// The same from rows somebody else owns, in either precision: a mini-batch is all that is copied.
History fit(network::Network& network, const MatrixView<double>& x,
            const reference::Targets& targets, const Options& options,
            const Surroundings& surroundings = {});
History fit(network::Network& network, const MatrixView<float>& x,
            const reference::Targets& targets, const Options& options,
            const Surroundings& surroundings = {});

}  // namespace crescent::train
