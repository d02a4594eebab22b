// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Results whose rows are being read, kept by handle: a span `fetch` for each, and the number of its
// rows as a metric, as the options say. Without them nothing is kept, and asking costs one load.
//
// Handles come back at the same address: an entry belongs to one connection, as in open_calls.h.
//
// Threads: safe from any; one thread at a time for each handle. Errors: without memory or room
// there is no span and no metric.

#pragma once

#include <mysql.h>
#include <otelwrap/common/attributes.h>
#include <otelwrap/common/operation.h>
#include <otelwrap/mysql/instrumentation.h>

#include <chrono>
#include <cstdint>

#include "kept_by_handle.h"

namespace otelwrap::mysql {

// At the end of a query that has rows. `described`: its attributes.
void BeginFetch(const Instrumentation& instrumentation, const MYSQL& handle,
                const common::Operation& query, const common::AttributeSet& described) noexcept;

// Rows that nobody of ours has seen the end of: the handle is used for something else.
void EndFoundFetch(const MYSQL& handle) noexcept;
inline void EndOldFetch(const MYSQL& handle) noexcept {
  if (!kept_by_handle.fetches.IsZero()) EndFoundFetch(handle);
}

// Rows that nobody watches came to an error: a span `fetch` that fails at once, where the handle is
// the default instrumentation's.
void EndUnwatched(MYSQL* handle, unsigned int error_number) noexcept;

// One call of the library that reads rows.
class FetchWatch {
 public:
  // `handle`: null where there is nothing to read from it any more.
  explicit FetchWatch(const MYSQL* handle) noexcept;

  bool IsOn() const noexcept { return handle_ != nullptr; }
  // REQUIRES: IsOn().
  void Add(uint64_t rows) noexcept;
  void End(bool failed, unsigned int error_number) noexcept;

 private:
  const MYSQL* handle_ = nullptr;
  std::chrono::steady_clock::time_point start_;
};

}  // namespace otelwrap::mysql
