// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "more_metrics.h"

#include <opentelemetry/context/context.h>
#include <otelwrap/common/instruments_of.h>
#include <otelwrap/common/metric_advice.h>
#include <otelwrap/common/semconv.h>

namespace otelwrap::mysql {
namespace {

using common::AttributeSet;
using common::AttributeView;
using common::Use;

AttributeSet OfPool(std::string_view pool) noexcept {
  AttributeSet attributes;
  attributes.AddText(Use::kMetric, common::semconv::kDbClientConnectionPoolName, pool);
  return attributes;
}

}  // namespace

MoreInstruments::MoreInstruments(const Meter& meter)
    : returned_rows(meter->CreateUInt64Histogram(
          "db.client.response.returned_rows",
          "The actual number of records returned by the database operation.", "{row}")),
      count(meter->CreateInt64UpDownCounter(
          "db.client.connection.count",
          "The number of connections that are currently in state described by the state attribute.",
          "{connection}")),
      idle_max(meter->CreateInt64UpDownCounter(
          "db.client.connection.idle.max", "The maximum number of idle open connections allowed.",
          "{connection}")),
      idle_min(meter->CreateInt64UpDownCounter(
          "db.client.connection.idle.min", "The minimum number of idle open connections allowed.",
          "{connection}")),
      max(meter->CreateInt64UpDownCounter("db.client.connection.max",
                                          "The maximum number of open connections allowed.",
                                          "{connection}")),
      pending_requests(meter->CreateInt64UpDownCounter(
          "db.client.connection.pending_requests",
          "The number of current pending requests for an open connection.", "{request}")),
      timeouts(meter->CreateUInt64Counter("db.client.connection.timeouts",
                                          "The number of connection timeouts that have occurred "
                                          "trying to obtain a connection from the pool.",
                                          "{timeout}")),
      create_time(common::MakeHistogram(*meter, common::kDbConnectionCreateTime)),
      wait_time(meter->CreateDoubleHistogram(
          "db.client.connection.wait_time",
          "The time it took to obtain an open connection from the pool.", "s")),
      use_time(meter->CreateDoubleHistogram(
          "db.client.connection.use_time",
          "The time between borrowing a connection and returning it to the pool.", "s")) {}

const MoreInstruments* MoreInstrumentsOf(const Instrumentation& instrumentation) noexcept {
  if (!common::Enabled(common::Component::kMysql)) return nullptr;
  return common::InstrumentsOf<MoreInstruments>(instrumentation.Providers());
}

void RecordReturnedRows(const Instrumentation& instrumentation, uint64_t rows,
                        const AttributeSet& attributes) noexcept {
  const MoreInstruments* instruments = MoreInstrumentsOf(instrumentation);
  if (instruments == nullptr || instruments->returned_rows == nullptr) return;
  instruments->returned_rows->Record(rows, AttributeView(attributes, Use::kMetric),
                                     opentelemetry::context::Context());
}

void AddConnections(const MoreInstruments::Counts& counter, int64_t change, std::string_view pool,
                    std::string_view state) noexcept {
  if (counter == nullptr) return;
  AttributeSet attributes = OfPool(pool);
  if (!state.empty()) {
    attributes.AddLiteral(Use::kMetric, common::semconv::kDbClientConnectionState, state);
  }
  counter->Add(change, AttributeView(attributes, Use::kMetric));
}

void RecordConnectionTime(const MoreInstruments::Times& histogram, std::chrono::nanoseconds time,
                          std::string_view pool) noexcept {
  if (histogram == nullptr) return;
  const AttributeSet attributes = OfPool(pool);
  histogram->Record(std::chrono::duration<double>(time).count(),
                    AttributeView(attributes, Use::kMetric), opentelemetry::context::Context());
}

}  // namespace otelwrap::mysql
