// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What an Operation propagates: its span's context, or its parent's. The W3C headers are written
// straight from it; only baggage and foreign propagators go through the API.

#include <opentelemetry/baggage/baggage_context.h>
#include <opentelemetry/trace/context.h>
#include <opentelemetry/trace/trace_state.h>
#include <otelwrap/common/operation.h>
#include <otelwrap/propagators/outbound_guard.h>
#include <otelwrap/propagators/traceparent.h>

namespace otelwrap::common {
namespace {

namespace context = opentelemetry::context;
namespace nostd = opentelemetry::nostd;
namespace trace = opentelemetry::trace;

// OpenTelemetry C++ 1.19 leaves the parent's "sampled" on a span that its sampler dropped: the next
// service would record the children of a span that nobody has.
trace::TraceFlags FlagsOf(const trace::SpanContext& own, bool recording) noexcept {
  const uint8_t flags = own.trace_flags().flags();
  const auto dropped = static_cast<uint8_t>(flags & ~trace::TraceFlags::kIsSampled);
  return trace::TraceFlags(recording ? flags : dropped);
}

// REQUIRES: span.IsValid().
[[gnu::hot]] void WriteTraceContext(const trace::SpanContext& span, trace::TraceFlags flags,
                                    context::propagation::TextMapCarrier& out) noexcept {
  char text[propagators::kTraceparentSize];
  propagators::WriteTraceparent(span, flags, text);
  out.Set("traceparent", nostd::string_view(text, sizeof text));
  const auto& state = span.trace_state();
  if (state == nullptr || state->Empty()) return;
  propagators::OutboundGuard guard(out);
  guard.Set("tracestate", state->ToHeader());
}

void WriteBaggage(const context::Context& parent, context::propagation::TextMapCarrier& out) {
  if (!parent.HasKey(opentelemetry::baggage::kBaggageHeader)) return;
  const auto baggage = opentelemetry::baggage::GetBaggage(parent);
  if (baggage == nullptr) return;
  propagators::OutboundGuard guard(out);
  guard.Set("baggage", baggage->ToHeader());
}

}  // namespace

trace::SpanContext Operation::SpanContext() const noexcept {
  if (!state_) return trace::SpanContext::GetInvalid();
  if (state_->span) {
    const trace::SpanContext own = (*state_->span)->GetContext();
    if (own.IsValid()) {
      return {own.trace_id(), own.span_id(), FlagsOf(own, recording_), own.IsRemote(),
              own.trace_state()};
    }
  }
  if (!state_->parent) return trace::SpanContext::GetInvalid();
  const auto value = state_->parent->GetValue(trace::kSpanKey);
  const auto* parent = nostd::get_if<nostd::shared_ptr<trace::Span>>(&value);
  return parent != nullptr ? (*parent)->GetContext() : trace::SpanContext::GetInvalid();
}

// As SpanContext(), without the copies that it makes: each counts references to the trace state.
[[gnu::hot]] void Operation::InjectTraceContext(
    context::propagation::TextMapCarrier& carrier) const noexcept {
  if (state_->span) {
    const trace::SpanContext& own = (*state_->span)->GetContext();
    if (own.IsValid()) {
      WriteTraceContext(own, FlagsOf(own, recording_), carrier);
      return;
    }
  }
  if (!state_->parent) return;
  const auto value = state_->parent->GetValue(trace::kSpanKey);
  const auto* span = nostd::get_if<nostd::shared_ptr<trace::Span>>(&value);
  if (span == nullptr) return;
  const trace::SpanContext& parent = (*span)->GetContext();
  if (parent.IsValid()) WriteTraceContext(parent, parent.trace_flags(), carrier);
}

[[gnu::hot]] void Operation::Inject(context::propagation::TextMapCarrier& carrier) const noexcept {
  if (!IsActive() || !state_->may_propagate) return;
  switch (state_->providers->propagator_kind) {
    case PropagatorKind::kNone:
      return;
    case PropagatorKind::kTraceContext:
      InjectTraceContext(carrier);
      return;
    case PropagatorKind::kTraceContextAndBaggage:
      InjectTraceContext(carrier);
      if (state_->parent) WriteBaggage(*state_->parent, carrier);
      return;
    case PropagatorKind::kForeign:
      propagators::OutboundGuard guard(carrier);
      state_->providers->propagator->Inject(guard, Context());
  }
}

}  // namespace otelwrap::common
