// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The server's half of propagation: reads the caller's context out of a request's headers, once.
//
//   const auto parent = ExtractContext(instrumentation, carrier);
//   Operation operation = Operation::Start(instrumentation, {SpanKind::kServer, name, &attributes,
//   nullptr, &parent});
//
// The result holds the caller's span, if there was a valid one, and its baggage. W3C headers are
// read straight; other propagators through the API. The carrier's rules (inbound_carrier.h) bound
// what a stranger can make us read. Threads: any. Errors: none; what can't be read is left out.

#pragma once

#include <opentelemetry/context/context.h>
#include <opentelemetry/context/propagation/text_map_propagator.h>
#include <otelwrap/common/instrumentation.h>
#include <otelwrap/config.h>

namespace otelwrap::common {

OTELWRAP_API opentelemetry::context::Context ExtractContext(
    const Instrumentation& instrumentation,
    const opentelemetry::context::propagation::TextMapCarrier& carrier) noexcept;

}  // namespace otelwrap::common
