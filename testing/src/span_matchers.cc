// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/testing/span_matchers.h>

#include <utility>

namespace otelwrap::testing {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::Matcher;

namespace {

Matcher<const SpanLink&> LinkTo(std::string trace_id, std::string span_id) {
  return AllOf(Field("trace_id", &SpanLink::trace_id, std::move(trace_id)),
               Field("span_id", &SpanLink::span_id, std::move(span_id)));
}

}  // namespace

SpanMatcher SpanNamed(TextMatcher name) { return Field("name", &Span::name, std::move(name)); }

SpanMatcher HasKind(SpanKind kind) { return Field("kind", &Span::kind, kind); }
SpanMatcher IsClient() { return HasKind(SpanKind::kClient); }
SpanMatcher IsServer() { return HasKind(SpanKind::kServer); }
SpanMatcher IsInternal() { return HasKind(SpanKind::kInternal); }
SpanMatcher IsProducer() { return HasKind(SpanKind::kProducer); }
SpanMatcher IsConsumer() { return HasKind(SpanKind::kConsumer); }

SpanMatcher IsRootSpan() { return Field("parent_span_id", &Span::parent_span_id, IsEmpty()); }

SpanMatcher HasParent(const Span& parent) { return HasParentId(parent.trace_id, parent.span_id); }

SpanMatcher HasParentId(std::string trace_id, std::string span_id) {
  return AllOf(InTrace(std::move(trace_id)),
               Field("parent_span_id", &Span::parent_span_id, std::move(span_id)));
}

SpanMatcher InTrace(std::string trace_id) {
  return Field("trace_id", &Span::trace_id, std::move(trace_id));
}

SpanMatcher InTraceOf(const Span& other) { return InTrace(other.trace_id); }

SpanMatcher HasStatus(Status status) { return Field("status", &Span::status, status); }

SpanMatcher HasStatus(Status status, TextMatcher description) {
  return AllOf(HasStatus(status),
               Field("status_description", &Span::status_description, std::move(description)));
}

SpanMatcher StatusUnset() { return HasStatus(Status::kUnset, IsEmpty()); }

SpanMatcher FailedWith(TextMatcher error_type) {
  return AllOf(HasStatus(Status::kError), HasAttribute("error.type", Text(std::move(error_type))));
}

SpanMatcher Succeeded() { return AllOf(StatusUnset(), LacksAttribute("error.type")); }

EventMatcher EventNamed(TextMatcher name) {
  return Field("name", &SpanEvent::name, std::move(name));
}

EventMatcher EventNamed(TextMatcher name, std::vector<ExpectedAttribute> attributes) {
  return AllOf(EventNamed(std::move(name)), AttributesAre(std::move(attributes)));
}

SpanMatcher HasEvent(TextMatcher name) { return EventsAre(Contains(EventNamed(std::move(name)))); }

SpanMatcher HasEvent(TextMatcher name, std::vector<ExpectedAttribute> attributes) {
  return EventsAre(Contains(EventNamed(std::move(name), std::move(attributes))));
}

SpanMatcher EventsAre(Matcher<const std::vector<SpanEvent>&> events) {
  return Field("events", &Span::events, std::move(events));
}

SpanMatcher HasLinkTo(const Span& other) { return HasLinkTo(other.trace_id, other.span_id); }

SpanMatcher HasLinkTo(std::string trace_id, std::string span_id) {
  return Field("links", &Span::links, Contains(LinkTo(std::move(trace_id), std::move(span_id))));
}

SpanMatcher HasNoLinks() { return Field("links", &Span::links, IsEmpty()); }

}  // namespace otelwrap::testing
