// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// GoogleTest matchers for the records of a LogCatcher:
//
//   EXPECT_THAT(logs.Records(), ElementsAre(AllOf(BodyIs(Text(HasSubstr("item"))),
//                                                 SeverityIs("ERROR"), WrittenIn(span))));
//
// Attributes: attribute_matchers.h; FromScope: scope.h; both are included here.
// Threads: plain values. Ownership: copies. Errors: a mismatch says which part differs.

#pragma once

#include <gmock/gmock.h>

#include <otelwrap/config.h>
#include <otelwrap/testing/attribute_matchers.h>
#include <otelwrap/testing/log_catcher.h>
#include <otelwrap/testing/scope.h>
#include <otelwrap/testing/span.h>

#include <string>

namespace otelwrap::testing {

using LogMatcher = ::testing::Matcher<const LogRecord&>;

OTELWRAP_API LogMatcher BodyIs(std::string text);
OTELWRAP_API LogMatcher BodyIs(::testing::Matcher<const AttributeValue&> body);
OTELWRAP_API LogMatcher SeverityIs(std::string text);
OTELWRAP_API LogMatcher WrittenIn(const Span& span);
OTELWRAP_API LogMatcher WrittenOutsideOfSpans();

}  // namespace otelwrap::testing
