#include "options/model_file_options.hpp"

#include <utility>

#include <CLI/CLI.hpp>

namespace crescent::cli {

void ModelFileOptions::add_to(CLI::App& command) {
  command
      .add_option("--onnx-inputs", onnx_inputs,
                  "The model's inputs: columns, one for each; or tensor, one for all where all are "
                  "numeric")
      ->check(CLI::IsMember({"columns", "tensor"}))
      ->type_name("NAME")
      ->capture_default_str();
}

model::OnnxOptions ModelFileOptions::onnx() const {
  return {.inputs =
              onnx_inputs == "tensor" ? model::OnnxInputs::tensor : model::OnnxInputs::columns};
}

void ModelFileOptions::check(const experiment::Recipe& recipe, const experiment::Problem& problem,
                             const std::vector<std::size_t>& train) const {
  if (onnx().inputs == model::OnnxInputs::columns) return;  // any model can have these
  auto pipeline = preprocess::fit(problem.table, problem.target, train, recipe.pipeline);
  network::Network network(
      experiment::make_architecture(recipe, pipeline.features(), problem.target));
  static_cast<void>(
      model::to_onnx({.pipeline = std::move(pipeline), .network = std::move(network)}, onnx()));
}

}  // namespace crescent::cli
