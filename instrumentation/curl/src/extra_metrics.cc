// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "extra_metrics.h"

#include <opentelemetry/context/context.h>
#include <opentelemetry/metrics/meter.h>
#include <opentelemetry/metrics/sync_instruments.h>
#include <otelwrap/common/instruments_of.h>
#include <otelwrap/common/metric_advice.h>
#include <otelwrap/common/semconv.h>

namespace otelwrap::curl {

namespace metrics = opentelemetry::metrics;
namespace nostd = opentelemetry::nostd;
using common::AttributeSet;
using common::AttributeView;
using common::Use;

struct ExtraInstruments {
  explicit ExtraInstruments(const nostd::shared_ptr<metrics::Meter>& meter)
      : active(meter->CreateInt64UpDownCounter("http.client.active_requests",
                                               "Number of active HTTP requests.", "{request}")),
        sent(meter->CreateUInt64Histogram("http.client.request.body.size",
                                          "Size of HTTP client request bodies.", "By")),
        received(meter->CreateUInt64Histogram("http.client.response.body.size",
                                              "Size of HTTP client response bodies.", "By")),
        lookup(common::MakeHistogram(*meter, common::kDnsLookupDuration)) {}

  const nostd::unique_ptr<metrics::UpDownCounter<int64_t>> active;
  const nostd::unique_ptr<metrics::Histogram<uint64_t>> sent;
  const nostd::unique_ptr<metrics::Histogram<uint64_t>> received;
  const nostd::unique_ptr<metrics::Histogram<double>> lookup;
};

const ConnectionInstruments* ExtraMetrics::FindConnections(
    const common::ProviderSnapshot& providers) const noexcept {
  return connections_ ? common::InstrumentsOf<ConnectionInstruments>(providers) : nullptr;
}

void ExtraMetrics::AddActive(const common::ProviderSnapshot& providers, int64_t change,
                             const AttributeSet& attributes) const noexcept {
  const ExtraInstruments* instruments =
      active_requests_ ? common::InstrumentsOf<ExtraInstruments>(providers) : nullptr;
  if (instruments == nullptr || instruments->active == nullptr) return;
  instruments->active->Add(change, AttributeView(attributes, Use::kMetric));
}

void ExtraMetrics::RecordBodies(const common::ProviderSnapshot& providers, int64_t sent,
                                int64_t received, const AttributeSet& attributes) const noexcept {
  const ExtraInstruments* instruments =
      body_sizes_ ? common::InstrumentsOf<ExtraInstruments>(providers) : nullptr;
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
  const ExtraInstruments* instruments =
      lookup_durations_ ? common::InstrumentsOf<ExtraInstruments>(providers) : nullptr;
  if (instruments == nullptr || instruments->lookup == nullptr) return;
  AttributeSet attributes;
  attributes.AddText(Use::kMetric, common::semconv::kDnsQuestionName, name);
  if (!error.empty()) attributes.AddText(Use::kMetric, common::semconv::kErrorType, error);
  instruments->lookup->Record(std::chrono::duration<double>(duration).count(),
                              AttributeView(attributes, Use::kMetric),
                              opentelemetry::context::Context());
}

}  // namespace otelwrap::curl
