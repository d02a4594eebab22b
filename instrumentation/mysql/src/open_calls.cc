// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "open_calls.h"

#include <exception>
#include <utility>

namespace otelwrap::mysql {

void OpenCallTable::Keep(const MYSQL& handle, OpenCall&& call) noexcept {
  if (!call.operation.IsActive()) return;
  OpenCall old;  // ends when the lock is gone: hooks of the user's run then
  try {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (entries_.size() < kMaxEntries || entries_.count(&handle) != 0) {
      Entry& entry = entries_[&handle];
      old = std::move(entry.call);
      entry.connection = handle.thread_id;
      entry.call = std::move(call);
      size_.store(entries_.size(), std::memory_order_relaxed);
    }
  } catch (const std::exception&) {
    old = OpenCall();
  }
  old.operation.End({});
  call.operation.End({});  // no room, or no memory
}

OpenCall OpenCallTable::TakeFound(const MYSQL& handle) noexcept {
  OpenCall found;
  bool same = false;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto at = entries_.find(&handle);
    if (at == entries_.end()) return found;
    same = at->second.connection == handle.thread_id;
    found = std::move(at->second.call);
    entries_.erase(at);
    size_.store(entries_.size(), std::memory_order_relaxed);
  }
  return same ? std::move(found) : OpenCall();
}

bool OpenCallTable::Has(const MYSQL& handle) noexcept {
  if (size_.load(std::memory_order_relaxed) == 0) return false;
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto at = entries_.find(&handle);
  return at != entries_.end() && at->second.connection == handle.thread_id;
}

std::optional<opentelemetry::context::Context> OpenCallTable::ContextOf(
    const MYSQL& handle) noexcept {
  if (size_.load(std::memory_order_relaxed) == 0) return std::nullopt;
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto at = entries_.find(&handle);
  if (at == entries_.end() || at->second.connection != handle.thread_id) return std::nullopt;
  return at->second.call.operation.Context();
}

// Never destroyed: calls may still be under way while the process ends.
OpenCallTable& OpenCalls() noexcept {
  static auto& table = *new OpenCallTable;
  return table;
}

OpenCallTable& OpenTransactions() noexcept {
  static auto& table = *new OpenCallTable;
  return table;
}

}  // namespace otelwrap::mysql
