// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The instrumentation scope: who made a span, a metric or a log record; and its matcher.
//
//   EXPECT_THAT(span, FromScope("otelwrap.curl"));
//   EXPECT_THAT(point, FromScope("otelwrap.curl", OTELWRAP_VERSION, StartsWith("https://")));
//
// Threads: plain values. Ownership: copies. Errors: none.

#pragma once

#include <gmock/gmock.h>

#include <otelwrap/config.h>

#include <ostream>
#include <string>
#include <utility>

namespace otelwrap::testing {

struct Scope {
  std::string name;
  std::string version;
  std::string schema_url;
};

OTELWRAP_API std::ostream& operator<<(std::ostream& out, const Scope& scope);

// Applies a matcher of Scope to the member `scope` of whatever is matched.
class ScopeMatcher {
 public:
  explicit ScopeMatcher(::testing::Matcher<const Scope&> inner) : inner_(std::move(inner)) {}

  template <typename Carrier>
  bool MatchAndExplain(const Carrier& carrier, ::testing::MatchResultListener* listener) const {
    if (inner_.Matches(carrier.scope)) return true;
    *listener << "whose scope is " << carrier.scope;
    return false;
  }
  void DescribeTo(std::ostream* out) const { inner_.DescribeTo(&(*out << "has a scope that ")); }
  void DescribeNegationTo(std::ostream* out) const {
    inner_.DescribeNegationTo(&(*out << "has a scope that "));
  }

 private:
  ::testing::Matcher<const Scope&> inner_;
};

OTELWRAP_API ::testing::PolymorphicMatcher<ScopeMatcher> FromScope(
    ::testing::Matcher<const std::string&> name);
OTELWRAP_API ::testing::PolymorphicMatcher<ScopeMatcher> FromScope(
    ::testing::Matcher<const std::string&> name, ::testing::Matcher<const std::string&> version,
    ::testing::Matcher<const std::string&> schema_url);

}  // namespace otelwrap::testing
