// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// One direction of one connection through a TcpGate: what was read and may not be written yet.

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <limits>
#include <string>

namespace otelwrap::testing {

using GateClock = std::chrono::steady_clock;

// How one direction of all connections misbehaves.
struct GateFaults {
  static constexpr uint64_t kNever = std::numeric_limits<uint64_t>::max();

  std::chrono::milliseconds delay{0};
  size_t throttle_bytes = 0;  // 0: no throttle
  std::chrono::milliseconds throttle_interval{0};
  bool held = false;
  uint64_t end_after = kNever;
  bool end_with_reset = false;
};

class GateFlow {
 public:
  enum class Result { kGoesOn, kCut, kReset };

  GateFlow(int from, int to) : from_(from), to_(to) {}

  int from() const { return from_; }
  int to() const { return to_; }
  uint64_t passed() const { return passed_; }
  bool ended() const { return shut_; }

  bool WantsToRead(const GateFaults& faults) const;
  bool WantsToWrite(const GateFaults& faults, GateClock::time_point now) const;

  // When WantsToWrite may become true without anything else happening.
  GateClock::time_point NextWrite(const GateFaults& faults) const;

  Result Read(const GateFaults& faults, GateClock::time_point now);
  Result Write(const GateFaults& faults, GateClock::time_point now);

  // Passes the end of the stream on once everything before it has passed.
  void PassEndOn();

 private:
  struct Chunk {
    GateClock::time_point due;
    std::string bytes;
  };

  size_t Allowance(const GateFaults& faults) const;

  int from_;
  int to_;
  std::deque<Chunk> waiting_;
  size_t waiting_bytes_ = 0;
  GateClock::time_point next_burst_{};  // of a throttled direction
  uint64_t passed_ = 0;
  bool end_seen_ = false;
  bool shut_ = false;
};

}  // namespace otelwrap::testing
