// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "span_recordable.h"

#include <opentelemetry/trace/span_context.h>
#include <opentelemetry/trace/trace_state.h>

#include "convert.h"

namespace otelwrap::testing {
namespace {

std::chrono::system_clock::time_point Time(opentelemetry::common::SystemTimestamp time) {
  return static_cast<std::chrono::system_clock::time_point>(time);
}

SpanKind Kind(opentelemetry::trace::SpanKind kind) {
  switch (kind) {
    case opentelemetry::trace::SpanKind::kServer:
      return SpanKind::kServer;
    case opentelemetry::trace::SpanKind::kClient:
      return SpanKind::kClient;
    case opentelemetry::trace::SpanKind::kProducer:
      return SpanKind::kProducer;
    case opentelemetry::trace::SpanKind::kConsumer:
      return SpanKind::kConsumer;
    case opentelemetry::trace::SpanKind::kInternal:
      break;
  }
  return SpanKind::kInternal;
}

}  // namespace

void SpanRecordable::SetIdentity(const opentelemetry::trace::SpanContext& context,
                                 opentelemetry::trace::SpanId parent) noexcept {
  span_.trace_id = ToHex(context.trace_id());
  span_.span_id = ToHex(context.span_id());
  span_.parent_span_id = ToHex(parent);
  span_.trace_state = context.trace_state()->ToHeader();
}

void SpanRecordable::SetAttribute(opentelemetry::nostd::string_view key,
                                  const opentelemetry::common::AttributeValue& value) noexcept {
  span_.attributes.insert_or_assign(std::string(key), FromOtel(value));
}

void SpanRecordable::AddEvent(opentelemetry::nostd::string_view name,
                              opentelemetry::common::SystemTimestamp time,
                              const opentelemetry::common::KeyValueIterable& attributes) noexcept {
  span_.events.push_back({std::string(name), Time(time), FromOtel(attributes)});
}

void SpanRecordable::AddLink(const opentelemetry::trace::SpanContext& context,
                             const opentelemetry::common::KeyValueIterable& attributes) noexcept {
  span_.links.push_back({ToHex(context.trace_id()), ToHex(context.span_id()),
                         context.trace_state()->ToHeader(), FromOtel(attributes)});
}

void SpanRecordable::SetStatus(opentelemetry::trace::StatusCode code,
                               opentelemetry::nostd::string_view description) noexcept {
  span_.status = code == opentelemetry::trace::StatusCode::kError ? Status::kError
                 : code == opentelemetry::trace::StatusCode::kOk  ? Status::kOk
                                                                  : Status::kUnset;
  span_.status_description = std::string(description);
}

void SpanRecordable::SetName(opentelemetry::nostd::string_view name) noexcept {
  span_.name = std::string(name);
}

void SpanRecordable::SetTraceFlags(opentelemetry::trace::TraceFlags flags) noexcept {
  span_.flags = flags.flags();
}

void SpanRecordable::SetSpanKind(opentelemetry::trace::SpanKind kind) noexcept {
  span_.kind = Kind(kind);
}

void SpanRecordable::SetResource(const opentelemetry::sdk::resource::Resource& resource) noexcept {
  span_.resource = FromOtel(resource);
}

void SpanRecordable::SetStartTime(opentelemetry::common::SystemTimestamp start) noexcept {
  span_.start_time = Time(start);
}

void SpanRecordable::SetDuration(std::chrono::nanoseconds duration) noexcept {
  span_.duration = duration;
}

void SpanRecordable::SetInstrumentationScope(
    const opentelemetry::sdk::instrumentationscope::InstrumentationScope& scope) noexcept {
  span_.scope = FromOtel(scope);
}

std::unique_ptr<opentelemetry::sdk::trace::Recordable> SpanProcessor::MakeRecordable() noexcept {
  return std::make_unique<SpanRecordable>();
}

void SpanProcessor::OnStart(opentelemetry::sdk::trace::Recordable&,
                            const opentelemetry::trace::SpanContext&) noexcept {
  ++caught_->unfinished;
}

void SpanProcessor::OnEnd(
    std::unique_ptr<opentelemetry::sdk::trace::Recordable>&& recordable) noexcept {
  --caught_->unfinished;
  caught_->finished.Add(static_cast<SpanRecordable&>(*recordable).Take());
}

}  // namespace otelwrap::testing
