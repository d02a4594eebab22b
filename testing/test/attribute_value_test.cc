// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>

#include <opentelemetry/nostd/string_view.h>
#include <otelwrap/testing/attribute_matchers.h>
#include <sstream>

namespace otelwrap::testing {
namespace {

using ::testing::_;
using ::testing::DescribeMatcher;
using ::testing::Gt;
using ::testing::HasSubstr;
using ::testing::Not;

struct Carrier {
  Attributes attributes;
};

template <typename Matcher>
std::string Mismatch(const Matcher& matcher, const Carrier& carrier) {
  ::testing::StringMatchResultListener listener;
  const ::testing::Matcher<const Carrier&> concrete = matcher;
  return concrete.MatchAndExplain(carrier, &listener) ? "matches" : listener.str();
}

std::string Printed(const AttributeValue& value) {
  std::ostringstream out;
  out << value;
  return out.str();
}

TEST(AttributeValue, TypesAreKeptApart) {
  EXPECT_NE(AttributeValue(1), AttributeValue("1"));
  EXPECT_NE(AttributeValue(1), AttributeValue(1.0));
  EXPECT_NE(AttributeValue(1), AttributeValue(true));
  EXPECT_NE(AttributeValue("a"), AttributeValue(std::vector<std::string>{"a"}));
}

TEST(AttributeValue, AnyWidthAndAnyText) {
  EXPECT_EQ(AttributeValue(uint16_t{80}), AttributeValue(int64_t{80}));
  EXPECT_EQ(AttributeValue(size_t{80}), AttributeValue(80));
  EXPECT_EQ(AttributeValue(std::string("a")), AttributeValue("a"));
  EXPECT_EQ(AttributeValue(opentelemetry::nostd::string_view("ab", 1)), AttributeValue("a"));
}

TEST(AttributeValue, PrintsSoThatTypesCanBeTold) {
  EXPECT_EQ(Printed(1), "1");
  EXPECT_EQ(Printed(1.0), "1.0");
  EXPECT_EQ(Printed(true), "true");
  EXPECT_EQ(Printed("a\"\\\n"), "\"a\\\"\\\\\\u000a\"");
  EXPECT_EQ(Printed(std::vector<std::string>{"a", "b"}), "[\"a\", \"b\"]");
}

TEST(AttributesAre, NamesEachKeyAtFault) {
  const Carrier carrier{{{"port", 80}, {"extra", "x"}}};
  const std::string mismatch = Mismatch(AttributesAre({{"port", "80"}, {"host", "h"}}), carrier);
  EXPECT_THAT(mismatch, HasSubstr("differs: port = 80"));
  EXPECT_THAT(mismatch, HasSubstr("missing: host"));
  EXPECT_THAT(mismatch, HasSubstr("unexpected: extra = \"x\""));
  EXPECT_THAT(carrier, Not(AttributesAre({})));
}

TEST(AttributesAre, TakesValuesAndMatchers) {
  const Carrier carrier{{{"port", 80}, {"host", "localhost"}, {"ratio", 0.5}}};
  EXPECT_THAT(carrier, AttributesAre({{"port", Number(Gt(79))},
                                      {"host", Text(HasSubstr("local"))},
                                      {"ratio", Floating(Gt(0.4))}}));
  EXPECT_THAT(carrier, AttributesAre({{"port", 80}, {"host", "localhost"}, {"ratio", _}}));
  EXPECT_THAT(Carrier{}, AttributesAre({}));
}

TEST(AttributesInclude, AllowsOthersAndMissesNothing) {
  const Carrier carrier{{{"port", 80}, {"extra", "x"}}};
  EXPECT_THAT(Mismatch(AttributesInclude({{"host", _}}), carrier), HasSubstr("missing: host"));
  EXPECT_THAT(carrier, AttributesInclude({{"port", 80}}));
  EXPECT_THAT(carrier, AttributesInclude({}));
}

TEST(HasAttribute, WithAndWithoutAValue) {
  const Carrier carrier{{{"port", 80}}};
  EXPECT_THAT(carrier, Not(HasAttribute("port", 81)));
  EXPECT_THAT(carrier, Not(LacksAttribute("port")));
  EXPECT_THAT(carrier, HasAttribute("port"));
  EXPECT_THAT(carrier, HasAttribute(opentelemetry::nostd::string_view("port"), 80));
  EXPECT_THAT(carrier, LacksAttribute("host"));
}

TEST(Text, RefusesANumber) {
  EXPECT_THAT(Carrier({{{"port", 80}}}), Not(HasAttribute("port", Text(_))));
  EXPECT_THAT(Carrier({{{"port", "80"}}}), Not(HasAttribute("port", Number(_))));
}

}  // namespace
}  // namespace otelwrap::testing
