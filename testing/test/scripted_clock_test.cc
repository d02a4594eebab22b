// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <gtest/gtest.h>

#include <otelwrap/testing/scripted_clock.h>

namespace otelwrap::testing {
namespace {

using std::chrono::seconds;

TEST(ScriptedClock, CountsEachReading) {
  const ScriptedClock clock;
  EXPECT_EQ(clock.SteadyReads() + clock.SystemReads(), 0);
  clock.SteadyNow();
  clock.SystemNow();
  clock.SystemNow();
  EXPECT_EQ(clock.SteadyReads(), 1);
  EXPECT_EQ(clock.SystemReads(), 2);
}

TEST(ScriptedClock, StandsStillUntilItIsMoved) {
  ScriptedClock clock;
  EXPECT_EQ(clock.SteadyNow(), clock.SteadyNow());
  clock.Advance(seconds(3));
  EXPECT_EQ(clock.SteadyNow(), ScriptedClock::kSteadyStart + seconds(3));
  EXPECT_EQ(clock.SystemNow(), ScriptedClock::kSystemStart + seconds(3));
}

TEST(ScriptedClock, TheSystemClockJumpsAlone) {
  ScriptedClock clock;
  clock.JumpSystemClock(-seconds(10));
  EXPECT_EQ(clock.SteadyNow(), ScriptedClock::kSteadyStart);
  EXPECT_EQ(clock.SystemNow(), ScriptedClock::kSystemStart - seconds(10));
}

TEST(ScriptedClock, StepsAfterEachSteadyReading) {
  ScriptedClock clock;
  clock.StepAfterEachRead(seconds(2));
  const auto first = clock.SteadyNow();
  EXPECT_EQ(clock.SteadyNow() - first, seconds(2));
  EXPECT_EQ(clock.SystemNow(), ScriptedClock::kSystemStart + seconds(4));
}

TEST(ScriptedClock, GivesTheScriptThenItsLastReading) {
  ScriptedClock clock;
  clock.Script({seconds(1), seconds(5)});
  EXPECT_EQ(clock.SteadyNow(), ScriptedClock::kSteadyStart + seconds(1));
  EXPECT_EQ(clock.SteadyNow(), ScriptedClock::kSteadyStart + seconds(5));
  EXPECT_EQ(clock.SteadyNow(), ScriptedClock::kSteadyStart + seconds(5));
}

}  // namespace
}  // namespace otelwrap::testing
