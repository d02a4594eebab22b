// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// OTLP's messages turned into the plain structs of received.h. Pure.

#pragma once

#include <opentelemetry/proto/collector/logs/v1/logs_service.pb.h>
#include <opentelemetry/proto/collector/metrics/v1/metrics_service.pb.h>
#include <opentelemetry/proto/collector/trace/v1/trace_service.pb.h>

#include <otelwrap/testing/received.h>

#include <cstddef>
#include <vector>

namespace otelwrap::testing {

// Each returns how many items it left out because their ids cannot be ones (a span needs a trace id
// of 16 and a span id of 8 bytes; a log's may be missing, but not of another length).
size_t Decode(const opentelemetry::proto::collector::trace::v1::ExportTraceServiceRequest& request,
              std::vector<ReceivedSpan>* spans);
size_t Decode(
    const opentelemetry::proto::collector::metrics::v1::ExportMetricsServiceRequest& request,
    std::vector<ReceivedMetricPoint>* points);
size_t Decode(const opentelemetry::proto::collector::logs::v1::ExportLogsServiceRequest& request,
              std::vector<ReceivedLogRecord>* records);

}  // namespace otelwrap::testing
