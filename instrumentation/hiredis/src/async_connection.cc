// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "async_connection.h"

#include <otelwrap/common/never_destroyed.h>

#include <atomic>
#include <exception>
#include <mutex>
#include <unordered_map>

namespace otelwrap::hiredis {
namespace {

// hiredis's callbacks are given the context alone, whose slots are the user's.
struct Connections {
  std::mutex mutex;
  std::unordered_map<const redisAsyncContext*, AsyncConnection*> all;
};

// Without any, nobody has to ask.
std::atomic<size_t> connections{0};

Connections& TheConnections() noexcept {
  // Never destroyed: connections may end when the process does.
  static common::NeverDestroyed<Connections> instance;
  return instance.get();
}

}  // namespace

bool AddConnection(AsyncConnection* connection) noexcept {
  try {
    Connections& table = TheConnections();
    const std::lock_guard<std::mutex> lock(table.mutex);
    table.all[connection->context] = connection;
    connections.store(table.all.size(), std::memory_order_relaxed);
    return true;
  } catch (const std::exception&) {  // memory is out
    return false;
  }
}

void RemoveConnection(const redisAsyncContext* context) noexcept {
  Connections& table = TheConnections();
  const std::lock_guard<std::mutex> lock(table.mutex);
  table.all.erase(context);
  connections.store(table.all.size(), std::memory_order_relaxed);
}

AsyncConnection* FindConnection(const redisAsyncContext* context) noexcept {
  if (connections.load(std::memory_order_relaxed) == 0) return nullptr;
  Connections& table = TheConnections();
  const std::lock_guard<std::mutex> lock(table.mutex);
  const auto found = table.all.find(context);
  return found != table.all.end() ? found->second : nullptr;
}

}  // namespace otelwrap::hiredis
