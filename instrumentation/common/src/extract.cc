// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <opentelemetry/baggage/baggage_context.h>
#include <opentelemetry/trace/context.h>
#include <opentelemetry/trace/default_span.h>
#include <opentelemetry/trace/trace_state.h>
#include <otelwrap/common/extract.h>
#include <otelwrap/propagators/traceparent.h>

namespace otelwrap::common {
namespace {

namespace context = opentelemetry::context;
namespace nostd = opentelemetry::nostd;
namespace trace = opentelemetry::trace;

void ReadTraceContext(const context::propagation::TextMapCarrier& carrier, context::Context& into) {
  const trace::SpanContext parent = propagators::ReadTraceparent(carrier.Get("traceparent"));
  if (!parent.IsValid()) return;
  const nostd::string_view state = carrier.Get("tracestate");
  nostd::shared_ptr<trace::Span> span(new trace::DefaultSpan(
      state.empty() ? parent
                    : trace::SpanContext(parent.trace_id(), parent.span_id(), parent.trace_flags(),
                                         true, trace::TraceState::FromHeader(state))));
  into = trace::SetSpan(into, span);
}

void ReadBaggage(const context::propagation::TextMapCarrier& carrier, context::Context& into) {
  const nostd::string_view header = carrier.Get("baggage");
  if (header.empty()) return;
  const auto baggage = opentelemetry::baggage::Baggage::FromHeader(header);
  bool empty = true;
  baggage->GetAllEntries(
      [&empty](nostd::string_view, nostd::string_view) { return empty = false; });
  if (!empty) into = opentelemetry::baggage::SetBaggage(into, baggage);
}

}  // namespace

context::Context ExtractContext(const Instrumentation& instrumentation,
                                const context::propagation::TextMapCarrier& carrier) noexcept {
  context::Context extracted;
  if (!Enabled(instrumentation.component())) return extracted;
  const ProviderSnapshot& providers = instrumentation.Providers();
  switch (providers.propagator_kind) {
    case PropagatorKind::kNone:
      break;
    case PropagatorKind::kForeign:
      return providers.propagator->Extract(carrier, extracted);
    case PropagatorKind::kTraceContextAndBaggage:
      ReadBaggage(carrier, extracted);
      [[fallthrough]];
    case PropagatorKind::kTraceContext:
      ReadTraceContext(carrier, extracted);
  }
  return extracted;
}

}  // namespace otelwrap::common
