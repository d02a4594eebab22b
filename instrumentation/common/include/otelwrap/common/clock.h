// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The clocks that an Operation reads. Null in Options means the real ones; tests inject their own
// (otelwrap::testing::ScriptedClock).
//
// Threads: an implementation must allow calls from any thread.

#pragma once

#include <chrono>

namespace otelwrap::common {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual std::chrono::steady_clock::time_point SteadyNow() const noexcept = 0;
  virtual std::chrono::system_clock::time_point SystemNow() const noexcept = 0;
};

}  // namespace otelwrap::common
