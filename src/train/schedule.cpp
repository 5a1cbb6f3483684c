// Derived in docs/maths.md, "Schedules".
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include <crescent/base/choice.hpp>
#include <crescent/train/schedule.hpp>

namespace crescent::train {
namespace {

// In the order of the enumeration.
const std::vector<std::string> names = {"constant", "invscaling", "step",
                                        "cosine",   "onecycle",   "plateau"};

/// PyTorch's defaults: where the rate starts below its peak, and ends below where it started.
constexpr double div_factor = 25, final_div_factor = 1e4;

/// Half a cosine from `from` (share 0) to `to` (share 1).
double anneal(double from, double to, double share) {
  return to + (from - to) / 2 * (std::cos(std::numbers::pi * share) + 1);
}

double one_cycle(double peak, double warm_up, double t, double T) {
  const double start = peak / div_factor, end = start / final_div_factor;
  const double top = warm_up * T - 1;  // the step of the peak, between two steps perhaps
  const double last = T - 1;
  if (t <= top && top > 0) return anneal(start, peak, t / top);
  return anneal(peak, end, last > top ? (t - top) / (last - top) : 1);
}

}  // namespace

bool goes_by_steps(const Schedule& schedule) { return schedule.kind == ScheduleKind::onecycle; }

double value_at(const Schedule& schedule, double value, const Clock& clock) {
  const auto t = static_cast<double>(clock.epoch), T = static_cast<double>(clock.epochs);
  switch (schedule.kind) {
    case ScheduleKind::invscaling:
      return value / (1 + schedule.decay * t);
    case ScheduleKind::step:
      return value * std::pow(schedule.factor, static_cast<double>(clock.epoch / schedule.every));
    case ScheduleKind::cosine:
      return value * (1 + std::cos(std::numbers::pi * t / T)) / 2;
    case ScheduleKind::onecycle:
      return one_cycle(value, schedule.warm_up, static_cast<double>(clock.step),
                       static_cast<double>(clock.steps));
    case ScheduleKind::constant:
    case ScheduleKind::plateau:
      break;
  }
  return value;
}

bool Plateau::note(const Schedule& schedule, double value, bool higher_is_better) {
  const double margin = schedule.threshold * std::abs(best);
  const bool better =
      std::isnan(best) || (higher_is_better ? value > best + margin : value < best - margin);
  if (better) {
    best = value;
    waited = 0;
    return false;
  }
  if (++waited < schedule.patience) return false;
  waited = 0;
  return true;
}

std::string_view name(ScheduleKind kind) { return names[static_cast<std::size_t>(kind)]; }

ScheduleKind parse_schedule(std::string_view text) {
  return static_cast<ScheduleKind>(find_choice(names, text, "schedule"));
}

const std::vector<std::string>& schedule_names() { return names; }

}  // namespace crescent::train
