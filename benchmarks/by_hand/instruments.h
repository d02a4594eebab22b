// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What hand-written code holds from its start on: a tracer and a histogram, of the providers that
// are global when it is made.
//
// The code of this folder is the floor of the components: the span, attributes, headers and
// measurement that ours makes, as one would write them around the library's own call; and nothing
// of redirects, redaction, switches, hooks or options.
//
// Threads: as the API's. Ownership: shares all of it.

#pragma once

#include <opentelemetry/metrics/meter.h>
#include <opentelemetry/metrics/provider.h>
#include <opentelemetry/metrics/sync_instruments.h>
#include <opentelemetry/trace/provider.h>
#include <opentelemetry/trace/span_startoptions.h>
#include <opentelemetry/trace/tracer.h>

#include <chrono>

namespace otelwrap::benchmarks {

struct HandInstruments {
  explicit HandInstruments(opentelemetry::nostd::string_view histogram_name)
      : tracer(opentelemetry::trace::Provider::GetTracerProvider()->GetTracer("by.hand")),
        meter(opentelemetry::metrics::Provider::GetMeterProvider()->GetMeter("by.hand")),
        duration(meter->CreateDoubleHistogram(histogram_name, "", "s")) {}

  const opentelemetry::nostd::shared_ptr<opentelemetry::trace::Tracer> tracer;
  const opentelemetry::nostd::shared_ptr<opentelemetry::metrics::Meter> meter;
  const opentelemetry::nostd::unique_ptr<opentelemetry::metrics::Histogram<double>> duration;
};

// Of a client's call that is timed with the clock's two readings.
inline opentelemetry::trace::StartSpanOptions ClientSpanFrom(
    std::chrono::steady_clock::time_point start) {
  opentelemetry::trace::StartSpanOptions options;
  options.kind = opentelemetry::trace::SpanKind::kClient;
  options.start_steady_time = opentelemetry::common::SteadyTimestamp(start);
  return options;
}

inline opentelemetry::trace::EndSpanOptions EndAt(std::chrono::steady_clock::time_point end) {
  opentelemetry::trace::EndSpanOptions options;
  options.end_steady_time = opentelemetry::common::SteadyTimestamp(end);
  return options;
}

}  // namespace otelwrap::benchmarks
