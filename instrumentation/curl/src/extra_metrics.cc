// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "extra_metrics.h"

#include <opentelemetry/context/context.h>
#include <opentelemetry/metrics/meter.h>
#include <opentelemetry/metrics/sync_instruments.h>
#include <otelwrap/common/instruments_of.h>
#include <otelwrap/common/metric_advice.h>
#include <otelwrap/common/semconv.h>

#include <exception>

namespace otelwrap::curl {

namespace metrics = opentelemetry::metrics;
namespace nostd = opentelemetry::nostd;
using common::AttributeSet;
using common::AttributeView;
using common::Use;

namespace {

nostd::string_view View(std::string_view text) noexcept { return {text.data(), text.size()}; }

}  // namespace

struct ExtraInstruments {
  explicit ExtraInstruments(const nostd::shared_ptr<metrics::Meter>& its_meter)
      : meter(its_meter),
        active(its_meter->CreateInt64UpDownCounter("http.client.active_requests",
                                                   "Number of active HTTP requests.", "{request}")),
        sent(its_meter->CreateUInt64Histogram("http.client.request.body.size",
                                              "Size of HTTP client request bodies.", "By")),
        received(its_meter->CreateUInt64Histogram("http.client.response.body.size",
                                                  "Size of HTTP client response bodies.", "By")),
        lookup(its_meter->CreateDoubleHistogram(View(common::kDnsLookupDuration.name),
                                                View(common::kDnsLookupDuration.description),
                                                View(common::kDnsLookupDuration.unit))) {}

  const nostd::shared_ptr<metrics::Meter> meter;
  const nostd::unique_ptr<metrics::UpDownCounter<int64_t>> active;
  const nostd::unique_ptr<metrics::Histogram<uint64_t>> sent;
  const nostd::unique_ptr<metrics::Histogram<uint64_t>> received;
  const nostd::unique_ptr<metrics::Histogram<double>> lookup;
};

namespace {

template <class Instruments>
const Instruments* FindIn(const common::ProviderSnapshot& providers,
                          std::atomic<const Instruments*>& kept) noexcept {
  // Without a duration no metric is wanted, or nobody takes it.
  if (providers.duration == nullptr || providers.meter == nullptr) return nullptr;
  const Instruments* last = kept.load(std::memory_order_acquire);
  if (last != nullptr && last->meter.get() == providers.meter.get()) return last;
  try {
    last = common::InstrumentsOf<Instruments>(providers.meter);
    kept.store(last, std::memory_order_release);
    return last;
  } catch (const std::exception&) {
    return nullptr;
  }
}

}  // namespace

const ExtraInstruments* ExtraMetrics::Find(
    const common::ProviderSnapshot& providers) const noexcept {
  return FindIn(providers, last_);
}

const ConnectionInstruments* ExtraMetrics::FindConnections(
    const common::ProviderSnapshot& providers) const noexcept {
  return connections_ ? FindIn(providers, last_connections_) : nullptr;
}

void ExtraMetrics::AddActive(const common::ProviderSnapshot& providers, int64_t change,
                             const AttributeSet& attributes) const noexcept {
  const ExtraInstruments* instruments = active_requests_ ? Find(providers) : nullptr;
  if (instruments == nullptr || instruments->active == nullptr) return;
  instruments->active->Add(change, AttributeView(attributes, Use::kMetric));
}

void ExtraMetrics::RecordBodies(const common::ProviderSnapshot& providers, int64_t sent,
                                int64_t received, const AttributeSet& attributes) const noexcept {
  const ExtraInstruments* instruments = body_sizes_ ? Find(providers) : nullptr;
  if (instruments == nullptr) return;
  const opentelemetry::context::Context none;
  const AttributeView view(attributes, Use::kMetric);
  if (sent >= 0 && instruments->sent != nullptr) {
    instruments->sent->Record(static_cast<uint64_t>(sent), view, none);
  }
  if (received >= 0 && instruments->received != nullptr) {
    instruments->received->Record(static_cast<uint64_t>(received), view, none);
  }
}

void ExtraMetrics::RecordLookup(const common::ProviderSnapshot& providers, std::string_view name,
                                std::chrono::microseconds duration,
                                std::string_view error) const noexcept {
  const ExtraInstruments* instruments = lookup_durations_ ? Find(providers) : nullptr;
  if (instruments == nullptr || instruments->lookup == nullptr) return;
  AttributeSet attributes;
  attributes.AddText(Use::kMetric, common::semconv::kDnsQuestionName, name);
  if (!error.empty()) attributes.AddText(Use::kMetric, common::semconv::kErrorType, error);
  instruments->lookup->Record(std::chrono::duration<double>(duration).count(),
                              AttributeView(attributes, Use::kMetric),
                              opentelemetry::context::Context());
}

}  // namespace otelwrap::curl
