// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The trace context of an operation, as text. Trace context only: baggage is nothing for a server's
// logs and statistics. What is too long is left out whole.
//
// Threads: one. Errors: none; empty where the operation has no context, or its server may not have
// it.

#pragma once

#include <opentelemetry/context/propagation/text_map_propagator.h>
#include <otelwrap/common/fixed_text.h>
#include <otelwrap/common/operation.h>

#include <cstddef>
#include <string_view>

namespace otelwrap::mysql {

class TraceHeaders final : public opentelemetry::context::propagation::TextMapCarrier {
 public:
  static constexpr size_t kMaxTraceparent = 64;
  static constexpr size_t kMaxTracestate = 512;

  explicit TraceHeaders(const common::Operation& operation) noexcept { operation.Inject(*this); }

  opentelemetry::nostd::string_view Get(opentelemetry::nostd::string_view) const noexcept override {
    return {};
  }
  void Set(opentelemetry::nostd::string_view key,
           opentelemetry::nostd::string_view value) noexcept override {
    const std::string_view text(value.data(), value.size());
    if (key == "traceparent" && text.size() <= kMaxTraceparent) traceparent_.Assign(text);
    if (key == "tracestate" && text.size() <= kMaxTracestate) tracestate_.Assign(text);
  }

  std::string_view traceparent() const noexcept { return traceparent_.view(); }
  std::string_view tracestate() const noexcept { return tracestate_.view(); }

 private:
  common::FixedText<kMaxTraceparent> traceparent_;
  common::FixedText<kMaxTracestate> tracestate_;
};

}  // namespace otelwrap::mysql
