// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The pipeline behind SpanCatcher: the SDK writes each span straight into a Span of ours, which
// joins the catcher's list when it ends.

#pragma once

#include <opentelemetry/sdk/trace/processor.h>
#include <opentelemetry/sdk/trace/recordable.h>
#include <otelwrap/testing/span.h>

#include <atomic>
#include <chrono>
#include <memory>

#include "caught.h"

namespace otelwrap::testing {

struct CaughtSpans {
  Caught<Span> finished;
  std::atomic<size_t> unfinished{0};
};

class SpanRecordable final : public opentelemetry::sdk::trace::Recordable {
 public:
  Span Take() { return std::move(span_); }

  void SetIdentity(const opentelemetry::trace::SpanContext& context,
                   opentelemetry::trace::SpanId parent) noexcept override;
  void SetAttribute(opentelemetry::nostd::string_view key,
                    const opentelemetry::common::AttributeValue& value) noexcept override;
  void AddEvent(opentelemetry::nostd::string_view name, opentelemetry::common::SystemTimestamp time,
                const opentelemetry::common::KeyValueIterable& attributes) noexcept override;
  void AddLink(const opentelemetry::trace::SpanContext& context,
               const opentelemetry::common::KeyValueIterable& attributes) noexcept override;
  void SetStatus(opentelemetry::trace::StatusCode code,
                 opentelemetry::nostd::string_view description) noexcept override;
  void SetName(opentelemetry::nostd::string_view name) noexcept override;
  void SetTraceFlags(opentelemetry::trace::TraceFlags flags) noexcept override;
  void SetSpanKind(opentelemetry::trace::SpanKind kind) noexcept override;
  void SetResource(const opentelemetry::sdk::resource::Resource& resource) noexcept override;
  void SetStartTime(opentelemetry::common::SystemTimestamp start) noexcept override;
  void SetDuration(std::chrono::nanoseconds duration) noexcept override;
  void SetInstrumentationScope(const opentelemetry::sdk::instrumentationscope::InstrumentationScope&
                                   scope) noexcept override;

 private:
  Span span_;
};

class SpanProcessor final : public opentelemetry::sdk::trace::SpanProcessor {
 public:
  explicit SpanProcessor(std::shared_ptr<CaughtSpans> caught) : caught_(std::move(caught)) {}

  std::unique_ptr<opentelemetry::sdk::trace::Recordable> MakeRecordable() noexcept override;
  void OnStart(opentelemetry::sdk::trace::Recordable& recordable,
               const opentelemetry::trace::SpanContext& parent) noexcept override;
  void OnEnd(std::unique_ptr<opentelemetry::sdk::trace::Recordable>&& recordable) noexcept override;
  bool ForceFlush(std::chrono::microseconds) noexcept override { return true; }
  bool Shutdown(std::chrono::microseconds) noexcept override { return true; }

 private:
  std::shared_ptr<CaughtSpans> caught_;
};

}  // namespace otelwrap::testing
