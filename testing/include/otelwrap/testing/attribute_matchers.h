// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// GoogleTest matchers for attributes. They apply to anything that has them: spans, span events,
// links, metric points, log records.
//
//   EXPECT_THAT(span, AttributesAre({{"server.port", 6379}, {"error.type", "timeout"}}));
//   EXPECT_THAT(span, AttributesInclude({{"url.full", Text(HasSubstr("/item"))}, {"x", _}}));
//   EXPECT_THAT(span, HasAttribute("http.request.resend_count", Number(Gt(0))));
//
// A value is a plain one (equal, and of the same type) or a matcher of AttributeValue.
// Threads: plain values. Ownership: copies. Errors: a mismatch names each key that is at fault.

#pragma once

#include <gmock/gmock.h>

#include <otelwrap/config.h>
#include <otelwrap/testing/attribute_value.h>

#include <cstdint>
#include <ostream>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace otelwrap::testing {

// A key as a literal or any kind of text, with a value or a matcher of values.
struct ExpectedAttribute {
  template <typename Key, typename Value>
  ExpectedAttribute(const Key& its_key, const Value& its_value)
      : key(Name(its_key)), value(Expectation(its_value)) {}

  std::string key;
  ::testing::Matcher<const AttributeValue&> value;

 private:
  template <typename Key>
  static std::string Name(const Key& key) {
    if constexpr (kIsText<Key>) {
      return std::string(key.data(), key.size());
    } else {
      return std::string(key);
    }
  }

  template <typename Value>
  static ::testing::Matcher<const AttributeValue&> Expectation(const Value& value) {
    if constexpr (std::is_convertible_v<const Value&, AttributeValue>) {
      return ::testing::Eq(AttributeValue(value));
    } else {
      return ::testing::SafeMatcherCast<const AttributeValue&>(value);
    }
  }
};

// Applies a matcher of Attributes to the member `attributes` of whatever is matched.
class AttributesMatcher {
 public:
  explicit AttributesMatcher(::testing::Matcher<const Attributes&> inner)
      : inner_(std::move(inner)) {}

  template <typename Carrier>
  bool MatchAndExplain(const Carrier& carrier, ::testing::MatchResultListener* listener) const {
    return inner_.MatchAndExplain(carrier.attributes, listener);
  }
  void DescribeTo(std::ostream* out) const { inner_.DescribeTo(out); }
  void DescribeNegationTo(std::ostream* out) const { inner_.DescribeNegationTo(out); }

 private:
  ::testing::Matcher<const Attributes&> inner_;
};

using AttributesPolymorphicMatcher = ::testing::PolymorphicMatcher<AttributesMatcher>;

// Exactly these attributes, in any order; {} means none at all.
OTELWRAP_API AttributesPolymorphicMatcher AttributesAre(std::vector<ExpectedAttribute> expected);

// At least these.
OTELWRAP_API AttributesPolymorphicMatcher
AttributesInclude(std::vector<ExpectedAttribute> expected);

template <typename Key, typename Value>
AttributesPolymorphicMatcher HasAttribute(const Key& key, const Value& value) {
  return AttributesInclude({ExpectedAttribute(key, value)});
}

template <typename Key>
AttributesPolymorphicMatcher HasAttribute(const Key& key) {
  return AttributesInclude({ExpectedAttribute(key, ::testing::_)});
}

template <typename Key>
auto LacksAttribute(const Key& key) {
  return ::testing::Not(HasAttribute(key));
}

// Values by type: text, a whole number, a floating number.
OTELWRAP_API ::testing::Matcher<const AttributeValue&> Text(
    ::testing::Matcher<const std::string&> text);
OTELWRAP_API ::testing::Matcher<const AttributeValue&> Number(
    ::testing::Matcher<const int64_t&> number);
OTELWRAP_API ::testing::Matcher<const AttributeValue&> Floating(
    ::testing::Matcher<const double&> number);

}  // namespace otelwrap::testing
