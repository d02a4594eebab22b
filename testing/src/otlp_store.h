// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What was received, under one lock, and the waiting for more. Safe from any thread.

#pragma once

#include <otelwrap/testing/otlp_receiver.h>

#include <condition_variable>
#include <mutex>
#include <utility>

namespace otelwrap::testing {

class OtlpStore {
 public:
  explicit OtlpStore(size_t max_records) : max_records_(max_records) {}

  // Keeps as many as there is room for and returns how many that were not.
  size_t Add(std::vector<ReceivedSpan> spans) { return AddTo(&Received::spans, std::move(spans)); }
  size_t Add(std::vector<ReceivedMetricPoint> points) {
    return AddTo(&Received::metrics, std::move(points));
  }
  size_t Add(std::vector<ReceivedLogRecord> records) {
    return AddTo(&Received::logs, std::move(records));
  }

  void AddRefusal(std::string why);

  // No waiter waits any longer, now or later.
  void Close();

  // Calls `read` with all that is there, under the lock, and returns what it returns.
  template <typename Read>
  auto With(Read read) const {
    const std::lock_guard lock(mutex_);
    return read(received_);
  }

  Received Take();
  size_t Refusals() const;
  std::string LastRefusal() const;

  // Waits until `done` holds for all that is there; false: time ran out, or Close was called.
  template <typename Done>
  bool Wait(Done done, std::chrono::milliseconds timeout) const {
    std::unique_lock lock(mutex_);
    bool holds = false;
    arrived_.wait_for(lock, timeout, [&] { return (holds = done(received_)) || closed_; });
    return holds;
  }

 private:
  template <typename Record>
  size_t AddTo(std::vector<Record> Received::* list, std::vector<Record> records);

  const size_t max_records_;
  mutable std::mutex mutex_;
  mutable std::condition_variable arrived_;
  Received received_;
  bool closed_ = false;
  size_t refusals_ = 0;
  std::string last_refusal_;
};

}  // namespace otelwrap::testing
