#include <cmath>
#include <string>

#include <gtest/gtest.h>

#include <crescent/train/schedule.hpp>

#include "unit/error_of.hpp"

using crescent::Index;
using crescent::train::Schedule;
using crescent::train::ScheduleKind;

namespace {

/// At time t of T, which this schedule counts in epochs or in steps.
double at(const Schedule& schedule, double value, Index t, Index T) {
  return crescent::train::value_at(schedule, value,
                                   {.epoch = t, .epochs = T, .step = t, .steps = T});
}

TEST(Schedule, ConstantStays) {
  for (const Index t : {0, 1, 99}) EXPECT_EQ(at({}, 0.3, t, 100), 0.3);
}

TEST(Schedule, InverseScalingHalvesWhenDecayTimesTimeIsOne) {
  const Schedule schedule{.kind = ScheduleKind::invscaling, .decay = 0.05};
  EXPECT_EQ(at(schedule, 0.3, 0, 100), 0.3);
  EXPECT_DOUBLE_EQ(at(schedule, 0.3, 20, 100), 0.15);
  EXPECT_DOUBLE_EQ(at(schedule, 0.3, 60, 100), 0.075);
}

TEST(Schedule, StepsComeAtTheirEpochs) {
  const Schedule schedule{.kind = ScheduleKind::step, .factor = 0.1, .every = 7};
  EXPECT_EQ(at(schedule, 0.5, 6, 100), 0.5);
  EXPECT_DOUBLE_EQ(at(schedule, 0.5, 7, 100), 0.05);
  EXPECT_DOUBLE_EQ(at(schedule, 0.5, 13, 100), 0.05);
  EXPECT_DOUBLE_EQ(at(schedule, 0.5, 21, 100), 0.0005);
}

TEST(Schedule, CosineFallsThroughHalfTowardsZero) {
  const Schedule schedule{.kind = ScheduleKind::cosine};
  EXPECT_EQ(at(schedule, 0.4, 0, 60), 0.4);
  EXPECT_DOUBLE_EQ(at(schedule, 0.4, 20, 60), 0.3);  // cos 60° = 1/2
  EXPECT_DOUBLE_EQ(at(schedule, 0.4, 30, 60), 0.2);
  EXPECT_DOUBLE_EQ(at(schedule, 0.4, 40, 60), 0.1);
  const double last = at(schedule, 0.4, 59, 60);
  EXPECT_GT(last, 0);
  EXPECT_LT(last, 0.001);
}

TEST(Schedule, OneCycleRisesToThePeakAndFallsToAlmostNothing) {
  const Schedule schedule{.kind = ScheduleKind::onecycle, .warm_up = 0.25};
  EXPECT_NEAR(at(schedule, 0.5, 0, 40), 0.5 / 25, 1e-16);
  EXPECT_DOUBLE_EQ(at(schedule, 0.5, 9, 40), 0.5);  // 0.25 · 40 steps, the tenth
  EXPECT_DOUBLE_EQ(at(schedule, 0.5, 24, 40), (0.5 + 0.5 / 250000) / 2);
  EXPECT_NEAR(at(schedule, 0.5, 39, 40), 0.5 / 250000, 1e-18);
  for (const Index steps : {1, 2, 4}) {  // too short for a way up: nothing but finite rates
    for (Index t = 0; t < steps; ++t) {
      const double rate = at(schedule, 0.5, t, steps);
      EXPECT_TRUE(rate > 0 && rate <= 0.5) << rate;
    }
  }
}

TEST(Schedule, EveryNameIsReadBackAndOthersAreRefused) {
  for (const auto kind : {ScheduleKind::constant, ScheduleKind::invscaling, ScheduleKind::step,
                          ScheduleKind::cosine, ScheduleKind::onecycle, ScheduleKind::plateau}) {
    EXPECT_EQ(crescent::train::parse_schedule(crescent::train::name(kind)), kind);
  }
  const auto error =
      crescent::tests::error_of([] { return crescent::train::parse_schedule("adaptive"); });
  ASSERT_TRUE(error);
  EXPECT_NE(error->message().find("cosine"), std::string::npos) << error->message();
}

}  // namespace
