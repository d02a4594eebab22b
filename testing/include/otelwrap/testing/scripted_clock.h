// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// ScriptedClock: time under the test's control, for the option `clock` of every component. It
// stands still until it is told otherwise, and counts its readings.
//
//   ScriptedClock clock;
//   clock.StepAfterEachRead(std::chrono::milliseconds(5));
//   ... one call ...
//   EXPECT_EQ(clock.SteadyReads(), 2);     // start and end; the duration is 5 ms
//
// Threads: all functions may be called from any thread. Ownership: the test keeps it alive longer
// than whatever reads it. Errors: none; a script that is used up repeats its last reading.

#pragma once

#include <otelwrap/common/clock.h>
#include <otelwrap/config.h>

#include <chrono>
#include <deque>
#include <mutex>

namespace otelwrap::testing {

class OTELWRAP_API ScriptedClock final : public common::Clock {
 public:
  using Nanoseconds = std::chrono::nanoseconds;

  // Where both clocks begin, and from where Script counts. The system clock is in 2001.
  static constexpr std::chrono::steady_clock::time_point kSteadyStart{std::chrono::hours(1)};
  static constexpr std::chrono::system_clock::time_point kSystemStart{
      std::chrono::seconds(1'000'000'000)};

  std::chrono::steady_clock::time_point SteadyNow() const noexcept override;
  std::chrono::system_clock::time_point SystemNow() const noexcept override;

  // Moves both clocks.
  void Advance(Nanoseconds duration);

  // Moves the system clock alone, as an administrator or NTP does.
  void JumpSystemClock(Nanoseconds by);

  // Moves both clocks after each reading of the steady one.
  void StepAfterEachRead(Nanoseconds step);

  // The next readings of the steady clock, counted from kSteadyStart.
  void Script(std::deque<Nanoseconds> readings);

  int SteadyReads() const;
  int SystemReads() const;

 private:
  mutable std::mutex mutex_;
  mutable Nanoseconds elapsed_{0};
  Nanoseconds system_offset_{0};
  Nanoseconds step_{0};
  mutable std::deque<Nanoseconds> script_;
  mutable int steady_reads_ = 0;
  mutable int system_reads_ = 0;
};

}  // namespace otelwrap::testing
