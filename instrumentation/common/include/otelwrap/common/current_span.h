// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The ids of the thread's current span, for log lines: without making a span object for nothing, as
// the API's own look-up does where there is none.
//
// Threads: tells of the calling thread. Errors: none; without a span the context is invalid.

#pragma once

#include <opentelemetry/trace/span_context.h>
#include <otelwrap/config.h>

namespace otelwrap::common {

OTELWRAP_API opentelemetry::trace::SpanContext CurrentSpanContext() noexcept;

}  // namespace otelwrap::common
