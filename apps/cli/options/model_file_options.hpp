#pragma once

#include <string>
#include <vector>

#include <crescent/experiment/recipe.hpp>
#include <crescent/model/model.hpp>

namespace CLI {
class App;
}

namespace crescent::cli {

/// How a model is written into its file.
struct ModelFileOptions {
  std::string onnx_inputs = "columns";

  /// Adds --onnx-inputs.
  void add_to(CLI::App& command);
  model::OnnxOptions onnx() const;
  /// Throws what model::to_onnx will say to a model of this recipe, before it is trained.
  void check(const experiment::Recipe& recipe, const experiment::Problem& problem,
             const std::vector<std::size_t>& train) const;
};

}  // namespace crescent::cli
