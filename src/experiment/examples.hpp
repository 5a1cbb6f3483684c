#pragma once

#include <crescent/experiment/recipe.hpp>
#include <crescent/train/blocks.hpp>

namespace crescent::experiment {

/// Network inputs of rows with what should come of them.
train::Examples examples(const preprocess::Pipeline& pipeline, const Problem& problem,
                         const std::vector<std::size_t>& rows, const ClassWeight& weight);

inline train::Validation validation_of(const train::Examples& examples) {
  if (examples.x.rows() == 0) return {};
  return {{examples.x.data(), static_cast<std::size_t>(examples.x.size())}, examples.targets()};
}

/// Another table's rows, with the classes that the problem has.
Problem same_problem(const preprocess::Target& target, const data::Table& table);

/// A network with its first weights.
network::Network first_network(const Recipe& recipe, Index inputs,
                               const preprocess::Target& target);

/// What is looked at once a network is trained: its health, and baselines from the same rows.
/// `values`: those of a regression in their own unit, `learned.values` in the one trained in.
/// `weights`: the rows' own, `learned.weights` with those of their classes; empty: 1 each.
void look_back(const Recipe& recipe, const preprocess::Target& target,
               const train::Examples& learned, const std::vector<double>& values,
               const std::vector<double>& weights, int threads, Fitted& fitted);

}  // namespace crescent::experiment
