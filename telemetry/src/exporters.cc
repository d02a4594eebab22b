// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "exporters.h"

#include <opentelemetry/exporters/ostream/log_record_exporter.h>
#include <opentelemetry/exporters/ostream/metric_exporter.h>
#include <opentelemetry/exporters/ostream/span_exporter.h>
#include <opentelemetry/exporters/otlp/otlp_grpc_exporter_factory.h>
#include <opentelemetry/exporters/otlp/otlp_grpc_exporter_options.h>
#include <opentelemetry/exporters/otlp/otlp_grpc_log_record_exporter_factory.h>
#include <opentelemetry/exporters/otlp/otlp_grpc_log_record_exporter_options.h>
#include <opentelemetry/exporters/otlp/otlp_grpc_metric_exporter_factory.h>
#include <opentelemetry/exporters/otlp/otlp_grpc_metric_exporter_options.h>
#include <opentelemetry/exporters/otlp/otlp_http_exporter_factory.h>
#include <opentelemetry/exporters/otlp/otlp_http_exporter_options.h>
#include <opentelemetry/exporters/otlp/otlp_http_log_record_exporter_factory.h>
#include <opentelemetry/exporters/otlp/otlp_http_log_record_exporter_options.h>
#include <opentelemetry/exporters/otlp/otlp_http_metric_exporter_factory.h>
#include <opentelemetry/exporters/otlp/otlp_http_metric_exporter_options.h>

#include "suppressing_exporters.h"

namespace otelwrap::telemetry {
namespace {

namespace exporter = opentelemetry::exporter;
namespace otlp = opentelemetry::exporter::otlp;

// The options of all three signals have the same fields, under types of their own. Those that are
// not set here the exporter has read from its variables.
template <class HttpOptions>
HttpOptions MakeHttpOptions(const SignalSettings& settings) {
  HttpOptions options;
  if (!settings.endpoint.empty()) options.url = settings.endpoint;
  if (settings.timeout) options.timeout = *settings.timeout;
  options.content_type = settings.protocol == Protocol::kHttpJson
                             ? otlp::HttpRequestContentType::kJson
                             : otlp::HttpRequestContentType::kBinary;
  return options;
}

template <class GrpcOptions>
GrpcOptions MakeGrpcOptions(const SignalSettings& settings) {
  GrpcOptions options;
  if (!settings.endpoint.empty()) {
    options.endpoint = settings.endpoint;
    options.use_ssl_credentials = settings.endpoint.rfind("https://", 0) == 0;
  }
  if (settings.timeout) options.timeout = *settings.timeout;
  return options;
}

}  // namespace

std::unique_ptr<opentelemetry::sdk::trace::SpanExporter> MakeSpanExporter(
    const SignalSettings& settings) {
  if (settings.exporter == Exporter::kNone) return nullptr;
  if (settings.exporter == Exporter::kConsole) {
    return std::make_unique<exporter::trace::OStreamSpanExporter>();
  }
  if (settings.protocol == Protocol::kGrpc) {
    return Suppressing(otlp::OtlpGrpcExporterFactory::Create(
        MakeGrpcOptions<otlp::OtlpGrpcExporterOptions>(settings)));
  }
  return Suppressing(otlp::OtlpHttpExporterFactory::Create(
      MakeHttpOptions<otlp::OtlpHttpExporterOptions>(settings)));
}

std::unique_ptr<opentelemetry::sdk::metrics::PushMetricExporter> MakeMetricExporter(
    const SignalSettings& settings) {
  if (settings.exporter == Exporter::kNone) return nullptr;
  if (settings.exporter == Exporter::kConsole) {
    return std::make_unique<exporter::metrics::OStreamMetricExporter>();
  }
  if (settings.protocol == Protocol::kGrpc) {
    return Suppressing(otlp::OtlpGrpcMetricExporterFactory::Create(
        MakeGrpcOptions<otlp::OtlpGrpcMetricExporterOptions>(settings)));
  }
  return Suppressing(otlp::OtlpHttpMetricExporterFactory::Create(
      MakeHttpOptions<otlp::OtlpHttpMetricExporterOptions>(settings)));
}

std::unique_ptr<opentelemetry::sdk::logs::LogRecordExporter> MakeLogExporter(
    const SignalSettings& settings) {
  if (settings.exporter == Exporter::kNone) return nullptr;
  if (settings.exporter == Exporter::kConsole) {
    return std::make_unique<exporter::logs::OStreamLogRecordExporter>();
  }
  if (settings.protocol == Protocol::kGrpc) {
    return Suppressing(otlp::OtlpGrpcLogRecordExporterFactory::Create(
        MakeGrpcOptions<otlp::OtlpGrpcLogRecordExporterOptions>(settings)));
  }
  return Suppressing(otlp::OtlpHttpLogRecordExporterFactory::Create(
      MakeHttpOptions<otlp::OtlpHttpLogRecordExporterOptions>(settings)));
}

}  // namespace otelwrap::telemetry
