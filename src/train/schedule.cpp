#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include <crescent/base/choice.hpp>
#include <crescent/train/schedule.hpp>

namespace crescent::train {
namespace {

// In the order of the enumeration.
const std::vector<std::string> names = {"constant", "invscaling", "step", "cosine"};

}  // namespace

double learning_rate_at(const Schedule& schedule, double rate, Index t, Index epochs) {
  const auto time = static_cast<double>(t);
  switch (schedule.kind) {
    case ScheduleKind::invscaling:
      return rate / (1 + schedule.decay * time);
    case ScheduleKind::step: {
      const Index steps = t / schedule.every;
      return rate * std::pow(schedule.factor, static_cast<double>(steps));
    }
    case ScheduleKind::cosine:
      return rate * (1 + std::cos(std::numbers::pi * time / static_cast<double>(epochs))) / 2;
    case ScheduleKind::constant:
      break;
  }
  return rate;
}

std::string_view name(ScheduleKind kind) { return names[static_cast<std::size_t>(kind)]; }

ScheduleKind parse_schedule(std::string_view text) {
  return static_cast<ScheduleKind>(find_choice(names, text, "schedule"));
}

}  // namespace crescent::train
