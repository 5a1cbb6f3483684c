#pragma once

#include <functional>
#include <vector>

#include <crescent/data/dataset.hpp>
#include <crescent/network/network.hpp>
#include <crescent/train/fit.hpp>

#include "lessons.hpp"

namespace crescent::cli::tutorial {

/// The tutorial's first weights: its own stream, seeded again.
network::Network make_network(
    const network::Architecture& architecture, std::uint32_t seed,
    network::Initialisation initialisation = network::Initialisation::normal);

/// The tutorial's full-batch gradient descent on summed gradients.
train::Options gradient_descent(const Settings& settings);

/// After which iterations a loss is kept: 0, every, 2 every, …, and about ten times as often before
/// `closely_until`, in an odd rhythm, so that a loss that swings from pass to pass shows both
/// sides.
struct Looks {
  Index every = 1;
  Index closely_until = 0;
};

/// Trains a copy of `start`, keeping the loss on all points as often as `looks` says.
/// A training that diverges ends there, with a loss that is not finite.
Run run_training(const network::Network& start, const data::Dataset& data, train::Options options,
                 const Looks& looks, const std::function<void(const LossAt&)>& on_loss = {},
                 int threads = 0);

/// J / n of a network on a data set.
double loss_on(const network::Network& network, const data::Dataset& data, double l2);
double accuracy_on(const network::Network& network, const data::Dataset& data);

/// The hidden units that there is room to show: the six steepest, in their own order.
std::vector<std::size_t> units_to_show(const std::vector<double>& steepness);

}  // namespace crescent::cli::tutorial
