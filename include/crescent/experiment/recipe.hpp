#pragma once

#include <cstddef>
#include <vector>

#include <crescent/experiment/problem.hpp>
#include <crescent/model/model.hpp>
#include <crescent/network/network.hpp>
#include <crescent/preprocess/pipeline.hpp>
#include <crescent/train/fit.hpp>

namespace crescent::experiment {

/// Everything that decides a model but its data: how columns become inputs, the network's shape and
/// its training. `fit.seed` also draws the first weights.
struct Recipe {
  preprocess::PipelineOptions pipeline = {};
  std::vector<Index> hidden = {16, 16};  ///< units of each hidden layer; may be empty
  /// Of the hidden layers: one for all, or one for each.
  std::vector<reference::Activation> activation = {reference::Activation::tanh};
  network::Initialisation initialisation = network::Initialisation::glorot;
  train::FitOptions fit = {};
};

/// The network a recipe means for so many inputs and the problem's target.
/// Throws Error(invalid_argument) if the activations do not fit the layers.
network::Architecture make_architecture(const Recipe& recipe, Index inputs,
                                        const preprocess::Target& target);

struct Fitted {
  model::Model model;  ///< with its baselines, learned from the same rows
  train::History history;
};

/// From raw columns to a model: fits the preprocessing on `train`, transforms, draws the weights,
/// trains. Uses no row but those of `train`. Weights count in the network's loss, not in the
/// preprocessing and not in the baselines.
/// Throws what preprocess::fit, transform and train::fit throw.
Fitted fit_model(const Recipe& recipe, const Problem& problem,
                 const std::vector<std::size_t>& train);

}  // namespace crescent::experiment
