// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A finished span as the tests see it: a plain value with everything that an exporter would send.
// SpanCatcher makes them; span_matchers.h compares them; GoogleTest prints them in readable lines.
//
// Threads: plain values. Ownership: everything is copied. Errors: none.

#pragma once

#include <otelwrap/config.h>
#include <otelwrap/testing/attribute_value.h>
#include <otelwrap/testing/scope.h>

#include <chrono>
#include <cstdint>
#include <iosfwd>
#include <string>
#include <vector>

namespace otelwrap::testing {

enum class SpanKind { kInternal, kServer, kClient, kProducer, kConsumer };
enum class Status { kUnset, kOk, kError };

struct SpanEvent {
  std::string name;
  std::chrono::system_clock::time_point time;
  Attributes attributes;
};

struct SpanLink {
  std::string trace_id;  // lower-case hex, as below
  std::string span_id;
  std::string trace_state;
  Attributes attributes;
};

struct Span {
  std::string name;
  SpanKind kind = SpanKind::kInternal;
  std::string trace_id;        // 32 lower-case hex digits
  std::string span_id;         // 16 lower-case hex digits
  std::string parent_span_id;  // 16 lower-case hex digits; empty: a root span
  std::string trace_state;     // as in the header; empty: none
  uint8_t flags = 0;           // trace flags: 0x01 is "sampled"
  Attributes attributes;
  Status status = Status::kUnset;
  std::string status_description;
  std::vector<SpanEvent> events;
  std::vector<SpanLink> links;
  std::chrono::system_clock::time_point start_time;
  std::chrono::nanoseconds duration{0};
  Scope scope;
  Attributes resource;

  bool sampled() const { return (flags & 1) != 0; }
  std::chrono::system_clock::time_point end_time() const {
    return start_time + std::chrono::duration_cast<std::chrono::system_clock::duration>(duration);
  }
};

// The spans whose parent is this one, in the order in which they ended.
OTELWRAP_API std::vector<Span> ChildrenOf(const std::vector<Span>& spans, const Span& parent);

OTELWRAP_API std::ostream& operator<<(std::ostream& out, SpanKind kind);
OTELWRAP_API std::ostream& operator<<(std::ostream& out, Status status);
OTELWRAP_API std::ostream& operator<<(std::ostream& out, const SpanEvent& event);
OTELWRAP_API std::ostream& operator<<(std::ostream& out, const SpanLink& link);
OTELWRAP_API std::ostream& operator<<(std::ostream& out, const Span& span);

}  // namespace otelwrap::testing
