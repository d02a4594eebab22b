// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "otlp_decode.h"

#include "otlp_decode_source.h"

namespace otelwrap::testing {
namespace {

namespace collector = opentelemetry::proto::collector;
namespace logs_proto = opentelemetry::proto::logs::v1;
namespace trace_proto = opentelemetry::proto::trace::v1;

ReceivedSpanKind DecodeKind(trace_proto::Span::SpanKind kind) {
  switch (kind) {
    case trace_proto::Span::SPAN_KIND_INTERNAL:
      return ReceivedSpanKind::kInternal;
    case trace_proto::Span::SPAN_KIND_SERVER:
      return ReceivedSpanKind::kServer;
    case trace_proto::Span::SPAN_KIND_CLIENT:
      return ReceivedSpanKind::kClient;
    case trace_proto::Span::SPAN_KIND_PRODUCER:
      return ReceivedSpanKind::kProducer;
    case trace_proto::Span::SPAN_KIND_CONSUMER:
      return ReceivedSpanKind::kConsumer;
    default:
      return ReceivedSpanKind::kUnspecified;
  }
}

ReceivedStatus DecodeStatus(trace_proto::Status::StatusCode code) {
  switch (code) {
    case trace_proto::Status::STATUS_CODE_OK:
      return ReceivedStatus::kOk;
    case trace_proto::Status::STATUS_CODE_ERROR:
      return ReceivedStatus::kError;
    default:
      return ReceivedStatus::kUnset;
  }
}

ReceivedLink DecodeLink(const trace_proto::Span::Link& link) {
  return {DecodeId(link.trace_id()), DecodeId(link.span_id()), link.trace_state(), link.flags(),
          DecodeAttributes(link.attributes())};
}

bool DecodeSpan(const trace_proto::Span& span, ReceivedSpan* decoded) {
  decoded->trace_id = DecodeId(span.trace_id());
  decoded->span_id = DecodeId(span.span_id());
  decoded->parent_span_id = DecodeId(span.parent_span_id());
  decoded->trace_state = span.trace_state();
  decoded->flags = span.flags();
  decoded->name = span.name();
  decoded->kind = DecodeKind(span.kind());
  decoded->start_unix_nanos = span.start_time_unix_nano();
  decoded->end_unix_nanos = span.end_time_unix_nano();
  decoded->attributes = DecodeAttributes(span.attributes());
  for (const auto& event : span.events()) {
    decoded->events.push_back(
        {event.name(), event.time_unix_nano(), DecodeAttributes(event.attributes())});
  }
  for (const auto& link : span.links()) decoded->links.push_back(DecodeLink(link));
  decoded->status = DecodeStatus(span.status().code());
  decoded->status_message = span.status().message();
  return decoded->trace_id.size() == 2 * kTraceIdBytes &&
         decoded->span_id.size() == 2 * kSpanIdBytes &&
         IsIdOrNone(span.parent_span_id(), kSpanIdBytes);
}

bool DecodeLogRecord(const logs_proto::LogRecord& record, ReceivedLogRecord* decoded) {
  decoded->unix_nanos = record.time_unix_nano();
  decoded->observed_unix_nanos = record.observed_time_unix_nano();
  decoded->severity_number = record.severity_number();
  decoded->severity_text = record.severity_text();
  decoded->event_name = record.event_name();
  decoded->body = DecodeValue(record.body());
  decoded->attributes = DecodeAttributes(record.attributes());
  decoded->trace_id = DecodeId(record.trace_id());
  decoded->span_id = DecodeId(record.span_id());
  decoded->flags = record.flags();
  return IsIdOrNone(record.trace_id(), kTraceIdBytes) && IsIdOrNone(record.span_id(), kSpanIdBytes);
}

}  // namespace

size_t Decode(const collector::trace::v1::ExportTraceServiceRequest& request,
              std::vector<ReceivedSpan>* spans) {
  size_t rejected = 0;
  for (const auto& resource : request.resource_spans()) {
    ReceivedSpan source;
    DecodeResource(resource.resource(), resource.schema_url(), &source);
    for (const auto& scope : resource.scope_spans()) {
      DecodeScope(scope.scope(), scope.schema_url(), &source);
      for (const auto& span : scope.spans()) {
        ReceivedSpan decoded = source;
        if (DecodeSpan(span, &decoded)) {
          spans->push_back(std::move(decoded));
        } else {
          ++rejected;
        }
      }
    }
  }
  return rejected;
}

size_t Decode(const collector::logs::v1::ExportLogsServiceRequest& request,
              std::vector<ReceivedLogRecord>* records) {
  size_t rejected = 0;
  for (const auto& resource : request.resource_logs()) {
    ReceivedLogRecord source;
    DecodeResource(resource.resource(), resource.schema_url(), &source);
    for (const auto& scope : resource.scope_logs()) {
      DecodeScope(scope.scope(), scope.schema_url(), &source);
      for (const auto& record : scope.log_records()) {
        ReceivedLogRecord decoded = source;
        if (DecodeLogRecord(record, &decoded)) {
          records->push_back(std::move(decoded));
        } else {
          ++rejected;
        }
      }
    }
  }
  return rejected;
}

}  // namespace otelwrap::testing
