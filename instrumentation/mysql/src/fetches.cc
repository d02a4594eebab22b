// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "fetches.h"

#include <otelwrap/common/never_destroyed.h>
#include <otelwrap/common/switches.h>

#include <cstddef>
#include <exception>
#include <memory>
#include <mutex>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "classify.h"
#include "describe.h"
#include "more_metrics.h"
#include "peer.h"

namespace otelwrap::mysql {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::string_view kFetch = "fetch";

struct Fetch {
  const Instrumentation* instrumentation = nullptr;
  unsigned long connection = 0;
  common::Operation operation;  // does nothing: only a metric is wanted
  common::AttributeSet described;
  uint64_t rows = 0;
  bool counted = false;  // by our calls, from the first row on
  Clock::duration waited{};
};

class FetchTable {
 public:
  void Keep(const MYSQL& handle, std::unique_ptr<Fetch> fetch) {
    constexpr size_t kMaxEntries = 1024;
    const std::lock_guard<std::mutex> lock(mutex_);
    if (entries_.size() >= kMaxEntries) return;
    entries_[&handle] = std::move(fetch);
    kept_by_handle.fetches.Set(entries_.size());
  }

  // Null where there is none of this connection. It stays: one thread uses a handle at a time.
  Fetch* Find(const MYSQL& handle) noexcept {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto at = entries_.find(&handle);
    const bool found = at != entries_.end() && at->second->connection == handle.thread_id;
    return found ? at->second.get() : nullptr;
  }

  std::unique_ptr<Fetch> Take(const MYSQL& handle) noexcept {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto at = entries_.find(&handle);
    if (at == entries_.end()) return nullptr;
    std::unique_ptr<Fetch> fetch = std::move(at->second);
    entries_.erase(at);
    kept_by_handle.fetches.Set(entries_.size());
    return fetch;
  }

 private:
  std::mutex mutex_;
  std::unordered_map<const MYSQL*, std::unique_ptr<Fetch>> entries_;
};

FetchTable& Fetches() noexcept {
  static common::NeverDestroyed<FetchTable> table;
  return table.get();
}

common::Operation StartSpan(const Instrumentation& instrumentation, const MYSQL& handle,
                            const common::Operation& query,
                            const common::AttributeSet& described) noexcept {
  const opentelemetry::context::Context parent = query.Context();
  common::OperationStart start;
  start.name = kFetch;
  start.attributes = &described;
  start.parent = &parent;
  start.native_handle = &handle;
  return common::Operation::Start(instrumentation.spans_only(), start);
}

void Finish(Fetch& fetch, bool failed, unsigned int error_number) noexcept {
  common::Outcome outcome = Classify(failed ? 1 : 0, error_number);
  if (fetch.counted) {
    outcome.attributes().AddInt(common::Use::kSpan, kReturnedRows,
                                static_cast<int64_t>(fetch.rows));
    outcome.attributes().AddDouble(common::Use::kSpan, kFetchDuration,
                                   std::chrono::duration<double>(fetch.waited).count());
    if (fetch.instrumentation->settings().returned_rows) {
      RecordReturnedRows(*fetch.instrumentation, fetch.rows, fetch.described);
    }
  }
  if (fetch.operation.IsActive()) fetch.operation.End(outcome);
}

}  // namespace

void BeginFetch(const Instrumentation& instrumentation, const MYSQL& handle,
                const common::Operation& query, const common::AttributeSet& described) noexcept {
  EndOldFetch(handle);
  try {
    auto fetch = std::make_unique<Fetch>();
    fetch->instrumentation = &instrumentation;
    fetch->connection = handle.thread_id;
    fetch->described = described;
    if (instrumentation.settings().fetches) {
      fetch->operation = StartSpan(instrumentation, handle, query, described);
    }
    Fetches().Keep(handle, std::move(fetch));
  } catch (const std::exception&) {
    return;
  }
}

void EndFoundFetch(const MYSQL& handle) noexcept {
  const std::unique_ptr<Fetch> fetch = Fetches().Take(handle);
  if (fetch != nullptr && fetch->connection == handle.thread_id) Finish(*fetch, false, 0);
}

void EndUnwatched(MYSQL* handle, unsigned int error_number) noexcept {
  if (!common::Enabled(common::Component::kMysql)) return;
  const Instrumentation& instrumentation = Default();
  if (!IsKnownTo(instrumentation, *handle)) return;
  const Peer& peer = KnownOf(instrumentation, handle).peer;
  CallFacts facts;
  if (handle->db != nullptr) facts.schema = handle->db;
  common::AttributeSet described;
  Describe(peer, facts, described);
  common::OperationStart start;
  start.name = kFetch;
  start.attributes = &described;
  start.target = peer.target;
  start.native_handle = handle;
  common::Operation::Start(instrumentation.spans_only(), start).End(Classify(1, error_number));
}

FetchWatch::FetchWatch(const MYSQL* handle) noexcept {
  if (handle == nullptr || kept_by_handle.fetches.IsZero() || Fetches().Find(*handle) == nullptr)
    return;
  handle_ = handle;
  start_ = Clock::now();
}

void FetchWatch::Add(uint64_t rows) noexcept {
  Fetch* fetch = Fetches().Find(*handle_);
  if (fetch == nullptr) return;
  fetch->counted = true;
  fetch->rows += rows;
  fetch->waited += Clock::now() - start_;
  start_ = Clock::now();
}

void FetchWatch::End(bool failed, unsigned int error_number) noexcept {
  Add(0);
  const std::unique_ptr<Fetch> fetch = Fetches().Take(*handle_);
  if (fetch != nullptr) Finish(*fetch, failed, error_number);
}

}  // namespace otelwrap::mysql
