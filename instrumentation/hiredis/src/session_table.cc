// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "session_table.h"

#include <hiredis/sds.h>
#include <otelwrap/common/never_destroyed.h>
#include <sys/stat.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <exception>
#include <iterator>
#include <mutex>
#include <thread>
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
  std::thread::id opened_by;

  // One that never had a socket has nothing to wait for either: it goes when its thread looks for
  // others, and so is not in the middle of a call.
  bool IsGone() const noexcept {
    return inode != 0 ? InodeOf(socket) != inode : opened_by == std::this_thread::get_id();
  }
};

using Entries = std::unordered_map<const redisContext*, Entry>;

// Several, so that threads with connections of their own rarely meet.
struct Shard {
  std::mutex mutex;
  Entries entries;
  std::atomic<uint64_t> taken{0};  // how many entries were taken out
};

constexpr size_t kShards = 16;
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

// What a connection holds. (A new one holds nothing.)
struct Held {
  explicit Held(const redisContext& context) noexcept
      : output(context.obuf), unsent(output != nullptr ? sdslen(context.obuf) : 0) {
    if (context.reader == nullptr) return;
    input = context.reader->buf;
    unread_from = context.reader->pos;
    unread_to = context.reader->len;
  }
  Held() noexcept = default;

  bool HasSameUnsent(const Held& other) const noexcept {
    return unsent > 0 && unsent == other.unsent && output == other.output;
  }
  bool HasSameRead(const Held& other) const noexcept {
    return unread_to > 0 && unread_to == other.unread_to && unread_from == other.unread_from &&
           input == other.input;
  }

  const void* output = nullptr;
  size_t unsent = 0;
  const void* input = nullptr;
  size_t unread_from = 0;
  size_t unread_to = 0;
};

// What this thread found last, because mostly it asks for the same again. Only this thread looks at
// it: the entry itself may be taken by another as soon as its socket is gone.
struct Last {
  const redisContext* context = nullptr;
  Session* session = nullptr;
  uint64_t taken = 0;  // of its shard; another number: it may have been taken
  Held held;
};

thread_local Last last;

bool IsLast(const redisContext& context, const Shard& shard) noexcept {
  return last.context == &context && last.taken == shard.taken.load(std::memory_order_relaxed);
}

bool IsKnown(const redisContext& context, Identity identity) noexcept {
  if (identity == Identity::kAssume) return true;
  const Held held(context);
  return last.held.HasSameUnsent(held) ||
         (identity == Identity::kReply && last.held.HasSameRead(held));
}

Session* Remember(const redisContext& context, const Shard& shard, Session* session) noexcept {
  last = {&context, session, shard.taken.load(std::memory_order_relaxed), {}};
  return session;
}

// With its lock held.
Entries::node_type Take(Shard& shard, Entries::iterator entry) noexcept {
  shard.taken.fetch_add(1, std::memory_order_relaxed);
  return shard.entries.extract(entry);
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
    if (entry->second.IsGone()) gone.push_back(Take(shard, entry));
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
  if (!AreSessionsOpen()) return nullptr;
  Shard& shard = ShardOf(&context);
  if (IsLast(context, shard) && IsKnown(context, identity)) return last.session;
  if (identity == Identity::kCommand) SweepIfItIsTime();
  Entries::node_type of_another;
  {
    const std::lock_guard<std::mutex> lock(shard.mutex);
    const auto found = shard.entries.find(&context);
    if (found == shard.entries.end()) return nullptr;
    Entry& entry = found->second;
    if (identity == Identity::kAssume || entry.inode == InodeOf(context.fd)) {
      return Remember(context, shard, &entry.session);
    }
    of_another = Take(shard, found);
  }
  Drop(std::move(of_another));
  return nullptr;
}

void LeaveSession(const redisContext& context) noexcept {
  if (last.context == &context) last.held = Held(context);
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
    entry.opened_by = std::this_thread::get_id();
    open_sessions.fetch_add(1, std::memory_order_relaxed);
    return Remember(context, shard, &entry.session);
  } catch (const std::exception&) {  // memory is out
    return nullptr;
  }
}

void CloseSession(const redisContext* context) noexcept {
  if (!AreSessionsOpen()) return;
  Shard& shard = ShardOf(context);
  Entries::node_type node;
  {
    const std::lock_guard<std::mutex> lock(shard.mutex);
    const auto found = shard.entries.find(context);
    if (found == shard.entries.end()) return;
    node = Take(shard, found);
  }
  Drop(std::move(node));
}

}  // namespace otelwrap::hiredis
