// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <opentelemetry/context/propagation/global_propagator.h>
#include <opentelemetry/metrics/provider.h>
#include <opentelemetry/trace/provider.h>
#include <otelwrap/common/never_destroyed.h>
#include <otelwrap/common/providers.h>
#include <otelwrap/common/semconv.h>

#include <time.h>

#include <exception>
#include <thread>
#include <utility>

#include "instrument_cache.h"
#include "view.h"

namespace otelwrap::common {
namespace {

namespace context = opentelemetry::context;
namespace metrics = opentelemetry::metrics;
namespace nostd = opentelemetry::nostd;
namespace trace = opentelemetry::trace;

using TracerProviderPtr = nostd::shared_ptr<trace::TracerProvider>;
using MeterProviderPtr = nostd::shared_ptr<metrics::MeterProvider>;
using PropagatorPtr = nostd::shared_ptr<context::propagation::TextMapPropagator>;

// A name that nothing else asks a provider for.
constexpr char kProbeName[] = "otelwrap.probe";

std::atomic<uint64_t> refreshes{0};

PropagatorKind KindOf(const context::propagation::TextMapPropagator& propagator) noexcept {
  size_t known = 0;
  size_t fields = 0;
  bool baggage = false;
  propagator.Fields([&](nostd::string_view field) {
    ++fields;
    if (field == "traceparent" || field == "tracestate") ++known;
    if (field == "baggage") baggage = true;
    return true;
  });
  if (fields == 0) return PropagatorKind::kNone;
  if (known != 2 || fields != (baggage ? 3U : 2U)) return PropagatorKind::kForeign;
  return baggage ? PropagatorKind::kTraceContextAndBaggage : PropagatorKind::kTraceContext;
}

// A MeterProvider that gives the same meter for two names is the API's no-op: nothing to record.
bool IsNoop(metrics::MeterProvider& provider, const metrics::Meter* meter) noexcept {
  return provider.GetMeter(kProbeName).get() == meter;
}

struct Found {
  nostd::shared_ptr<trace::Tracer> tracer;
  nostd::shared_ptr<metrics::Meter> meter;
  TracerProviderPtr tracer_provider;
  MeterProviderPtr meter_provider;
  PropagatorPtr propagator;
  nostd::shared_ptr<const context::RuntimeContextStorage> contexts;
};

Found Look(const Options& options, std::string_view scope) {
  Found found;
  found.tracer_provider =
      options.tracer_provider ? options.tracer_provider : trace::Provider::GetTracerProvider();
  found.meter_provider =
      options.meter_provider ? options.meter_provider : metrics::Provider::GetMeterProvider();
  found.propagator = options.propagator
                         ? options.propagator
                         : context::propagation::GlobalTextMapPropagator::GetGlobalPropagator();
  found.contexts = context::RuntimeContext::GetConstRuntimeContextStorage();
  const auto schema = View(semconv::kSchemaUrl);
  found.tracer = found.tracer_provider->GetTracer(View(scope), OTELWRAP_VERSION, schema);
  found.meter = found.meter_provider->GetMeter(View(scope), OTELWRAP_VERSION, schema);
  return found;
}

// Replaced and current snapshots alike; never destroyed, because a call may be reading one.
struct Snapshots {
  std::mutex mutex;
  std::vector<std::unique_ptr<const ProviderSnapshot>> all;
};

const ProviderSnapshot* Keep(std::unique_ptr<const ProviderSnapshot> snapshot) {
  static NeverDestroyed<Snapshots> kept;
  Snapshots& snapshots = kept.get();
  const std::lock_guard<std::mutex> lock(snapshots.mutex);
  snapshots.all.push_back(std::move(snapshot));
  return snapshots.all.back().get();
}

// What there is when memory is out at the first look.
const ProviderSnapshot& EmptySnapshot() noexcept {
  static const NeverDestroyed<ProviderSnapshot> empty;
  return empty.get();
}

// Another thread that looks is soon done, and what was before may be gone. The wait has an end: who
// looks may be this thread itself, by a provider that makes a traced call.
bool LockSoon(std::unique_lock<std::mutex>& lock) noexcept {
  constexpr int kPatience = 1000;
  for (int i = 0; i < kPatience; ++i) {
    if (lock.try_lock()) return true;
    std::this_thread::yield();
  }
  return false;
}

}  // namespace

void RefreshProviders() noexcept { refreshes.fetch_add(1, std::memory_order_release); }

ProviderCache::ProviderCache(const Options& options, std::string_view scope_name,
                             const InstrumentSpec& duration)
    : options_(options), scope_name_(scope_name), duration_(duration) {}

ProviderCache::~ProviderCache() = default;

[[gnu::hot]] uint64_t ProviderStamp() noexcept {
  // Coarse: a few nanoseconds to read, and a tick of some milliseconds is soon enough.
  constexpr uint64_t kSpread = 0x9E3779B97F4A7C15U;
  timespec now;
  clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
  const uint64_t tick =
      static_cast<uint64_t>(now.tv_sec) * 1'000'000'000U + static_cast<uint64_t>(now.tv_nsec);
  return tick ^ ((refreshes.load(std::memory_order_acquire) + 1) * kSpread);
}

const ProviderSnapshot& ProviderCache::Check() const noexcept {
  const ProviderSnapshot* current = current_.load(std::memory_order_acquire);
  std::unique_lock<std::mutex> lock(mutex_, std::defer_lock);
  if (current == nullptr) {
    lock.lock();
  } else if (!LockSoon(lock)) {
    return *current;
  }
  try {
    const uint64_t stamp = ProviderStamp();
    current = current_.load(std::memory_order_acquire);
    const bool is_new = current != nullptr && stamp_.load(std::memory_order_relaxed) == stamp;
    return is_new ? *current : Replace(stamp);
  } catch (const std::exception&) {
    current = current_.load(std::memory_order_acquire);
    return current != nullptr ? *current : EmptySnapshot();
  }
}

const ProviderSnapshot& ProviderCache::Replace(uint64_t stamp) const {
  const Found found = Look(options_, scope_name_);
  const ProviderSnapshot* current = current_.load(std::memory_order_acquire);
  // Tracers and meters are held, so that an equal address means the same object. Providers are not.
  if (current != nullptr && current->tracer.get() == found.tracer.get() &&
      current->meter.get() == found.meter.get() &&
      current->propagator.get() == found.propagator.get() &&
      current->contexts.get() == found.contexts.get()) {
    stamp_.store(stamp, std::memory_order_relaxed);
    return *current;
  }
  auto made = std::make_unique<ProviderSnapshot>();
  made->tracer = found.tracer;
  made->tracer_is_noop.store(found.tracer == nullptr, std::memory_order_relaxed);
  made->meter = found.meter;
  made->propagator = found.propagator;
  made->propagator_kind = KindOf(*found.propagator);
  made->contexts = found.contexts;
  made->one_tracer_for_all =
      found.tracer_provider->GetTracer(kProbeName).get() == found.tracer.get();
  if (options_.metrics && !duration_.name.empty() &&
      !IsNoop(*found.meter_provider, found.meter.get())) {
    made->duration = CachedHistogram(found.meter, duration_);
  }
  current = Keep(std::move(made));
  current_.store(current, std::memory_order_release);
  stamp_.store(stamp, std::memory_order_relaxed);
  return *current;
}

}  // namespace otelwrap::common
