#pragma once

#include <functional>

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
train::FitOptions gradient_descent(const Settings& settings);

/// Trains a copy of `start`, keeping the loss on all points after iterations 0, every, 2 every, …
/// A training that diverges ends there, with a loss that is not finite.
Run run_training(const network::Network& start, const data::Dataset& data,
                 train::FitOptions options, Index every,
                 const std::function<void(const LossAt&)>& on_loss = {});

/// J / n of a network on a data set.
double loss_on(const network::Network& network, const data::Dataset& data, double l2);
double accuracy_on(const network::Network& network, const data::Dataset& data);

}  // namespace crescent::cli::tutorial
