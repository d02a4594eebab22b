// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "session_table.h"

#include <otelwrap/common/never_destroyed.h>

#include <sys/stat.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <exception>
#include <iterator>
#include <mutex>
#include <unordered_map>
#include <utility>
#include <vector>

namespace otelwrap::hiredis {
namespace {

using Clock = std::chrono::steady_clock;

ino_t InodeOf(redisFD socket) noexcept {
  struct stat status{};
  return socket != REDIS_INVALID_FD && fstat(socket, &status) == 0 ? status.st_ino : 0;
}

struct Entry {
  Session session;
  redisFD socket = REDIS_INVALID_FD;
  ino_t inode = 0;

  // One that never had a socket has nothing to wait for either.
  bool IsGone() const noexcept { return inode == 0 || InodeOf(socket) != inode; }
};

using Entries = std::unordered_map<const redisContext*, Entry>;

// Several, so that threads with connections of their own rarely meet.
struct Shard {
  std::mutex mutex;
  Entries entries;
};

constexpr size_t kShards = 16;
std::atomic<size_t> open_sessions{0};
std::atomic<Clock::rep> next_sweep{0};

std::array<Shard, kShards>& Shards() noexcept {
  // Never destroyed: threads may outlive it.
  static common::NeverDestroyed<std::array<Shard, kShards>> shards;
  return shards.get();
}

Shard& ShardOf(const redisContext* context) noexcept {
  constexpr unsigned kAlignmentBits = 6;
  return Shards()[(reinterpret_cast<uintptr_t>(context) >> kAlignmentBits) % kShards];
}

// What it ends is told to hooks and processors, which must not meet a lock of ours.
void Drop(Entries::node_type node) noexcept {
  node.mapped().session.Abandon();
  open_sessions.fetch_sub(1, std::memory_order_relaxed);
}

std::vector<Entries::node_type> TakeGone(Shard& shard) {
  const std::lock_guard<std::mutex> lock(shard.mutex);
  std::vector<Entries::node_type> gone;
  gone.reserve(shard.entries.size());
  for (auto entry = shard.entries.begin(); entry != shard.entries.end();) {
    const auto next = std::next(entry);
    if (entry->second.IsGone()) gone.push_back(shard.entries.extract(entry));
    entry = next;
  }
  return gone;
}

void SweepIfItIsTime() noexcept {
  const Clock::rep now = Clock::now().time_since_epoch().count();
  Clock::rep next = next_sweep.load(std::memory_order_relaxed);
  if (now < next) return;
  const Clock::rep after = now + Clock::duration(kSweepInterval).count();
  if (next_sweep.compare_exchange_strong(next, after, std::memory_order_relaxed)) SweepSessions();
}

}  // namespace

void SweepSessions() noexcept {
  try {
    for (Shard& shard : Shards()) {
      for (Entries::node_type& node : TakeGone(shard)) Drop(std::move(node));
    }
  } catch (const std::exception&) {  // memory is out: another time
  }
}

Session* FindSession(const redisContext& context, Identity identity) noexcept {
  if (open_sessions.load(std::memory_order_relaxed) == 0) return nullptr;
  if (identity == Identity::kCheck) SweepIfItIsTime();
  Shard& shard = ShardOf(&context);
  Entry* entry = nullptr;
  {
    const std::lock_guard<std::mutex> lock(shard.mutex);
    const auto found = shard.entries.find(&context);
    if (found == shard.entries.end()) return nullptr;
    entry = &found->second;
  }
  if (identity == Identity::kAssume || entry->inode == InodeOf(context.fd)) return &entry->session;
  CloseSession(&context);
  return nullptr;
}

Session* OpenSession(const redisContext& context) noexcept {
  if (open_sessions.load(std::memory_order_relaxed) >= kMostSessions) SweepSessions();
  if (open_sessions.load(std::memory_order_relaxed) >= kMostSessions) return nullptr;
  Shard& shard = ShardOf(&context);
  try {
    const std::lock_guard<std::mutex> lock(shard.mutex);
    Entry& entry = shard.entries[&context];
    entry.socket = context.fd;
    entry.inode = InodeOf(context.fd);
    open_sessions.fetch_add(1, std::memory_order_relaxed);
    return &entry.session;
  } catch (const std::exception&) {  // memory is out
    return nullptr;
  }
}

void CloseSession(const redisContext* context) noexcept {
  if (open_sessions.load(std::memory_order_relaxed) == 0) return;
  Shard& shard = ShardOf(context);
  Entries::node_type node;
  {
    const std::lock_guard<std::mutex> lock(shard.mutex);
    const auto found = shard.entries.find(context);
    if (found == shard.entries.end()) return;
    node = shard.entries.extract(found);
  }
  Drop(std::move(node));
}

}  // namespace otelwrap::hiredis
