// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "handle_table.h"

#include <otelwrap/curl/handle.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <new>
#include <unordered_map>

namespace otelwrap::curl::handle_table {
namespace {

// Several, so that threads with handles of their own seldom wait for each other.
constexpr size_t kShards = 64;

struct Shard {
  std::mutex mutex;
  std::unordered_map<const CURL*, std::unique_ptr<HandleState>> states;
};

Shard& ShardOf(const CURL* handle) noexcept {
  // Never destroyed: a handle may be cleaned up by another static object's destructor.
  using Shards = std::array<Shard, kShards>;
  alignas(Shards) static std::byte memory[sizeof(Shards)];
  static auto& shards = *new (memory) Shards;
  // The lowest bits of a pointer from malloc say nothing.
  return shards[(reinterpret_cast<uintptr_t>(handle) >> 6U) % kShards];
}

std::unique_ptr<HandleState> Make(const SeenOptions* options) {
  return options != nullptr ? std::make_unique<HandleState>(*options)
                            : std::make_unique<HandleState>();
}

}  // namespace

HandleState* Add(CURL* handle, const SeenOptions* options) noexcept {
  if (handle == nullptr) return nullptr;
  try {
    Shard& shard = ShardOf(handle);
    const std::lock_guard<std::mutex> lock(shard.mutex);
    auto state = Make(options);
    HandleState* added = state.get();
    // One that is there already belonged to a handle that was not given back through Cleanup.
    shard.states.erase(handle);
    if (shard.states.size() >= kMaxHandles / kShards) return nullptr;
    shard.states.emplace(handle, std::move(state));
    return added;
  } catch (const std::exception&) {
    return nullptr;
  }
}

HandleState* Find(CURL* handle) noexcept {
  Shard& shard = ShardOf(handle);
  const std::lock_guard<std::mutex> lock(shard.mutex);
  const auto found = shard.states.find(handle);
  return found != shard.states.end() ? found->second.get() : nullptr;
}

void Remove(CURL* handle) noexcept {
  Shard& shard = ShardOf(handle);
  const std::lock_guard<std::mutex> lock(shard.mutex);
  shard.states.erase(handle);
}

}  // namespace otelwrap::curl::handle_table
