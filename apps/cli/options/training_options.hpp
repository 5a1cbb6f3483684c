#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <crescent/experiment/recipe.hpp>
#include <crescent/train/fit.hpp>

namespace CLI {
class App;
}

namespace crescent::cli {

/// The options by which a network is trained.
struct TrainingOptions {
  std::string solver = "adam";
  std::string precision = "float64";
  std::string engine = "automatic";
  std::optional<double> learning_rate;  ///< none: the solver's own default
  std::optional<double> weight_decay;   ///< none: the library's, as of the others below
  std::optional<double> momentum;
  std::string nesterov;             ///< yes, no; empty: the library's
  std::optional<Index> batch_size;  ///< none: 32, or all rows where the solver needs them
  std::string schedule;             ///< empty: cosine, or constant where each step takes all rows
  std::optional<double> schedule_decay, schedule_factor, schedule_warm_up, schedule_threshold;
  std::optional<Index> schedule_every, schedule_patience;
  double l2 = 1.0;
  double l1 = 0.0;
  double dropout = 0.0;
  double label_smoothing = 0.0;
  double max_grad_norm = 0.0;
  std::string loss;  ///< empty: as the target asks for
  std::optional<double> huber_delta;
  std::vector<std::string> class_weight;  ///< "balanced", or "name=weight"
  std::string valid;                      ///< a CSV file; empty: none
  std::optional<double> validation_fraction;
  Index patience = 0;
  double min_delta = 0;
  std::string monitor;  ///< loss, metric; empty: loss
  int max_rollbacks = 3;
  Index epochs = 100;
  int threads = 0;
  std::uint32_t seed = 0;

  /// Adds --solver and all that follows from it, in groups of which "Training" is returned.
  CLI::App& add_to(CLI::App& command);

  /// Throw Error(invalid_argument) for an option that another one leaves without effect.
  train::Options fit_options() const;
  /// As given, else a tenth where something needs validation rows, else 0.
  double chosen_validation_fraction() const;
  experiment::ClassWeight chosen_class_weight() const;
  /// Whether a loss was chosen that does not go with the task.
  void check_task(preprocess::Task task) const;

 private:
  train::Schedule chosen_schedule() const;
};

}  // namespace crescent::cli
