// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What the tests send through a pipeline: one of each signal, by the API alone.

#pragma once

#include <opentelemetry/logs/provider.h>
#include <opentelemetry/metrics/provider.h>
#include <opentelemetry/trace/provider.h>
#include <opentelemetry/trace/scope.h>

namespace otelwrap::telemetry {

inline void MakeSpan(const char* name) {
  opentelemetry::trace::Provider::GetTracerProvider()->GetTracer("test")->StartSpan(name)->End();
}

inline void MakePoint(const char* name, double seconds) {
  opentelemetry::metrics::Provider::GetMeterProvider()
      ->GetMeter("test")
      ->CreateDoubleHistogram(name, "", "s")
      ->Record(seconds, opentelemetry::context::Context{});
}

inline void MakeLogRecord(const char* text) {
  opentelemetry::logs::Provider::GetLoggerProvider()
      ->GetLogger("test", "test")
      ->EmitLogRecord(opentelemetry::logs::Severity::kInfo, text);
}

inline void MakeOneOfEach() {
  MakeSpan("work");
  MakePoint("http.client.request.duration", 0.02);
  MakePoint("db.client.operation.duration", 0.02);
  MakeLogRecord("worked");
}

}  // namespace otelwrap::telemetry
