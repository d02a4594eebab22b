// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "session_table.h"

#include <otelwrap/common/never_destroyed.h>

#include <sys/stat.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <exception>
#include <mutex>
#include <unordered_map>

namespace otelwrap::hiredis {
namespace {

ino_t InodeOf(const redisContext& context) noexcept {
  struct stat status{};
  return context.fd != REDIS_INVALID_FD && fstat(context.fd, &status) == 0 ? status.st_ino : 0;
}

struct Entry {
  Session session;
  ino_t inode = 0;
};

// Several, so that threads with connections of their own rarely meet.
struct Shard {
  std::mutex mutex;
  std::unordered_map<const redisContext*, Entry> entries;
};

constexpr size_t kShards = 16;
std::atomic<size_t> open_sessions{0};

Shard& ShardOf(const redisContext* context) noexcept {
  // Never destroyed: threads may outlive it.
  static common::NeverDestroyed<std::array<Shard, kShards>> shards;
  constexpr unsigned kAlignmentBits = 6;
  return shards.get()[(reinterpret_cast<uintptr_t>(context) >> kAlignmentBits) % kShards];
}

}  // namespace

Session* FindSession(const redisContext& context, Identity identity) noexcept {
  if (open_sessions.load(std::memory_order_relaxed) == 0) return nullptr;
  Shard& shard = ShardOf(&context);
  Entry* entry = nullptr;
  {
    const std::lock_guard<std::mutex> lock(shard.mutex);
    const auto found = shard.entries.find(&context);
    if (found == shard.entries.end()) return nullptr;
    entry = &found->second;
  }
  if (identity == Identity::kAssume || entry->inode == InodeOf(context)) return &entry->session;
  CloseSession(&context);
  return nullptr;
}

Session* OpenSession(const redisContext& context) noexcept {
  if (open_sessions.load(std::memory_order_relaxed) >= kMostSessions) return nullptr;
  Shard& shard = ShardOf(&context);
  try {
    const std::lock_guard<std::mutex> lock(shard.mutex);
    Entry& entry = shard.entries[&context];
    entry.inode = InodeOf(context);
    open_sessions.fetch_add(1, std::memory_order_relaxed);
    return &entry.session;
  } catch (const std::exception&) {  // memory is out
    return nullptr;
  }
}

void CloseSession(const redisContext* context) noexcept {
  if (open_sessions.load(std::memory_order_relaxed) == 0) return;
  Shard& shard = ShardOf(context);
  const std::lock_guard<std::mutex> lock(shard.mutex);
  const auto found = shard.entries.find(context);
  if (found == shard.entries.end()) return;
  found->second.session.Abandon();
  shard.entries.erase(found);
  open_sessions.fetch_sub(1, std::memory_order_relaxed);
}

}  // namespace otelwrap::hiredis
