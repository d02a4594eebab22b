// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// For who has a pool of connections: the metrics db.client.connection.* of it. The pool says what
// happens, and this writes it down; it holds no connection.
//
//   PoolMetrics metrics("orders", {10, 2, 20});
//   metrics.Opened(how_long_it_took);            // a new connection, idle
//
//   PoolRequest request = metrics.Ask();         // somebody waits for one
//   if (!WaitForOne()) return request.TimeOut();
//   PoolUse use = request.Grant();               // idle -> used, and the time it took
//   ...                                          // used -> idle, and the time, with its destructor
//   use.Break();                                 // or: it was closed instead
//
// A request or a use that is dropped ends as given up, and as returned.
//
// Threads: safe from any; a request or use is one thread's at a time. Ownership: requests and uses
// are move-only, and end before their PoolMetrics. What is open while the MeterProvider changes is
// counted in the old one. Errors: nothing throws.

#pragma once

#include <otelwrap/config.h>
#include <otelwrap/mysql/instrumentation.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace otelwrap::mysql {

class PoolMetrics;

// A connection that somebody has.
class OTELWRAP_API PoolUse {
 public:
  PoolUse() noexcept = default;  // of none
  explicit PoolUse(const PoolMetrics& pool) noexcept;
  PoolUse(PoolUse&& other) noexcept;
  PoolUse& operator=(PoolUse&& other) noexcept;
  ~PoolUse() { End(true); }

  // It goes back to the pool, or is closed. Once; later calls do nothing.
  void Return() noexcept { End(true); }
  void Break() noexcept { End(false); }

 private:
  void End(bool returned) noexcept;

  const PoolMetrics* pool_ = nullptr;  // null: it has ended
  std::chrono::steady_clock::time_point start_;
};

// Somebody who waits for a connection.
class [[nodiscard]] OTELWRAP_API PoolRequest {
 public:
  explicit PoolRequest(const PoolMetrics& pool) noexcept;
  PoolRequest(PoolRequest&& other) noexcept;
  PoolRequest& operator=(PoolRequest&& other) noexcept;
  ~PoolRequest() { End(); }

  // An idle one was given to it. Once; later it gives a use of none.
  PoolUse Grant() noexcept;
  void TimeOut() noexcept;

 private:
  void End() noexcept;

  const PoolMetrics* pool_;  // null: it has ended
  std::chrono::steady_clock::time_point start_;
};

// As the pool is configured; what is not given is not reported.
struct PoolLimits {
  std::optional<int64_t> idle_max;
  std::optional<int64_t> idle_min;
  std::optional<int64_t> max;
};

class OTELWRAP_API PoolMetrics {
 public:
  // `name`: db.client.connection.pool.name, unique in the program. A null instrumentation: the
  // component's default, as it is at each call.
  explicit PoolMetrics(std::string name, const PoolLimits& limits = {},
                       std::shared_ptr<const Instrumentation> instrumentation = nullptr);
  ~PoolMetrics();
  PoolMetrics(const PoolMetrics&) = delete;
  PoolMetrics& operator=(const PoolMetrics&) = delete;

  // A new connection is idle now; and one that was idle was closed.
  void Opened(std::chrono::nanoseconds took) const noexcept;
  void Closed() const noexcept;

  PoolRequest Ask() const noexcept { return PoolRequest(*this); }

 private:
  friend class PoolUse;
  friend class PoolRequest;

  const Instrumentation& instrumentation() const noexcept;
  void AddLimits(int64_t sign) const noexcept;
  void AddIdle(int64_t change) const noexcept;
  void AddUsed(int64_t change) const noexcept;
  void AddPending(int64_t change) const noexcept;
  void AddTimeout() const noexcept;
  void RecordWait(std::chrono::nanoseconds time) const noexcept;
  void RecordUse(std::chrono::nanoseconds time) const noexcept;

  const std::string name_;
  const PoolLimits limits_;
  const std::shared_ptr<const Instrumentation> instrumentation_;
};

}  // namespace otelwrap::mysql
