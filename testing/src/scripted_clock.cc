// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/testing/scripted_clock.h>

#include <utility>

namespace otelwrap::testing {

using Lock = std::lock_guard<std::mutex>;

std::chrono::steady_clock::time_point ScriptedClock::SteadyNow() const noexcept {
  const Lock lock(mutex_);
  ++steady_reads_;
  if (!script_.empty()) {
    elapsed_ = script_.front();
    script_.pop_front();
  }
  const auto now = kSteadyStart + elapsed_;
  elapsed_ += step_;
  return now;
}

std::chrono::system_clock::time_point ScriptedClock::SystemNow() const noexcept {
  const Lock lock(mutex_);
  ++system_reads_;
  return kSystemStart +
         std::chrono::duration_cast<std::chrono::system_clock::duration>(elapsed_ + system_offset_);
}

void ScriptedClock::Advance(Nanoseconds duration) {
  const Lock lock(mutex_);
  elapsed_ += duration;
}

void ScriptedClock::JumpSystemClock(Nanoseconds by) {
  const Lock lock(mutex_);
  system_offset_ += by;
}

void ScriptedClock::StepAfterEachRead(Nanoseconds step) {
  const Lock lock(mutex_);
  step_ = step;
}

void ScriptedClock::Script(std::deque<Nanoseconds> readings) {
  const Lock lock(mutex_);
  script_ = std::move(readings);
}

int ScriptedClock::SteadyReads() const {
  const Lock lock(mutex_);
  return steady_reads_;
}

int ScriptedClock::SystemReads() const {
  const Lock lock(mutex_);
  return system_reads_;
}

}  // namespace otelwrap::testing
