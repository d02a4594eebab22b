// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// QuietProvider: a tracer provider whose spans record, have a valid context, keep nothing, and need
// no memory: for tests in which each allocation of the code fails in turn, as those inside an SDK
// would end the process.
//
//   options.tracer_provider = QuietProvider::Make();
//
// Threads: safe; all spans are one. Ownership: shared. Errors: none.

#pragma once

#include <opentelemetry/nostd/shared_ptr.h>
#include <opentelemetry/trace/span.h>
#include <opentelemetry/trace/tracer.h>
#include <opentelemetry/trace/tracer_provider.h>

#include <cstdint>

namespace otelwrap::testing {

class QuietSpan final : public opentelemetry::trace::Span {
 public:
  QuietSpan()
      : context_(opentelemetry::trace::TraceId(kId), opentelemetry::trace::SpanId({kId, 8}), {},
                 false) {}

  void SetAttribute(opentelemetry::nostd::string_view,
                    const opentelemetry::common::AttributeValue&) noexcept override {}
  void AddEvent(opentelemetry::nostd::string_view) noexcept override {}
  void AddEvent(opentelemetry::nostd::string_view,
                opentelemetry::common::SystemTimestamp) noexcept override {}
  void AddEvent(opentelemetry::nostd::string_view, opentelemetry::common::SystemTimestamp,
                const opentelemetry::common::KeyValueIterable&) noexcept override {}
  void SetStatus(opentelemetry::trace::StatusCode,
                 opentelemetry::nostd::string_view) noexcept override {}
  void UpdateName(opentelemetry::nostd::string_view) noexcept override {}
  void End(const opentelemetry::trace::EndSpanOptions&) noexcept override {}
  opentelemetry::trace::SpanContext GetContext() const noexcept override { return context_; }
  bool IsRecording() const noexcept override { return true; }

 private:
  static constexpr uint8_t kId[16] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
  const opentelemetry::trace::SpanContext context_;
};

class QuietTracer final : public opentelemetry::trace::Tracer {
 public:
  opentelemetry::nostd::shared_ptr<opentelemetry::trace::Span> StartSpan(
      opentelemetry::nostd::string_view, const opentelemetry::common::KeyValueIterable&,
      const opentelemetry::trace::SpanContextKeyValueIterable&,
      const opentelemetry::trace::StartSpanOptions&) noexcept override {
    return span_;
  }
  void ForceFlushWithMicroseconds(uint64_t) noexcept override {}
  void CloseWithMicroseconds(uint64_t) noexcept override {}

 private:
  const opentelemetry::nostd::shared_ptr<opentelemetry::trace::Span> span_{new QuietSpan};
};

class QuietProvider final : public opentelemetry::trace::TracerProvider {
 public:
  static opentelemetry::nostd::shared_ptr<opentelemetry::trace::TracerProvider> Make() {
    return opentelemetry::nostd::shared_ptr<opentelemetry::trace::TracerProvider>(
        new QuietProvider);
  }

  opentelemetry::nostd::shared_ptr<opentelemetry::trace::Tracer> GetTracer(
      opentelemetry::nostd::string_view, opentelemetry::nostd::string_view,
      opentelemetry::nostd::string_view) noexcept override {
    return tracer_;
  }

 private:
  const opentelemetry::nostd::shared_ptr<opentelemetry::trace::Tracer> tracer_{new QuietTracer};
};

}  // namespace otelwrap::testing
