#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <crescent/data/dataset.hpp>
#include <crescent/explain/gradient_check.hpp>
#include <crescent/explain/step.hpp>
#include <crescent/linear/logistic_regression.hpp>
#include <crescent/network/network.hpp>

namespace crescent::cli::tutorial {

struct Settings {
  std::uint32_t seed = 0;
  Index samples = 200;
  double noise = 0.2;
  Index hidden = 3;
  Index passes = 20'000;
  double learning_rate = 0.01;  ///< the tutorial's epsilon, on summed gradients
  double l2 = 0.01;             ///< the tutorial's reg_lambda
};

struct LossAt {
  Index iteration = 0;
  double loss = 0;
};

/// One training from start to end.
struct Run {
  network::Network network{network::make_architecture(1, {}, 2)};
  std::vector<LossAt> losses = {};       ///< after iteration 0, `every`, 2 `every`, …
  double loss = 0;                       ///< after the last; not finite if the training diverged
  double accuracy = 0;                   ///< on the training points
  std::vector<LossAt> last_losses = {};  ///< after the last six iterations
  double seconds = 0;
};

struct NamedRun {
  std::string name;
  Run run;
};

struct HiddenSize {
  Index hidden = 0;
  Run run;
  double test_loss = 0;
  double test_accuracy = 0;
};

/// Several trainings that differ only in the last digits of their first weights.
struct Twins {
  /// Until here the losses are kept more often: the default run's twins part in this time.
  static constexpr Index first_passes = 3000;

  double perturbation = 1e-15;
  Index every = 1;  ///< iterations between two losses past first_passes
  Run base = {};
  std::vector<Run> twins = {};

  /// Largest distance of a twin's loss from the base's at the i-th loss.
  double spread(std::size_t i) const;
  double final_spread() const;
};

struct MoreClasses {
  std::string name;
  data::Dataset data;
  Run run;
  double logistic_accuracy = 0;
};

/// How long the step is for the slope's bend at one moment of the training.
struct Sharpness {
  Index iteration = 0;
  double value = 0;  ///< learning rate times the largest eigenvalue of J's Hessian; > 2 overshoots
};

/// Every number of the tutorial, in its order.
struct Lessons {
  Settings settings;
  data::Dataset moons;
  data::Dataset test_moons;  ///< fresh points from the same stream
  linear::LogisticRegression logistic_regression;
  double logistic_accuracy = 0;
  network::Network initial{network::make_architecture(1, {}, 2)};
  Run network;
  explain::Step example;  ///< point 0 at the first weights
  std::vector<explain::BlockCheck> gradient_check;
  Twins twins;
  Twins stable_twins;                ///< the same with 20 hidden units
  std::vector<Sharpness> sharpness;  ///< of the main network, where the twins part
  Run without_biases;
  std::vector<NamedRun> activations;
  std::vector<NamedRun> initialisations;
  Run single_output;
  std::vector<NamedRun> variants;
  std::vector<HiddenSize> hidden_sizes;
  std::vector<MoreClasses> more_classes;
  struct Seconds {
    double logistic_regression = 0;
    double hidden_sizes = 0;
    double total = 0;
  } seconds;
};

/// What the caller hears while the lessons run.
struct Listener {
  std::function<void(const LossAt&)> on_loss;  ///< of the main network, every 1000 passes
  std::function<void(int done, int total, const std::string& lesson)> on_lesson;
};

/// Throws Error(invalid_argument) for settings out of range.
void check(const Settings& settings);

/// Runs the tutorial. Throws what `check` throws.
Lessons run_lessons(const Settings& settings, const Listener& listener);

}  // namespace crescent::cli::tutorial
