// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// GoogleTest matchers for spans, to be combined with AllOf and ElementsAre:
//
//   EXPECT_THAT(spans.Finished(),
//               ElementsAre(AllOf(SpanNamed("GET"), IsClient(), HasParent(parent), StatusUnset(),
//                                 FromScope("otelwrap.curl"),
//                                 AttributesAre({{"http.request.method", "GET"}}))));
//
// Attributes: attribute_matchers.h; FromScope: scope.h; both are included here. Where a text is
// expected, a matcher of text will do as well: SpanNamed(StartsWith("SELECT")).
// Threads: plain values. Ownership: copies. Errors: a mismatch says which part of the span differs.

#pragma once

#include <gmock/gmock.h>

#include <otelwrap/config.h>
#include <otelwrap/testing/attribute_matchers.h>
#include <otelwrap/testing/scope.h>
#include <otelwrap/testing/span.h>

#include <string>
#include <vector>

namespace otelwrap::testing {

using SpanMatcher = ::testing::Matcher<const Span&>;
using TextMatcher = ::testing::Matcher<const std::string&>;
using EventMatcher = ::testing::Matcher<const SpanEvent&>;

OTELWRAP_API SpanMatcher SpanNamed(TextMatcher name);

OTELWRAP_API SpanMatcher HasKind(SpanKind kind);
OTELWRAP_API SpanMatcher IsClient();
OTELWRAP_API SpanMatcher IsServer();
OTELWRAP_API SpanMatcher IsInternal();
OTELWRAP_API SpanMatcher IsProducer();
OTELWRAP_API SpanMatcher IsConsumer();

// Where it stands in its trace. A parent must be in the same trace too.
OTELWRAP_API SpanMatcher IsRootSpan();
OTELWRAP_API SpanMatcher HasParent(const Span& parent);
OTELWRAP_API SpanMatcher HasParentId(std::string trace_id, std::string span_id);
OTELWRAP_API SpanMatcher InTrace(std::string trace_id);
OTELWRAP_API SpanMatcher InTraceOf(const Span& other);

OTELWRAP_API SpanMatcher HasStatus(Status status);
OTELWRAP_API SpanMatcher HasStatus(Status status, TextMatcher description);
OTELWRAP_API SpanMatcher StatusUnset();  // and without a description

// The two outcomes of a client or server operation: failed means status Error with this
// `error.type`, succeeded means status Unset and no `error.type`.
OTELWRAP_API SpanMatcher FailedWith(TextMatcher error_type);
OTELWRAP_API SpanMatcher Succeeded();

// Events: one among others, or the whole list. Attributes, where given, are exactly these.
OTELWRAP_API EventMatcher EventNamed(TextMatcher name);
OTELWRAP_API EventMatcher EventNamed(TextMatcher name, std::vector<ExpectedAttribute> attributes);
OTELWRAP_API SpanMatcher HasEvent(TextMatcher name);
OTELWRAP_API SpanMatcher HasEvent(TextMatcher name, std::vector<ExpectedAttribute> attributes);
OTELWRAP_API SpanMatcher
EventsAre(::testing::Matcher<const std::vector<SpanEvent>&> events);  // EventsAre(IsEmpty())

OTELWRAP_API SpanMatcher HasLinkTo(const Span& other);
OTELWRAP_API SpanMatcher HasLinkTo(std::string trace_id, std::string span_id);
OTELWRAP_API SpanMatcher HasNoLinks();

}  // namespace otelwrap::testing
