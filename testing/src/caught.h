// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The list that a catcher shares with its part of the SDK pipeline. It outlives the catcher as long
// as something of the pipeline does, so that late telemetry lands nowhere instead of on freed
// memory.

#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <utility>
#include <vector>

namespace otelwrap::testing {

template <typename Item>
class Caught {
 public:
  void Add(Item item) {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      items_.push_back(std::move(item));
    }
    added_.notify_all();
  }

  std::vector<Item> All() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return items_;
  }

  std::vector<Item> WaitFor(size_t count, std::chrono::milliseconds timeout) const {
    std::unique_lock<std::mutex> lock(mutex_);
    added_.wait_for(lock, timeout, [&] { return items_.size() >= count; });
    return items_;
  }

  void Clear() {
    const std::lock_guard<std::mutex> lock(mutex_);
    items_.clear();
  }

 private:
  mutable std::mutex mutex_;
  mutable std::condition_variable added_;
  std::vector<Item> items_;
};

}  // namespace otelwrap::testing
