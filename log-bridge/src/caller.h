// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The span in which a line was logged, as far as the sink's thread can know it.

#pragma once

#include <opentelemetry/trace/span_context.h>
#include <spdlog/details/log_msg.h>

namespace otelwrap::spdlog {

// Invalid where no span is current, and where this is not the thread that logged (an asynchronous
// logger's worker has a context of its own, or none).
opentelemetry::trace::SpanContext CallersSpan(const ::spdlog::details::log_msg& message) noexcept;

}  // namespace otelwrap::spdlog
