// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opentelemetry/context/propagation/global_propagator.h>
#include <otelwrap/propagators/install.h>
#include <otelwrap/propagators/outbound_guard.h>
#include <otelwrap/propagators/string_map_carrier.h>

#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace otelwrap::propagators {
namespace {

namespace nostd = opentelemetry::nostd;
using Lines = std::multimap<std::string, std::string>;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

constexpr char kTraceparent[] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

std::string Got(const Lines& lines, const char* key) {
  const StringMapReader<Lines> reader(lines);
  return std::string(reader.Get(key));
}

TEST(InboundCarrier, TwoTraceparentLinesCountAsNone) {
  EXPECT_EQ(Got({{"traceparent", kTraceparent}, {"traceparent", kTraceparent}}, "traceparent"), "");
  EXPECT_EQ(Got({{"b3", "0"}, {"b3", "1"}}, "b3"), "");
}

TEST(InboundCarrier, OnlyTheTwoListsAreJoined) {
  EXPECT_EQ(Got({{"another", "a=1"}, {"another", "b=2"}}, "another"), "");  // as long as "baggage"
  EXPECT_EQ(Got({{"x-my-trace", "a=1"}, {"x-my-trace", "b=2"}}, "x-my-trace"), "");
}

TEST(InboundCarrier, MayBeAskedAgain) {
  const Lines lines = {{"baggage", "a=1"}, {"baggage", "b=2"}};
  const StringMapReader<Lines> reader(lines);
  EXPECT_EQ(reader.Get("baggage"), "a=1,b=2");
  EXPECT_EQ(reader.Get("baggage"), "a=1,b=2");
}

TEST(InboundCarrier, AControlCharacterMakesItAbsent) {
  EXPECT_EQ(Got({{"baggage", "a=b;p=\r\nX: 1"}}, "baggage"), "");
  EXPECT_EQ(Got({{"tracestate", "a=1"}, {"tracestate", "b=\x7f"}}, "tracestate"), "");
  EXPECT_EQ(Got({{"baggage", std::string("a=\0b", 4)}}, "baggage"), "");
}

TEST(InboundCarrier, OneBudgetForAllLinesOfAName) {
  const std::string half(kMaxInboundBytes / 2, 'x');
  EXPECT_EQ(Got({{"baggage", half}, {"baggage", half}}, "baggage"), "");  // and the comma
  EXPECT_EQ(Got({{"baggage", half}, {"baggage", half.substr(1)}}, "baggage").size(),
            kMaxInboundBytes);
  Lines many;
  for (size_t i = 0; i < kMaxInboundLines; ++i) many.emplace("baggage", "a=b");
  EXPECT_EQ(Got(many, "baggage").size(), 4 * kMaxInboundLines - 1);
  many.emplace("baggage", "a=b");
  EXPECT_EQ(Got(many, "baggage"), "");
}

TEST(InboundCarrier, SeveralLinesOfAListAreJoinedInOrder) {
  EXPECT_EQ(Got({{"tracestate", "a=1"}, {"tracestate", "b=2"}}, "tracestate"), "a=1,b=2");
  EXPECT_EQ(Got({{"baggage", "a=1"}, {"baggage", "b=2"}, {"baggage", "c=3"}}, "baggage"),
            "a=1,b=2,c=3");
}

TEST(InboundCarrier, JoinedListsStayApart) {
  const Lines lines = {
      {"tracestate", "a=1"}, {"tracestate", "b=2"}, {"baggage", "c=3"}, {"baggage", "d=4"}};
  const StringMapReader<Lines> reader(lines);
  const nostd::string_view state = reader.Get("tracestate");
  const nostd::string_view baggage = reader.Get("baggage");
  EXPECT_EQ(std::string(state), "a=1,b=2");
  EXPECT_EQ(std::string(baggage), "c=3,d=4");
}

TEST(InboundCarrier, AbsentIsEmptyAndSetIsIgnored) {
  const Lines lines;
  StringMapReader<Lines> reader(lines);
  reader.Set("traceparent", kTraceparent);
  EXPECT_EQ(std::string(reader.Get("traceparent")), "");
}

TEST(OutboundGuard, DropsControlCharactersAndEmptyNames) {
  std::map<std::string, std::string> headers;
  StringMapWriter writer(headers);
  OutboundGuard guard(writer);
  guard.Set("baggage", "a=b;p=\r\nX-Admin: 1");
  guard.Set("bad\nname", "value");
  guard.Set("", "value");
  guard.Set("nul", nostd::string_view("a\0b", 3));
  EXPECT_THAT(headers, IsEmpty());
  guard.Set("good", "a=\xc3\xa4;\tb c");
  EXPECT_THAT(headers, ElementsAre(Pair("good", "a=\xc3\xa4;\tb c")));
}

TEST(OutboundGuard, HasOneBudgetForAllValues) {
  std::map<std::string, std::string> headers;
  StringMapWriter writer(headers);
  OutboundGuard guard(writer, 20);
  guard.Set("first", "0123456789");  // 15
  guard.Set("second", "0123456789");
  guard.Set("x", "1234");  // 5
  EXPECT_THAT(headers, ElementsAre(Pair("first", "0123456789"), Pair("x", "1234")));
}

TEST(StringMapWriter, ReplacesInEveryKindOfMap) {
  Lines lines = {{"traceparent", "old"}, {"traceparent", "older"}};
  StringMapWriter(lines).Set("traceparent", "new");
  EXPECT_THAT(lines, ElementsAre(Pair("traceparent", "new")));
  std::unordered_map<std::string, std::string> map = {{"traceparent", "old"}};
  StringMapWriter(map).Set("traceparent", "new");
  EXPECT_THAT(map, ElementsAre(Pair("traceparent", "new")));
}

TEST(InstallGlobalPropagator, SetsTraceContextAndBaggage) {
  InstallGlobalPropagator();
  std::vector<std::string> fields;
  opentelemetry::context::propagation::GlobalTextMapPropagator::GetGlobalPropagator()->Fields(
      [&](nostd::string_view field) {
        fields.emplace_back(field);
        return true;
      });
  EXPECT_THAT(fields, ElementsAre("traceparent", "tracestate", "baggage"));
}

}  // namespace
}  // namespace otelwrap::propagators
