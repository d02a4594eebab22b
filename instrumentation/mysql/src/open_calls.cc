// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "open_calls.h"

#include <otelwrap/common/never_destroyed.h>

#include <exception>
#include <utility>

namespace otelwrap::mysql {

void OpenCallTable::Keep(const MYSQL& handle, OpenCall&& call) noexcept {
  if (!call.operation.IsActive() && !call.in_flight) return;
  bool of_this = true;
  try {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (entries_.size() < kMaxEntries || entries_.count(&handle) != 0) {
      Entry& entry = entries_[&handle];
      of_this = entry.connection == handle.thread_id;
      entry.connection = handle.thread_id;
      std::swap(entry.call, call);
      count_.Set(entries_.size());
    }
  } catch (const std::exception&) {
    call.warns = false;  // what is not kept ends as it is
  }
  // The old one, or this one where there is no room: without the lock, for hooks of the user's run.
  // What another connection left open is abandoned.
  if (of_this) call.operation.End({});
}

void OpenCallTable::EndFound(const MYSQL& handle) noexcept {
  OpenCall old = TakeFound(handle);
  if (!old.in_flight && !old.awaited) old.operation.End({});
}

OpenCall* OpenCallTable::FindInFlight(const MYSQL& handle) noexcept {
  if (count_.IsZero()) return nullptr;
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto at = entries_.find(&handle);
  if (at == entries_.end() || !at->second.call.in_flight) return nullptr;
  const bool same = at->second.connection == handle.thread_id || at->second.call.connecting;
  return same ? &at->second.call : nullptr;
}

OpenCall OpenCallTable::TakeInFlight(const MYSQL& handle) noexcept {
  if (count_.IsZero()) return {};
  OpenCall call = TakeFound(handle, true);
  if (!call.in_flight) return {};
  call.in_flight = false;
  call.sent.reset();
  return call;
}

OpenCall OpenCallTable::TakeFound(const MYSQL& handle, bool any_connection) noexcept {
  OpenCall found;
  bool same = any_connection;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto at = entries_.find(&handle);
    if (at == entries_.end()) return found;
    same = same || at->second.connection == handle.thread_id || at->second.call.connecting;
    found = std::move(at->second.call);
    entries_.erase(at);
    count_.Set(entries_.size());
  }
  return same ? std::move(found) : OpenCall();
}

void OpenCallTable::Await(const MYSQL& handle) noexcept {
  if (count_.IsZero()) return;
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto at = entries_.find(&handle);
  if (at != entries_.end()) at->second.call.awaited = true;
}

bool OpenCallTable::Has(const MYSQL& handle) noexcept {
  if (count_.IsZero()) return false;
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto at = entries_.find(&handle);
  return at != entries_.end() && at->second.connection == handle.thread_id;
}

std::optional<opentelemetry::context::Context> OpenCallTable::ContextOf(
    const MYSQL& handle) noexcept {
  if (count_.IsZero()) return std::nullopt;
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto at = entries_.find(&handle);
  if (at == entries_.end() || at->second.connection != handle.thread_id) return std::nullopt;
  return at->second.call.operation.Context();
}

OpenCallTable& OpenCalls() noexcept {
  static common::NeverDestroyed<OpenCallTable> calls(kept_by_handle.calls);
  return calls.get();
}

OpenCallTable& OpenTransactions() noexcept {
  static common::NeverDestroyed<OpenCallTable> transactions(kept_by_handle.transactions);
  return transactions.get();
}

}  // namespace otelwrap::mysql
