#pragma once

#include <cstddef>
#include <string_view>

#include <crescent/experiment/streamed.hpp>

#include "options/recipe_options.hpp"

namespace crescent::cli {

/// "512MB", "2GB", "512MiB", "100000000": bytes. Throws Error(invalid_argument) that says so.
std::size_t parse_memory(std::string_view text);

/// Trains on a packed file in `memory` bytes, and tells what that left out. Throws
/// Error(invalid_argument) for another file or an option that cannot be had that way.
class StreamedTraining {
 public:
  StreamedTraining(const ProblemOptions& options, std::size_t memory, double test_fraction);

  const preprocess::Target& target() const { return problem_.target; }
  /// `onnx`: how the model is to be written; what stands in the way is thrown before the training.
  experiment::StreamedFit fit(const experiment::Recipe& recipe, const data::Table* validation,
                              const model::OnnxOptions& onnx,
                              const train::Surroundings& surroundings) const;

 private:
  data::PackedFile file_;
  experiment::StreamOptions stream_;
  experiment::StreamedProblem problem_;
};

}  // namespace crescent::cli
