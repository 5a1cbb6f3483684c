#pragma once

#include <vector>

#include <crescent/experiment/problem.hpp>
#include <crescent/model/evaluation.hpp>
#include <crescent/model/importance.hpp>
#include <crescent/model/model.hpp>

namespace crescent::experiment {

/// Rows of a problem as a model's network sees them, with what is true of them.
struct Inputs {
  Matrix<double> x;             ///< (N, F)
  std::vector<int> y;           ///< (N); empty for a quantity
  std::vector<double> values;   ///< (N); empty for classes
  std::vector<double> weights;  ///< (N); empty: 1 each
};

/// `unseen` (optional) receives the columns with levels that the training rows had not. Throws what
/// preprocess::transform throws.
Inputs inputs_of(const model::Model& model, const Problem& problem,
                 const std::vector<std::size_t>& rows,
                 std::vector<preprocess::UnseenLevels>* unseen = nullptr);

/// The model beside its baselines; weights of `inputs` take the place of those in the options.
model::Evaluation evaluate(const model::Model& model, const Inputs& inputs,
                           model::EvaluationOptions options = {});

model::Importance importance(const model::Model& model, const Inputs& inputs,
                             const model::ImportanceOptions& options = {});

}  // namespace crescent::experiment
