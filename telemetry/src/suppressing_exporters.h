// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Exporters around exporters: while the inner one sends, otelwrap's components make nothing, so
// that telemetry is never made about the sending of telemetry.

#pragma once

#include <opentelemetry/sdk/logs/exporter.h>
#include <opentelemetry/sdk/metrics/push_metric_exporter.h>
#include <opentelemetry/sdk/trace/exporter.h>

#include <memory>

namespace otelwrap::telemetry {

std::unique_ptr<opentelemetry::sdk::trace::SpanExporter> Suppressing(
    std::unique_ptr<opentelemetry::sdk::trace::SpanExporter> inner);
std::unique_ptr<opentelemetry::sdk::metrics::PushMetricExporter> Suppressing(
    std::unique_ptr<opentelemetry::sdk::metrics::PushMetricExporter> inner);
std::unique_ptr<opentelemetry::sdk::logs::LogRecordExporter> Suppressing(
    std::unique_ptr<opentelemetry::sdk::logs::LogRecordExporter> inner);

}  // namespace otelwrap::telemetry
