// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "otlp_store.h"

#include <algorithm>
#include <iterator>

namespace otelwrap::testing {

template <typename Record>
size_t OtlpStore::AddTo(std::vector<Record> Received::* list, std::vector<Record> records) {
  size_t room = 0;
  {
    const std::lock_guard lock(mutex_);
    std::vector<Record>& kept = received_.*list;
    room = std::min(records.size(), max_records_ - std::min(max_records_, kept.size()));
    kept.insert(kept.end(), std::make_move_iterator(records.begin()),
                std::make_move_iterator(records.begin() + static_cast<std::ptrdiff_t>(room)));
  }
  arrived_.notify_all();
  return records.size() - room;
}

template size_t OtlpStore::AddTo(std::vector<ReceivedSpan> Received::*, std::vector<ReceivedSpan>);
template size_t OtlpStore::AddTo(std::vector<ReceivedMetricPoint> Received::*,
                                 std::vector<ReceivedMetricPoint>);
template size_t OtlpStore::AddTo(std::vector<ReceivedLogRecord> Received::*,
                                 std::vector<ReceivedLogRecord>);

void OtlpStore::AddRefusal(std::string why) {
  const std::lock_guard lock(mutex_);
  ++refusals_;
  last_refusal_ = std::move(why);
}

void OtlpStore::Close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  arrived_.notify_all();
}

Received OtlpStore::Take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(received_, {});
}

size_t OtlpStore::Refusals() const {
  const std::lock_guard lock(mutex_);
  return refusals_;
}

std::string OtlpStore::LastRefusal() const {
  const std::lock_guard lock(mutex_);
  return last_refusal_;
}

}  // namespace otelwrap::testing
