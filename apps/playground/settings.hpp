#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include <crescent/base/matrix.hpp>
#include <crescent/preprocess/target.hpp>
#include <crescent/reference/architecture.hpp>
#include <crescent/reference/losses.hpp>
#include <crescent/solvers/optimiser.hpp>
#include <crescent/train/schedule.hpp>

namespace crescent::playground {

/// What the page lets a visitor do at most: a session stays quick and small.
struct Limits {
  static constexpr std::size_t layers = 8;
  static constexpr Index units = 64;
  static constexpr Index samples = 10'000;
  static constexpr int classes = 10;
};

using preprocess::Task;

/// Everything that decides a run; the same names as in web/src/engine/protocol.ts, which describes
/// them and says what a change of each costs.
struct Settings {
  std::string dataset = "moons";
  Index samples = 500;
  double noise = 0.2;
  int classes = 2;
  std::uint32_t data_seed = 0;
  double test_fraction = 0.5;
  Index test_samples = 0;

  std::vector<std::string> features = {"x1", "x2"};
  std::vector<Index> hidden = {4, 2};
  std::vector<std::string> activation = {"tanh"};
  std::string output = "softmax";
  std::string initialisation = "glorot";
  std::uint32_t seed = 0;
  std::string precision = "float32";

  std::string solver = "adam";
  double learning_rate = 0.01;
  double momentum = 0.9;
  Index batch_size = 10;
  double l1 = 0;
  double l2 = 0;
  double dropout = 0;
  double label_smoothing = 0;
  std::string loss = "squared";
  std::string reduction = "mean";
  std::string schedule = "constant";
  double decay = 0.01;
  double factor = 0.5;
  Index every = 100;
  Index epochs = 0;
};

/// Which part of a session two settings tell apart.
struct Difference {
  bool data = false;
  bool network = false;
  bool training = false;
};
Difference difference(const Settings& a, const Settings& b);

/// The settings of `crescent tutorial`: the same losses.
Settings tutorial_settings();

/// `base` with the members of the object `changes` in the place of its own, checked.
/// Throws Error(invalid_argument) for an unknown name, another type, or a value out of its range.
Settings merge(const Settings& base, const nlohmann::json& changes);
nlohmann::json to_json(const Settings& settings);

reference::Loss loss_of(const Settings& settings);
solvers::OptimiserOptions optimiser_of(const Settings& settings);
train::Schedule schedule_of(const Settings& settings);
/// The network for so many inputs; `outputs`: classes, or 1 for a regression.
reference::Architecture architecture_of(const Settings& settings, Index inputs, int outputs);

}  // namespace crescent::playground
