#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <crescent/experiment/problem.hpp>
#include <crescent/model/model.hpp>
#include <crescent/network/network.hpp>
#include <crescent/preprocess/pipeline.hpp>
#include <crescent/train/diagnose.hpp>
#include <crescent/train/fit.hpp>

namespace crescent::experiment {

/// What the rows of a class count, beside their own weights; scikit-learn's `class_weight`.
struct ClassWeight {
  bool balanced = false;  ///< each class the same in sum: N / (K · rows of the class)
  std::vector<std::pair<std::string, double>> given = {};  ///< by name, >= 0; the others count 1
};

/// Everything that decides a model but its data: how columns become inputs, the network's shape and
/// its training. `fit.seed` also draws the first weights.
struct Recipe {
  preprocess::PipelineOptions pipeline = {};
  std::vector<Index> hidden = {16, 16};  ///< units of each hidden layer; may be empty
  /// Of the hidden layers: one for all, or one for each.
  std::vector<reference::Activation> activation = {reference::Activation::tanh};
  network::Initialisation initialisation = network::Initialisation::glorot;
  train::Options fit = {};
  /// Share of the training rows that judge the network on its way instead, in [0, 1): nothing else
  /// is learned from them. 0: none.
  double validation_fraction = 0;
  ClassWeight class_weight = {};
  bool diagnose = false;  ///< whether to look for dead and saturated units in the end
};

/// The network a recipe means for so many inputs and the problem's target.
/// Throws Error(invalid_argument) if the activations do not fit the layers.
network::Architecture make_architecture(const Recipe& recipe, Index inputs,
                                        const preprocess::Target& target);

struct Fitted {
  model::Model model;  ///< with its baselines, learned from the same rows
  train::History history;
  train::Diagnosis diagnosis;  ///< on 1000 training rows at most; empty unless asked for
  std::size_t trained_rows = 0;
  std::size_t validation_rows = 0;
};

/// The weights (rows.size()) of rows of a problem: their own times their class's, scaled to mean 1;
/// empty where all are 1. Throws Error(invalid_argument) for a class that the target has not, for
/// classes of a regression, or weights out of range; Error(data) if all are 0.
std::vector<double> weights_of(const ClassWeight& weight, const Problem& problem,
                               const std::vector<std::size_t>& rows);

/// From raw columns to a model: fits the preprocessing on `train`, transforms, draws the weights,
/// trains. Uses no row but those of `train`, of which recipe.validation_fraction only judge; or all
/// rows with a target of the table `validation`, whose columns are matched by name.
/// Weights count in the network's loss and in the baselines, not in the preprocessing.
/// The validation rows of `surroundings` are its own.
/// Throws what preprocess::fit, transform and train::fit throw; Error(invalid_argument) for both a
/// fraction and a table.
Fitted fit_model(const Recipe& recipe, const Problem& problem,
                 const std::vector<std::size_t>& train, const data::Table* validation = nullptr,
                 train::Surroundings surroundings = {});

}  // namespace crescent::experiment
