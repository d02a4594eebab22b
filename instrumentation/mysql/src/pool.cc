// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/common/semconv.h>
#include <otelwrap/mysql/pool.h>

#include <utility>

#include "more_metrics.h"

namespace otelwrap::mysql {
namespace {

using Clock = std::chrono::steady_clock;

}  // namespace

PoolUse::PoolUse(const PoolMetrics& pool) noexcept : pool_(&pool), start_(Clock::now()) {
  pool.AddIdle(-1);
  pool.AddUsed(1);
}

PoolUse::PoolUse(PoolUse&& other) noexcept
    : pool_(std::exchange(other.pool_, nullptr)), start_(other.start_) {}

PoolUse& PoolUse::operator=(PoolUse&& other) noexcept {
  if (this == &other) return *this;
  End(true);
  pool_ = std::exchange(other.pool_, nullptr);
  start_ = other.start_;
  return *this;
}

void PoolUse::End(bool returned) noexcept {
  const PoolMetrics* pool = std::exchange(pool_, nullptr);
  if (pool == nullptr) return;
  pool->AddUsed(-1);
  if (returned) pool->AddIdle(1);
  pool->RecordUse(Clock::now() - start_);
}

PoolRequest::PoolRequest(const PoolMetrics& pool) noexcept : pool_(&pool), start_(Clock::now()) {
  pool.AddPending(1);
}

PoolRequest::PoolRequest(PoolRequest&& other) noexcept
    : pool_(std::exchange(other.pool_, nullptr)), start_(other.start_) {}

PoolRequest& PoolRequest::operator=(PoolRequest&& other) noexcept {
  if (this == &other) return *this;
  End();
  pool_ = std::exchange(other.pool_, nullptr);
  start_ = other.start_;
  return *this;
}

void PoolRequest::End() noexcept {
  if (pool_ != nullptr) std::exchange(pool_, nullptr)->AddPending(-1);
}

PoolUse PoolRequest::Grant() noexcept {
  const PoolMetrics* pool = pool_;
  if (pool == nullptr) return {};
  pool->RecordWait(Clock::now() - start_);
  End();
  return PoolUse(*pool);
}

void PoolRequest::TimeOut() noexcept {
  if (pool_ != nullptr) pool_->AddTimeout();
  End();
}

PoolMetrics::PoolMetrics(std::string name, const PoolLimits& limits,
                         std::shared_ptr<const Instrumentation> instrumentation)
    : name_(std::move(name)), limits_(limits), instrumentation_(std::move(instrumentation)) {
  AddLimits(1);
}

PoolMetrics::~PoolMetrics() { AddLimits(-1); }

const Instrumentation& PoolMetrics::instrumentation() const noexcept {
  return instrumentation_ != nullptr ? *instrumentation_ : Default();
}

void PoolMetrics::AddLimits(int64_t sign) const noexcept {
  const MoreInstruments* instruments = MoreInstrumentsOf(instrumentation());
  if (instruments == nullptr) return;
  if (limits_.idle_max) AddConnections(instruments->idle_max, sign * *limits_.idle_max, name_, {});
  if (limits_.idle_min) AddConnections(instruments->idle_min, sign * *limits_.idle_min, name_, {});
  if (limits_.max) AddConnections(instruments->max, sign * *limits_.max, name_, {});
}

void PoolMetrics::Opened(std::chrono::nanoseconds took) const noexcept {
  AddIdle(1);
  const MoreInstruments* instruments = MoreInstrumentsOf(instrumentation());
  if (instruments != nullptr) RecordConnectionTime(instruments->create_time, took, name_);
}

void PoolMetrics::Closed() const noexcept { AddIdle(-1); }

void PoolMetrics::AddIdle(int64_t change) const noexcept {
  const MoreInstruments* instruments = MoreInstrumentsOf(instrumentation());
  if (instruments != nullptr) AddConnections(instruments->count, change, name_, "idle");
}

void PoolMetrics::AddUsed(int64_t change) const noexcept {
  const MoreInstruments* instruments = MoreInstrumentsOf(instrumentation());
  if (instruments != nullptr) AddConnections(instruments->count, change, name_, "used");
}

void PoolMetrics::AddPending(int64_t change) const noexcept {
  const MoreInstruments* instruments = MoreInstrumentsOf(instrumentation());
  if (instruments != nullptr) AddConnections(instruments->pending_requests, change, name_, {});
}

void PoolMetrics::AddTimeout() const noexcept {
  const MoreInstruments* instruments = MoreInstrumentsOf(instrumentation());
  if (instruments == nullptr || instruments->timeouts == nullptr) return;
  common::AttributeSet attributes;
  attributes.AddText(common::Use::kMetric, common::semconv::kDbClientConnectionPoolName, name_);
  instruments->timeouts->Add(1, common::AttributeView(attributes, common::Use::kMetric));
}

void PoolMetrics::RecordWait(std::chrono::nanoseconds time) const noexcept {
  const MoreInstruments* instruments = MoreInstrumentsOf(instrumentation());
  if (instruments != nullptr) RecordConnectionTime(instruments->wait_time, time, name_);
}

void PoolMetrics::RecordUse(std::chrono::nanoseconds time) const noexcept {
  const MoreInstruments* instruments = MoreInstrumentsOf(instrumentation());
  if (instruments != nullptr) RecordConnectionTime(instruments->use_time, time, name_);
}

}  // namespace otelwrap::mysql
