// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "connection_metrics.h"

#include <opentelemetry/context/context.h>
#include <otelwrap/common/attributes.h>
#include <otelwrap/common/instruments_of.h>
#include <otelwrap/common/metric_advice.h>
#include <otelwrap/common/semconv.h>

#include "describe.h"

namespace otelwrap::curl {
namespace {

namespace semconv = common::semconv;
using common::AttributeSet;
using common::AttributeView;
using common::Use;

}  // namespace

ConnectionInstruments::ConnectionInstruments(const Meter& meter)
    : open_(meter->CreateInt64UpDownCounter(
          "http.client.open_connections",
          "Number of outbound HTTP connections that are currently active or idle on the client.",
          "{connection}")),
      duration_(common::MakeHistogram(*meter, common::kHttpClientConnectionDuration)) {}

void ConnectionInstruments::AddOpen(const common::Target& server, ConnectionState state,
                                    int64_t change) const noexcept {
  if (open_ == nullptr) return;
  AttributeSet attributes;
  attributes.AddLiteral(Use::kMetric, semconv::kHttpConnectionState,
                        state == ConnectionState::kActive ? "active" : "idle");
  DescribeTarget(server, attributes);
  open_->Add(change, AttributeView(attributes, Use::kMetric));
}

void ConnectionInstruments::RecordDuration(const common::Target& server,
                                           std::chrono::duration<double> duration) const noexcept {
  if (duration_ == nullptr) return;
  AttributeSet attributes;
  DescribeTarget(server, attributes);
  duration_->Record(duration.count(), AttributeView(attributes, Use::kMetric),
                    opentelemetry::context::Context());
}

}  // namespace otelwrap::curl
