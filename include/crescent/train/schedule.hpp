#pragma once

#include <string_view>

#include <crescent/base/matrix.hpp>

namespace crescent::train {

/// How the learning rate changes from epoch to epoch; t counts epochs from 0, T is their number.
enum class ScheduleKind {
  constant,    ///< rate
  invscaling,  ///< rate / (1 + decay · t): annealing
  step,        ///< rate · factor^floor(t / every)
  cosine,      ///< rate · (1 + cos(π t / T)) / 2
};

struct Schedule {
  ScheduleKind kind = ScheduleKind::constant;
  double decay = 0.01;  ///< invscaling, >= 0
  double factor = 0.5;  ///< step, in (0, 1]
  Index every = 100;    ///< step: epochs, >= 1
};

/// The learning rate of epoch t of `epochs`.
double learning_rate_at(const Schedule& schedule, double rate, Index t, Index epochs);

std::string_view name(ScheduleKind kind);
/// Throws Error(invalid_argument) that lists the names there are.
ScheduleKind parse_schedule(std::string_view text);

}  // namespace crescent::train
