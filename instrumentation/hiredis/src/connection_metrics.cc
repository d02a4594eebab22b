// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "connection_metrics.h"

#include <opentelemetry/context/context.h>
#include <opentelemetry/metrics/meter.h>
#include <opentelemetry/metrics/sync_instruments.h>
#include <otelwrap/common/instruments_of.h>
#include <otelwrap/common/metric_advice.h>
#include <otelwrap/common/semconv.h>

#include <utility>

namespace otelwrap::hiredis {

namespace metrics = opentelemetry::metrics;
namespace nostd = opentelemetry::nostd;
namespace semconv = common::semconv;
using common::AttributeSet;
using common::AttributeView;
using common::Use;

struct ConnectionInstruments {
  explicit ConnectionInstruments(const nostd::shared_ptr<metrics::Meter>& meter)
      : count(meter->CreateInt64UpDownCounter(
            "db.client.connection.count",
            "The number of connections that are currently in state described by the state "
            "attribute.",
            "{connection}")),
        create_time(common::MakeHistogram(*meter, common::kDbConnectionCreateTime)) {}

  const nostd::unique_ptr<metrics::UpDownCounter<int64_t>> count;
  const nostd::unique_ptr<metrics::Histogram<double>> create_time;
};

namespace {

const ConnectionInstruments* Find(const Instrumentation& instrumentation) noexcept {
  const bool wanted =
      instrumentation.connection_metrics() && common::Enabled(common::Component::kHiredis);
  return wanted ? common::InstrumentsOf<ConnectionInstruments>(instrumentation.Providers())
                : nullptr;
}

std::chrono::steady_clock::time_point Now(const Instrumentation& instrumentation) noexcept {
  const common::Clock* clock = instrumentation.options().clock.get();
  return clock != nullptr ? clock->SteadyNow() : std::chrono::steady_clock::now();
}

}  // namespace

MeasuredConnection::MeasuredConnection(const Instrumentation& instrumentation,
                                       const Endpoint& endpoint) noexcept
    : instruments_(Find(instrumentation)) {
  if (instruments_ == nullptr) return;
  began_ = Now(instrumentation);
  pool_.Append(endpoint.address.empty() ? kSystem : endpoint.address);
  if (endpoint.port == 0) return;
  pool_.Append(":");
  pool_.Append(endpoint.port);
}

MeasuredConnection::MeasuredConnection(MeasuredConnection&& other) noexcept {
  *this = std::move(other);
}

MeasuredConnection& MeasuredConnection::operator=(MeasuredConnection&& other) noexcept {
  if (this == &other) return *this;
  Count(-1);
  instruments_ = std::exchange(other.instruments_, nullptr);
  counted_ = std::exchange(other.counted_, false);
  began_ = other.began_;
  pool_ = other.pool_;
  return *this;
}

void MeasuredConnection::Created(const Instrumentation& instrumentation) noexcept {
  if (instruments_ == nullptr) return;
  AttributeSet attributes;
  attributes.AddText(Use::kMetric, semconv::kDbClientConnectionPoolName, pool_.view());
  const std::chrono::duration<double> duration = Now(instrumentation) - began_;
  instruments_->create_time->Record(duration.count(), AttributeView(attributes, Use::kMetric),
                                    opentelemetry::context::Context());
  Count(1);
}

void MeasuredConnection::TakenOver() noexcept { Count(1); }

void MeasuredConnection::Count(int change) noexcept {
  const bool now_counted = change > 0;
  if (instruments_ == nullptr || now_counted == counted_) return;
  counted_ = now_counted;
  AttributeSet attributes;
  attributes.AddText(Use::kMetric, semconv::kDbClientConnectionPoolName, pool_.view());
  attributes.AddLiteral(Use::kMetric, semconv::kDbClientConnectionState, "used");
  instruments_->count->Add(change, AttributeView(attributes, Use::kMetric));
}

}  // namespace otelwrap::hiredis
