#include <crescent/experiment/assess.hpp>

namespace crescent::experiment {

Inputs inputs_of(const model::Model& model, const Problem& problem,
                 const std::vector<std::size_t>& rows,
                 std::vector<preprocess::UnseenLevels>* unseen) {
  Inputs inputs{.x = preprocess::transform(model.pipeline, problem.table, rows, unseen),
                .y = classes_of(problem, rows),
                .values = values_of(problem, rows),
                .weights = {}};
  if (problem.weights.empty()) return inputs;
  for (const std::size_t row : rows) inputs.weights.push_back(problem.weights[row]);
  return inputs;
}

model::Evaluation evaluate(const model::Model& model, const Inputs& inputs,
                           model::EvaluationOptions options) {
  options.weights = inputs.weights;
  return inputs.values.empty() ? model::evaluate(model, inputs.x, inputs.y, options)
                               : model::evaluate(model, inputs.x, inputs.values, options);
}

model::Importance importance(const model::Model& model, const Inputs& inputs,
                             const model::ImportanceOptions& options) {
  return inputs.values.empty()
             ? model::permutation_importance(model, inputs.x, inputs.y, options)
             : model::permutation_importance(model, inputs.x, inputs.values, options);
}

}  // namespace crescent::experiment
