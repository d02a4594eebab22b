// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What an Instrumentation sees of its providers: an immutable snapshot of the tracer, the duration
// histogram and the propagator, behind one acquire load. Global providers are looked at again when
// the coarse clock has ticked (a few milliseconds) and at once after RefreshProviders().
//
// Threads: Current() and RefreshProviders() from any thread, without a lock on the way through.
// Ownership: tracers, meters and instruments are held, never a global provider (that would keep a
// replaced one from flushing). A snapshot that was replaced stays until the process ends, because a
// reader may still be in it; there is one for each change of a provider.
// Errors: none; without a provider the API's no-op objects serve.

#pragma once

#include <opentelemetry/context/propagation/text_map_propagator.h>
#include <opentelemetry/context/runtime_context.h>
#include <opentelemetry/metrics/meter.h>
#include <opentelemetry/metrics/sync_instruments.h>
#include <opentelemetry/nostd/shared_ptr.h>
#include <opentelemetry/trace/tracer.h>
#include <otelwrap/common/component.h>
#include <otelwrap/common/options.h>
#include <otelwrap/config.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

namespace otelwrap::common {

// Makes every instrumentation look at the global providers and propagator before its next call.
// Call it after replacing them; `telemetry` and the catchers of `testing` do.
OTELWRAP_API void RefreshProviders() noexcept;

// Changes when the coarse clock ticks and at each RefreshProviders(): while it is the same, what
// was seen of the global providers need not be looked at again.
OTELWRAP_API uint64_t ProviderStamp() noexcept;

// An instrument as the semantic conventions name it.
struct InstrumentSpec {
  std::string_view name;
  std::string_view unit;
  std::string_view description;
};

// How a propagator writes, known by its Fields(): the W3C one is written without it.
enum class PropagatorKind : uint8_t { kNone, kTraceContext, kTraceContextAndBaggage, kForeign };

using Histogram = opentelemetry::metrics::Histogram<double>;

struct ProviderSnapshot {
  opentelemetry::nostd::shared_ptr<opentelemetry::trace::Tracer> tracer;
  opentelemetry::nostd::shared_ptr<opentelemetry::metrics::Meter> meter;
  std::shared_ptr<Histogram> duration;  // null: no metric is to be written
  opentelemetry::nostd::shared_ptr<opentelemetry::context::propagation::TextMapPropagator>
      propagator;
  PropagatorKind propagator_kind = PropagatorKind::kNone;
  // Where the API keeps the threads' contexts; held, so that looking into it counts no reference.
  opentelemetry::nostd::shared_ptr<const opentelemetry::context::RuntimeContextStorage> contexts;
  // One tracer for every name: the API's no-op, or a very simple provider of a user's own. Which of
  // the two the first span tells; until then spans are started.
  bool one_tracer_for_all = false;
  mutable std::atomic<bool> tracer_is_noop{true};  // as long as there is none

  bool MakesSpans() const noexcept { return !tracer_is_noop.load(std::memory_order_relaxed); }
};

class OTELWRAP_API ProviderCache {
 public:
  // `duration`.name empty: the component has no duration metric.
  ProviderCache(const Options& options, std::string_view scope_name,
                const InstrumentSpec& duration);
  ~ProviderCache();
  ProviderCache(const ProviderCache&) = delete;
  ProviderCache& operator=(const ProviderCache&) = delete;

  // Valid until the process ends.
  const ProviderSnapshot& Current() const noexcept {
    const ProviderSnapshot* snapshot = current_.load(std::memory_order_acquire);
    if (stamp_.load(std::memory_order_relaxed) == ProviderStamp() && snapshot != nullptr)
      return *snapshot;
    return Check();
  }

 private:
  const ProviderSnapshot& Check() const noexcept;
  const ProviderSnapshot& Replace(uint64_t stamp) const;

  const Options& options_;
  const std::string_view scope_name_;
  const InstrumentSpec duration_;
  mutable std::atomic<const ProviderSnapshot*> current_{nullptr};
  mutable std::atomic<uint64_t> stamp_{0};
  mutable std::mutex mutex_;  // one thread at a time looks at the providers
};

}  // namespace otelwrap::common
