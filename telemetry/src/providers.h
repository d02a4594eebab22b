// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The SDK's objects, made from Settings.

#pragma once

#include <opentelemetry/context/propagation/text_map_propagator.h>
#include <opentelemetry/nostd/shared_ptr.h>
#include <opentelemetry/sdk/logs/logger_provider.h>
#include <opentelemetry/sdk/metrics/meter_provider.h>
#include <opentelemetry/sdk/resource/resource.h>
#include <opentelemetry/sdk/trace/tracer_provider.h>

#include <memory>

#include "settings.h"

namespace otelwrap::telemetry {

opentelemetry::sdk::resource::Resource MakeResource(const Options& options);

// Null where the signal's exporter is "none".
std::shared_ptr<opentelemetry::sdk::trace::TracerProvider> MakeTracerProvider(
    const Settings& settings, const opentelemetry::sdk::resource::Resource& resource);
std::shared_ptr<opentelemetry::sdk::metrics::MeterProvider> MakeMeterProvider(
    const Settings& settings, const opentelemetry::sdk::resource::Resource& resource);
std::shared_ptr<opentelemetry::sdk::logs::LoggerProvider> MakeLoggerProvider(
    const Settings& settings, const opentelemetry::sdk::resource::Resource& resource);

opentelemetry::nostd::shared_ptr<opentelemetry::context::propagation::TextMapPropagator>
MakePropagator(const Settings& settings);

}  // namespace otelwrap::telemetry
