// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/testing/span.h>

#include <algorithm>
#include <iterator>
#include <ostream>

namespace otelwrap::testing {
namespace {

void PrintAttributes(std::ostream& out, const Attributes& attributes, const char* indent) {
  for (const auto& [key, value] : attributes) out << indent << key << " = " << value << "\n";
}

void PrintIdentity(std::ostream& out, const Span& span) {
  out << "    trace " << span.trace_id << ", span " << span.span_id;
  if (span.parent_span_id.empty()) {
    out << ", a root span";
  } else {
    out << ", parent " << span.parent_span_id;
  }
  out << ", flags " << static_cast<int>(span.flags) << "\n";
  if (!span.trace_state.empty()) out << "    trace state " << span.trace_state << "\n";
  out << "    scope " << span.scope << "\n";
}

}  // namespace

std::vector<Span> ChildrenOf(const std::vector<Span>& spans, const Span& parent) {
  std::vector<Span> children;
  std::copy_if(spans.begin(), spans.end(), std::back_inserter(children), [&](const Span& span) {
    return span.trace_id == parent.trace_id && span.parent_span_id == parent.span_id;
  });
  return children;
}

std::ostream& operator<<(std::ostream& out, SpanKind kind) {
  switch (kind) {
    case SpanKind::kInternal:
      return out << "INTERNAL";
    case SpanKind::kServer:
      return out << "SERVER";
    case SpanKind::kClient:
      return out << "CLIENT";
    case SpanKind::kProducer:
      return out << "PRODUCER";
    case SpanKind::kConsumer:
      return out << "CONSUMER";
  }
  return out << "kind " << static_cast<int>(kind);
}

std::ostream& operator<<(std::ostream& out, Status status) {
  switch (status) {
    case Status::kUnset:
      return out << "Unset";
    case Status::kOk:
      return out << "Ok";
    case Status::kError:
      return out << "Error";
  }
  return out << "status " << static_cast<int>(status);
}

std::ostream& operator<<(std::ostream& out, const SpanEvent& event) {
  out << "event " << AttributeValue(event.name) << "\n";
  PrintAttributes(out, event.attributes, "        ");
  return out;
}

std::ostream& operator<<(std::ostream& out, const SpanLink& link) {
  out << "link to trace " << link.trace_id << ", span " << link.span_id << "\n";
  PrintAttributes(out, link.attributes, "        ");
  return out;
}

// The resource is the same for every span of a catcher, so it is left out.
std::ostream& operator<<(std::ostream& out, const Span& span) {
  out << "\n  " << span.kind << " " << AttributeValue(span.name) << ", "
      << std::chrono::duration<double, std::milli>(span.duration).count() << " ms\n";
  PrintIdentity(out, span);
  out << "    status " << span.status;
  if (!span.status_description.empty()) out << " " << AttributeValue(span.status_description);
  out << "\n";
  PrintAttributes(out, span.attributes, "      ");
  for (const SpanEvent& event : span.events) out << "    " << event;
  for (const SpanLink& link : span.links) out << "    " << link;
  return out;
}

}  // namespace otelwrap::testing
