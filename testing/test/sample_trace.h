// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Spans for the tests of the trace model, its pictures and its check: a small shop.

#pragma once

#include <otelwrap/testing/received.h>

#include <string>
#include <vector>

namespace otelwrap::testing {

inline constexpr char kSampleTraceId[] = "4bf92f3577b34da6a3ce929d0e0e4736";
inline constexpr uint64_t kSampleStart = 1'700'000'000'000'000'000;

// Ids are one letter or more; times are microseconds from the trace's start.
inline ReceivedSpan SampleSpan(const std::string& id, const std::string& parent,
                               const std::string& service, const std::string& name,
                               ReceivedSpanKind kind, uint64_t start_micros, uint64_t end_micros) {
  ReceivedSpan span;
  span.trace_id = kSampleTraceId;
  span.span_id = id;
  span.parent_span_id = parent;
  span.service_name = service;
  span.name = name;
  span.kind = kind;
  span.start_unix_nanos = kSampleStart + start_micros * 1000;
  span.end_unix_nanos = kSampleStart + end_micros * 1000;
  return span;
}

// gateway -> orders -> inventory -> Redis and MySQL, which fails; in no particular order.
inline std::vector<ReceivedSpan> SampleTrace() {
  using Kind = ReceivedSpanKind;
  std::vector<ReceivedSpan> spans = {
      SampleSpan("f", "d", "inventory", "SELECT stock", Kind::kClient, 21000, 40500),
      SampleSpan("e", "d", "inventory", "GET", Kind::kClient, 19000, 19400),
      SampleSpan("d", "c", "orders", "inventory.Stock/Reserve", Kind::kClient, 18000, 42000),
      SampleSpan("c", "b", "orders", "POST /orders", Kind::kServer, 9000, 43000),
      SampleSpan("a", "", "gateway", "GET /checkout", Kind::kServer, 0, 45200),
      SampleSpan("b", "a", "gateway", "POST", Kind::kClient, 2000, 44100),
      SampleSpan("b1", "b", "gateway", "connect", Kind::kInternal, 3100, 5200),
      SampleSpan("b0", "b", "gateway", "dns", Kind::kInternal, 2050, 3060),
  };
  spans[0].status = ReceivedStatus::kError;
  spans[0].status_message = "Table is gone";
  spans[0].attributes = {{"error.type", "1146"}, {"db.system.name", "mysql"}};
  return spans;
}

}  // namespace otelwrap::testing
