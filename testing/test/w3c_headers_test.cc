// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>

#include <otelwrap/testing/w3c_headers.h>

namespace otelwrap::testing {
namespace {

using ::testing::Not;

TEST(ParseTraceparent, RefusesWhatIsNotOne) {
  const std::string good = MakeTraceparent(kExampleTraceId, kExampleSpanId);
  ASSERT_TRUE(ParseTraceparent(good));
  const std::string zeros(32, '0');
  for (const std::string& bad :
       {std::string(), good + "-", good.substr(1), "01" + good.substr(2), " " + good.substr(1),
        MakeTraceparent(zeros, kExampleSpanId), MakeTraceparent(kExampleTraceId, zeros.substr(16)),
        MakeTraceparent("4BF92F3577B34DA6A3CE929D0E0E4736", kExampleSpanId),
        good.substr(0, 53) + "0g", good.substr(0, 35) + "_" + good.substr(36)}) {
    EXPECT_FALSE(ParseTraceparent(bad)) << bad;
  }
}

TEST(ParseTraceparent, TakesApartWhatMakeTraceparentMakes) {
  const std::string text = MakeTraceparent(kExampleTraceId, kExampleSpanId, 0xa3);
  EXPECT_EQ(text, "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-a3");
  const auto parsed = ParseTraceparent(text);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->trace_id, kExampleTraceId);
  EXPECT_EQ(parsed->span_id, kExampleSpanId);
  EXPECT_EQ(parsed->flags, 0xa3);
}

TEST(IsTraceparentOf, ComparesIdsAndFlags) {
  Span span;
  span.trace_id = kExampleTraceId;
  span.span_id = kExampleSpanId;
  span.flags = 1;
  EXPECT_THAT(MakeTraceparent(kExampleTraceId, kExampleSpanId, 0), Not(IsTraceparentOf(span)));
  EXPECT_THAT(MakeTraceparent(kExampleTraceId, kExampleSpanId, 1), IsTraceparentOf(span));
}

}  // namespace
}  // namespace otelwrap::testing
