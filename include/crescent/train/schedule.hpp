#pragma once

#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include <crescent/base/matrix.hpp>

namespace crescent::train {

/// Where a training stands.
struct Clock {
  Index epoch = 0, epochs = 0;  ///< t, from 0, of T
  Index step = 0, steps = 0;    ///< the optimiser's: t, from 0, of T
};

/// How a value, such as the learning rate, changes in the course of a training; t counts epochs
/// from 0, T is their number.
enum class ScheduleKind {
  constant,    ///< rate
  invscaling,  ///< rate / (1 + decay · t): annealing
  step,        ///< rate · factor^floor(t / every)
  cosine,      ///< rate · (1 + cos(π t / T)) / 2
  /// From rate / 25 up to rate, then down to rate / 250 000, along half cosines and step by step:
  /// here t counts the optimiser's steps, T is their number. PyTorch's OneCycleLR with its default
  /// factors and without its cycle of momentum.
  onecycle,
  /// rate · factor^n, n how often no better value had come for `patience` epochs, until it would
  /// fall by no more than 1e-8
  plateau,
};

struct Schedule {
  ScheduleKind kind = ScheduleKind::constant;
  double decay = 0.01;      ///< invscaling, >= 0
  double factor = 0.5;      ///< step, plateau, in (0, 1]
  Index every = 100;        ///< step: epochs, >= 1
  double warm_up = 0.3;     ///< onecycle: share of the steps in which the rate rises, in (0, 1)
  Index patience = 10;      ///< plateau: recorded epochs, >= 1
  double threshold = 1e-4;  ///< plateau: what is better, as a share of the best value, in [0, 1)
};

/// Whether it changes from step to step, not from epoch to epoch.
bool goes_by_steps(const Schedule& schedule);

/// What becomes of `value` ("rate" above) by the clock. plateau: `value`.
double value_at(const Schedule& schedule, double value, const Clock& clock);

/// Schedule plateau, epoch by epoch.
struct Plateau {
  double best = std::numeric_limits<double>::quiet_NaN();
  Index waited = 0;  ///< epochs since it got better

  /// Takes note of an epoch's value; true where the rate falls after it.
  bool note(const Schedule& schedule, double value, bool higher_is_better = false);
};

std::string_view name(ScheduleKind kind);
/// Throws Error(invalid_argument) that lists the names there are.
ScheduleKind parse_schedule(std::string_view text);
/// Every schedule's name.
const std::vector<std::string>& schedule_names();

}  // namespace crescent::train
