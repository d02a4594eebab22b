// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/testing/log_matchers.h>

#include <utility>

namespace otelwrap::testing {

using ::testing::AllOf;
using ::testing::Field;
using ::testing::IsEmpty;

LogMatcher BodyIs(std::string text) {
  return Field("body", &LogRecord::body, AttributeValue(std::move(text)));
}

LogMatcher BodyIs(::testing::Matcher<const AttributeValue&> body) {
  return Field("body", &LogRecord::body, std::move(body));
}

LogMatcher SeverityIs(std::string text) {
  return Field("severity_text", &LogRecord::severity_text, std::move(text));
}

LogMatcher WrittenIn(const Span& span) {
  return AllOf(Field("trace_id", &LogRecord::trace_id, span.trace_id),
               Field("span_id", &LogRecord::span_id, span.span_id),
               Field("flags", &LogRecord::flags, span.flags));
}

LogMatcher WrittenOutsideOfSpans() {
  return AllOf(Field("trace_id", &LogRecord::trace_id, IsEmpty()),
               Field("span_id", &LogRecord::span_id, IsEmpty()));
}

}  // namespace otelwrap::testing
