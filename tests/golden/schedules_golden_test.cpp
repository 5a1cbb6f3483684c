// Learning rates against PyTorch's schedulers; see make_schedules.py.
#include <gtest/gtest.h>

#include <crescent/train/schedule.hpp>

#include "golden/golden.hpp"

using crescent::Index;
using crescent::train::Plateau;
using crescent::train::Schedule;
using crescent::train::ScheduleKind;
using crescent::train::value_at;
using nlohmann::json;

namespace {

const json& golden() {
  static const json numbers = crescent::golden::load("schedules");
  return numbers;
}

TEST(SchedulesGolden, OneCycleIsPyTorchs) {
  for (const json& cycle : golden().at("onecycle")) {
    const Schedule schedule{.kind = ScheduleKind::onecycle, .warm_up = cycle.at("warm_up")};
    const std::vector<double> rates = cycle.at("rates");
    const auto steps = static_cast<Index>(rates.size());
    for (Index t = 0; t < steps; ++t) {
      // A handful of roundings at the size of the peak, and a cosine.
      EXPECT_NEAR(value_at(schedule, cycle.at("peak"), {.step = t, .steps = steps}),
                  rates[static_cast<std::size_t>(t)], 1e-15 * cycle.at("peak").get<double>())
          << "step " << t << " of " << steps;
    }
  }
}

TEST(SchedulesGolden, PlateausFallWherePyTorchsDo) {
  for (const json& run : golden().at("plateau")) {
    const Schedule schedule{.kind = ScheduleKind::plateau,
                            .factor = run.at("factor"),
                            .patience = run.at("patience"),
                            .threshold = run.at("threshold")};
    for (const double sign : {1.0, -1.0}) {  // a metric that rises as the loss falls
      const std::vector<double> losses = run.at("losses");
      const std::vector<double> rates = run.at("rates");
      Plateau plateau;
      double rate = 1;
      int falls = 0;
      for (std::size_t epoch = 0; epoch < losses.size(); ++epoch) {
        if (plateau.note(schedule, sign * losses[epoch], sign < 0)) {
          rate *= schedule.factor;
          ++falls;
        }
        EXPECT_DOUBLE_EQ(rate, rates[epoch]) << "epoch " << epoch;
      }
      EXPECT_GT(falls, 0);
    }
  }
}

}  // namespace
