// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Operation::Inject: the W3C headers are written straight from the span context; only baggage and
// foreign propagators go through the API.

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

void WriteTraceContext(const trace::SpanContext& span, context::propagation::TextMapCarrier& out) {
  if (!span.IsValid()) return;
  char text[propagators::kTraceparentSize];
  propagators::WriteTraceparent(span, text);
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

void Operation::Inject(context::propagation::TextMapCarrier& carrier) const noexcept {
  if (!IsActive() || !may_propagate_) return;
  switch (providers_->propagator_kind) {
    case PropagatorKind::kNone:
      return;
    case PropagatorKind::kTraceContext:
      WriteTraceContext(SpanContext(), carrier);
      return;
    case PropagatorKind::kTraceContextAndBaggage:
      WriteTraceContext(SpanContext(), carrier);
      if (parent_) WriteBaggage(*parent_, carrier);
      return;
    case PropagatorKind::kForeign:
      propagators::OutboundGuard guard(carrier);
      providers_->propagator->Inject(guard, Context());
  }
}

}  // namespace otelwrap::common
