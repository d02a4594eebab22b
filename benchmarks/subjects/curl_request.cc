// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What it takes to describe a request and to write its traceparent into the handle's header list,
// from a handle's second transfer on; before a span or a measurement is made of it. Nothing of
// libcurl's is in it.

#include <benchmark/benchmark.h>
#include <opentelemetry/trace/span_context.h>
#include <otelwrap/common/semconv.h>
#include <otelwrap/propagators/traceparent.h>

#include "curl/src/describe.h"
#include "curl/src/described_url.h"
#include "curl/src/header_injection.h"
#include "curl/src/request_url.h"
#include "harness/subject.h"

namespace otelwrap::benchmarks {
namespace {

namespace trace = opentelemetry::trace;
using opentelemetry::nostd::string_view;

// What is kept with a handle from one transfer to the next.
struct Handle {
  Handle() { url.Read("http://127.0.0.1:8080/items/1"); }

  curl::Instrumentation instrumentation;
  curl::RequestUrl url;
  curl::DescribedUrl described;
  curl::TraceSettings settings;
  curl::HeaderInjection headers;
};

void Describe(Handle& handle, common::AttributeSet& attributes) {
  handle.described.Describe(handle.instrumentation, handle.url);
  curl::DescribeMethod("GET", attributes);
  curl::DescribeTarget(*handle.described.target(), attributes);
  curl::DescribeSettings(handle.settings, attributes);
  attributes.AddBorrowed(common::semconv::kUrlFull,
                         handle.described.Redact(handle.instrumentation, handle.url));
}

void Inject(Handle& handle, const trace::SpanContext& span) {
  char text[propagators::kTraceparentSize];
  propagators::WriteTraceparent(span, span.trace_flags(), text);
  handle.headers.Begin(nullptr);
  handle.headers.Set("traceparent", string_view(text, sizeof text));
}

void DescribeAndInject(size_t times) {
  static Handle& handle = *new Handle;
  static const trace::SpanContext& span = *new trace::SpanContext(
      propagators::ReadTraceparent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));
  for (size_t i = 0; i < times; ++i) {
    common::AttributeSet attributes;
    Describe(handle, attributes);
    const common::SpanName name = curl::DescribeName("GET", &handle.settings);
    Inject(handle, span);
    benchmark::DoNotOptimize(&attributes);
    benchmark::DoNotOptimize(&name);
    benchmark::DoNotOptimize(handle.headers.list()->data);
  }
}

const Registration kRequest(
    {"curl-describe-inject", Mode::kSampled, DescribeAndInject, {}, {120, 0, 0}});

}  // namespace
}  // namespace otelwrap::benchmarks
