#pragma once

#include <string>
#include <vector>

#include <crescent/preprocess/pipeline.hpp>

namespace CLI {
class App;
}

namespace crescent::cli {

/// The options by which columns become a network's inputs.
struct PreprocessOptions {
  std::vector<std::string> ignore, categorical, numeric;
  std::string weight_column, id_column;
  std::string scaler = "standard";

  /// Adds them in a group "Columns".
  void add_to(CLI::App& command);
  preprocess::PipelineOptions pipeline_options() const;
};

}  // namespace crescent::cli
