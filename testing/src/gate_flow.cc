// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "gate_flow.h"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>

namespace otelwrap::testing {
namespace {

// Beyond this the sender feels the back pressure, as it would of a slow network.
constexpr size_t kMostWaiting = 256 * 1024;
constexpr size_t kReadSize = 16 * 1024;

bool IsTemporary(int error) { return error == EAGAIN || error == EWOULDBLOCK || error == EINTR; }

}  // namespace

bool GateFlow::WantsToRead(const GateFaults& faults) const {
  return !end_seen_ && !faults.held && waiting_bytes_ < kMostWaiting;
}

bool GateFlow::WantsToWrite(const GateFaults& faults, GateClock::time_point now) const {
  return !waiting_.empty() && !faults.held && now >= NextWrite(faults);
}

GateClock::time_point GateFlow::NextWrite(const GateFaults& faults) const {
  if (waiting_.empty() || faults.held) return GateClock::time_point::max();
  return faults.throttle_bytes == 0 ? waiting_.front().due
                                    : std::max(waiting_.front().due, next_burst_);
}

GateFlow::Result GateFlow::Read(const GateFaults& faults, GateClock::time_point now) {
  char bytes[kReadSize];
  const ssize_t count = ::recv(from_, bytes, sizeof bytes, MSG_DONTWAIT);
  if (count < 0) return IsTemporary(errno) ? Result::kGoesOn : Result::kReset;
  if (count == 0) {
    end_seen_ = true;
    return Result::kGoesOn;
  }
  waiting_.push_back({now + faults.delay, std::string(bytes, static_cast<size_t>(count))});
  waiting_bytes_ += static_cast<size_t>(count);
  return Result::kGoesOn;
}

size_t GateFlow::Allowance(const GateFaults& faults) const {
  size_t most = waiting_.front().bytes.size();
  if (faults.throttle_bytes != 0) most = std::min(most, faults.throttle_bytes);
  const uint64_t before_end = faults.end_after - std::min(faults.end_after, passed_);
  return static_cast<size_t>(std::min<uint64_t>(most, before_end));
}

GateFlow::Result GateFlow::Write(const GateFaults& faults, GateClock::time_point now) {
  const Result end = faults.end_with_reset ? Result::kReset : Result::kCut;
  const size_t most = Allowance(faults);
  if (most == 0) return end;
  std::string& bytes = waiting_.front().bytes;
  const ssize_t count = ::send(to_, bytes.data(), most, MSG_DONTWAIT | MSG_NOSIGNAL);
  if (count < 0) return IsTemporary(errno) ? Result::kGoesOn : Result::kReset;
  passed_ += static_cast<uint64_t>(count);
  waiting_bytes_ -= static_cast<size_t>(count);
  next_burst_ = now + faults.throttle_interval;
  bytes.erase(0, static_cast<size_t>(count));
  if (bytes.empty()) waiting_.pop_front();
  return passed_ >= faults.end_after ? end : Result::kGoesOn;
}

void GateFlow::PassEndOn() {
  if (!end_seen_ || shut_ || !waiting_.empty()) return;
  ::shutdown(to_, SHUT_WR);
  shut_ = true;
}

}  // namespace otelwrap::testing
