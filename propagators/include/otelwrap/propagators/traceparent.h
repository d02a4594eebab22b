// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The W3C `traceparent` value, written and read without the API's detour over a Context: the hot
// path of every client. https://www.w3.org/TR/trace-context/#traceparent-header
//
//   char text[kTraceparentSize];
//   WriteTraceparent(span_context, text);   // 00-<32 hex>-<16 hex>-<2 hex>
//
// Threads: free functions without state. Ownership: nothing is kept. Errors: none are thrown; a
// value that is not a traceparent reads as an invalid SpanContext.

#pragma once

#include <opentelemetry/nostd/string_view.h>
#include <opentelemetry/trace/span_context.h>
#include <opentelemetry/trace/trace_flags.h>
#include <otelwrap/config.h>

#include <cstddef>

namespace otelwrap::propagators {

inline constexpr size_t kTraceparentSize = 55;

// Writes exactly kTraceparentSize characters, not terminated. REQUIRES: context.IsValid().
OTELWRAP_API void WriteTraceparent(const opentelemetry::trace::SpanContext& context,
                                   char (&text)[kTraceparentSize]) noexcept;
// With other flags than the context's.
OTELWRAP_API void WriteTraceparent(const opentelemetry::trace::SpanContext& context,
                                   opentelemetry::trace::TraceFlags flags,
                                   char (&text)[kTraceparentSize]) noexcept;

// Reads one value, surrounding blanks allowed, as a remote SpanContext without a trace state.
// Versions above 00 are read by the rules of the specification's section on versioning.
OTELWRAP_API opentelemetry::trace::SpanContext ReadTraceparent(
    opentelemetry::nostd::string_view text) noexcept;

}  // namespace otelwrap::propagators
