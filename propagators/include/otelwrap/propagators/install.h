// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The API's global propagator is a no-op until somebody sets it, and nothing is propagated. One
// call sets the default of the specification: W3C Trace Context and W3C Baggage.
//
//   otelwrap::propagators::InstallGlobalPropagator();   // in main(), before the first request
//
// Threads: any, but a request under way may still use the old one. `telemetry` calls it for you, by
// OTEL_PROPAGATORS. Components that are already in use see it after common::RefreshProviders(), or
// within a few milliseconds.

#pragma once

#include <opentelemetry/context/propagation/text_map_propagator.h>
#include <opentelemetry/nostd/shared_ptr.h>
#include <otelwrap/config.h>

namespace otelwrap::propagators {

OTELWRAP_API
opentelemetry::nostd::shared_ptr<opentelemetry::context::propagation::TextMapPropagator>
MakeDefaultPropagator();

OTELWRAP_API void InstallGlobalPropagator();

}  // namespace otelwrap::propagators
