// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// How much is kept by handle anywhere: nearly always nothing, which each call asks of all of it. In
// one line of memory, so that a call between whose likes a server's work took the caches reads one
// line for all, and no table.
//
// Threads: safe; each number is written by its own table. Errors: none.

#pragma once

#include <atomic>
#include <cstddef>

namespace otelwrap::mysql {

class KeptCount {
 public:
  bool IsZero() const noexcept { return count_.load(std::memory_order_relaxed) == 0; }
  void Set(size_t count) noexcept { count_.store(count, std::memory_order_relaxed); }

 private:
  std::atomic<size_t> count_{0};
};

struct alignas(64) KeptByHandle {
  KeptCount calls;         // open_calls.h
  KeptCount transactions;  // open_calls.h
  KeptCount fetches;       // fetches.h
  KeptCount doubts;        // session_charset.h
};

inline KeptByHandle kept_by_handle;

}  // namespace otelwrap::mysql
