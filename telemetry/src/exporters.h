// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// One exporter for each signal, by its settings; null for "none".

#pragma once

#include <opentelemetry/sdk/logs/exporter.h>
#include <opentelemetry/sdk/metrics/push_metric_exporter.h>
#include <opentelemetry/sdk/trace/exporter.h>

#include <memory>

#include "settings.h"

namespace otelwrap::telemetry {

std::unique_ptr<opentelemetry::sdk::trace::SpanExporter> MakeSpanExporter(
    const SignalSettings& settings);
std::unique_ptr<opentelemetry::sdk::metrics::PushMetricExporter> MakeMetricExporter(
    const SignalSettings& settings);
std::unique_ptr<opentelemetry::sdk::logs::LogRecordExporter> MakeLogExporter(
    const SignalSettings& settings);

}  // namespace otelwrap::telemetry
