// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "handle_table.h"

#include <otelwrap/common/never_destroyed.h>
#include <otelwrap/curl/handle.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <utility>

namespace otelwrap::curl::handle_table {
namespace {

// Several, so that threads with handles of their own seldom wait for each other.
constexpr size_t kShards = 64;

// How many there are: with none nothing need be looked for.
std::atomic<size_t> count{0};

struct Shard {
  std::mutex mutex;
  std::unordered_map<CURL*, std::unique_ptr<HandleState>> states;
};

// Never destroyed: a handle may be cleaned up by another static object's destructor.
std::array<Shard, kShards>& Shards() noexcept {
  static common::NeverDestroyed<std::array<Shard, kShards>> shards;
  return shards.get();
}

Shard& ShardOf(const CURL* handle) noexcept {
  // The lowest bits of a pointer from malloc say nothing.
  return Shards()[(reinterpret_cast<uintptr_t>(handle) >> 6U) % kShards];
}

std::unique_ptr<HandleState> Make(const SeenOptions* options) {
  return options != nullptr ? std::make_unique<HandleState>(*options)
                            : std::make_unique<HandleState>();
}

// A state that is there already belonged to a handle that was not given back through Cleanup.
void Forget(Shard& shard, CURL* handle) noexcept {
  const auto found = shard.states.find(handle);
  if (found == shard.states.end()) return;
  if (Transfer* transfer = found->second->transfer()) transfer->Forget();
  shard.states.erase(found);
  count.fetch_sub(1, std::memory_order_relaxed);
}

}  // namespace

HandleState* Add(CURL* handle, const SeenOptions* options) noexcept {
  if (handle == nullptr) return nullptr;
  try {
    Shard& shard = ShardOf(handle);
    const std::lock_guard<std::mutex> lock(shard.mutex);
    auto state = Make(options);
    HandleState* added = state.get();
    Forget(shard, handle);
    if (shard.states.size() >= kMaxHandles / kShards) return nullptr;
    shard.states.emplace(handle, std::move(state));
    count.fetch_add(1, std::memory_order_relaxed);
    return added;
  } catch (const std::exception&) {
    return nullptr;
  }
}

HandleState* Find(CURL* handle) noexcept {
  // Who may use the handle knows of what was done to it: no order is needed.
  if (count.load(std::memory_order_relaxed) == 0) return nullptr;
  Shard& shard = ShardOf(handle);
  const std::lock_guard<std::mutex> lock(shard.mutex);
  const auto found = shard.states.find(handle);
  return found != shard.states.end() ? found->second.get() : nullptr;
}

std::vector<CURL*> HandlesIn(const CURLM* multi) noexcept {
  std::vector<CURL*> handles;
  try {
    for (Shard& shard : Shards()) {
      const std::lock_guard<std::mutex> lock(shard.mutex);
      for (const auto& [handle, state] : shard.states) {
        if (state->multi() == multi) handles.push_back(handle);
      }
    }
  } catch (const std::exception&) {
    handles.clear();
  }
  return handles;
}

std::unique_ptr<HandleState> Take(CURL* handle) noexcept {
  Shard& shard = ShardOf(handle);
  const std::lock_guard<std::mutex> lock(shard.mutex);
  const auto found = shard.states.find(handle);
  if (found == shard.states.end()) return nullptr;
  std::unique_ptr<HandleState> taken = std::move(found->second);
  shard.states.erase(found);
  count.fetch_sub(1, std::memory_order_relaxed);
  return taken;
}

}  // namespace otelwrap::curl::handle_table
