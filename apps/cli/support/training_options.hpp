#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <crescent/train/fit.hpp>

namespace CLI {
class App;
}

namespace crescent::cli {

/// The options by which a network is trained.
struct TrainingOptions {
  std::string solver = "adam";
  std::string schedule = "constant";
  std::string precision = "float64";
  std::string engine = "automatic";
  std::optional<double> learning_rate;  ///< none: the solver's own default
  std::optional<double> weight_decay;   ///< none: the library's
  std::optional<Index> batch_size;      ///< none: 32, or all rows where the solver needs them
  double l2 = 1.0;
  Index epochs = 200;
  int threads = 0;
  std::uint32_t seed = 0;

  /// Adds --solver and all that follows from it, in a group "Training", which is returned.
  CLI::App& add_to(CLI::App& command);

  /// Throws Error(invalid_argument) for an option that the solver would ignore.
  train::FitOptions fit_options() const;
};

}  // namespace crescent::cli
