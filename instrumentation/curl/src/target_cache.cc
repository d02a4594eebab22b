// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "target_cache.h"

#include <functional>

namespace otelwrap::curl {

std::shared_ptr<const common::Target> TargetCache::Find(const common::Options& options,
                                                        std::string_view host,
                                                        int64_t port) noexcept {
  const size_t hash = std::hash<std::string_view>()(host) + static_cast<size_t>(port);
  Slot& slot = slots_[hash % kSlots];
  const std::lock_guard<std::mutex> lock(slot.mutex);
  const common::Target* kept = slot.target.get();
  if (kept == nullptr || kept->port() != port || kept->address() != host) {
    slot.target = common::Target::Make(options, host, port);
  }
  return slot.target;
}

}  // namespace otelwrap::curl
