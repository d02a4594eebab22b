// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "envelope.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace otelwrap::hiredis {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::Not;
using ::testing::SizeIs;

std::string Long(size_t size) { return std::string(size, 'x'); }

TEST(EnvelopeTest, WhatIsNoEnvelopeIsItsOwnPayload) {
  const std::string kMessages[] = {
      "",
      "otel1",
      "otel1\n",
      "otel1\ntraceparent: x",
      "otel1\ntraceparent: x\n",
      "otel1\ntraceparent\n\npayload",
      "otel1\ntrace parent: x\n\npayload",
      "otel1\na: 1\na: 2\n\npayload",
      "otel1\na: \x01\n\npayload",
      "otel1\na: \x7f\n\npayload",
      "otel1\na: \xc3\xa9\n\npayload",
      "otel1\r\na: 1\r\n\r\npayload",
      "otel1\n: x\n\npayload",
      "otel1\n" + std::string(65, 'a') + ": x\n\npayload",
      "otel1\na: " + Long(8193) + "\n\npayload",
      "otel1\na: " + Long(8000) + "\nb: " + Long(8000) + "\nc: " + Long(8000) + "\n\npayload",
      "otel1\na: 1\nb: 1\nc: 1\nd: 1\ne: 1\nf: 1\ng: 1\nh: 1\ni: 1\n\npayload",
      "{\"otelcontext\":{",
      "{\"otelcontext\":7}",
      "{\"otelcontext\":{\"a\"}}",
      "{\"otelcontext\":{\"a\":1}}",
      "{\"otelcontext\":{\"a\":\"b\\n\"}}",
      "{\"otelcontext\":{\"a\":\"b\\",
      "{\"otelcontext\":{\"a\":\"b\"\"c\":\"d\"}}",
      "{\"otelcontext\":{,\"a\":\"b\"}}",
      "{\"otelcontext\":{\"a\":\"b\",\"a\":\"c\"}}",
      "{\"otelcontext\":{\"a\":\"" + Long(9000) + "\"}}",
      "{\"otelcontexts\":{\"a\":\"b\"}}",
      "{\"id\":7}",
      "plain text",
  };
  for (const std::string& message : kMessages) {
    const Unwrapped unwrapped = Unwrap(message);
    EXPECT_EQ(unwrapped.payload, message);
    EXPECT_THAT(unwrapped.context, IsEmpty()) << message;
  }
}

TEST(EnvelopeTest, WhatCanNotTravelIsLeftOut) {
  const MessageContext context = {
      {"Bad Name", "x"}, {"baggage", "a\nb"}, {"traceparent", "x"}, {"tracestate", "a\x7f"}};
  EXPECT_EQ(Wrap(context, "p"), "otel1\ntraceparent: x\n\np");
  EXPECT_EQ(WrapJson(context, "{}"), "{\"otelcontext\":{\"traceparent\":\"x\"}}");
  for (const std::string_view text : {"", "  ", "[1]", "\"{}\"", "7"}) {
    EXPECT_EQ(WrapJson(context, text), text);
  }
  std::vector<std::string> words = {"XADD"};
  AppendFields(context, &words);
  EXPECT_THAT(words, ElementsAre("XADD", "traceparent", "x"));
}

TEST(EnvelopeTest, WithoutContextNothingIsAdded) {
  EXPECT_EQ(Wrap({}, "payload"), "payload");
  EXPECT_EQ(Wrap({{"a", "\n"}}, "payload"), "payload");
  EXPECT_EQ(WrapJson({}, " {\"id\": 7}"), " {\"id\": 7}");
  // But for a payload that would be taken for an envelope.
  const std::string looks_like_one = "otel1\na: 1\n\nx";
  const std::string wrapped = Wrap({}, looks_like_one);
  EXPECT_EQ(Unwrap(wrapped).payload, looks_like_one);
  EXPECT_THAT(Unwrap(wrapped).context, IsEmpty());
}

TEST(EnvelopeTest, WhatIsWrittenCanBeReadHoweverLong) {
  MessageContext context;
  for (const char* name : {"a", "b", "c", "d"}) context[name] = Long(8000);
  const std::string wrapped = Wrap(context, "p");
  const Unwrapped prefix = Unwrap(wrapped);
  EXPECT_EQ(prefix.payload, "p");
  EXPECT_THAT(prefix.context, SizeIs(2));
  EXPECT_THAT(Unwrap(WrapJson(context, "{\"p\":1}")).context, SizeIs(2));
  const Unwrapped cut = Unwrap(Wrap({{"baggage", Long(8193)}, {"traceparent", "x"}}, "p"));
  EXPECT_THAT(cut.context, AllOf(Contains(Key("traceparent")), Not(Contains(Key("baggage")))));
  MessageContext many;
  for (char name = 'a'; name < 'm'; ++name) many[std::string(1, name)] = "x";
  EXPECT_THAT(Unwrap(Wrap(many, "p")).context, SizeIs(kMaxContextNames));
  EXPECT_THAT(Unwrap(WrapJson(many, "{}")).context, SizeIs(kMaxContextNames));
  const MessageContext quotes = {{"a", std::string(8000, '"')}, {"b", std::string(8000, '"')}};
  EXPECT_THAT(Unwrap(WrapJson(quotes, "{}")).context, SizeIs(1));
}

TEST(EnvelopeTest, ComesOutAsItWentIn) {
  const MessageContext context = {{"baggage", "a=\"b\\c\",d=: e"}, {"traceparent", "00-1-2-01"}};
  const std::string payload("any\0bytes\n\notel1\n", 17);
  const std::string wrapped = Wrap(context, payload);
  EXPECT_EQ(Unwrap(wrapped).payload, payload);
  EXPECT_EQ(Unwrap(wrapped).context, context);

  const std::string json = WrapJson(context, " { \"id\": 7 }");
  EXPECT_EQ(
      json,
      "{\"otelcontext\":{\"baggage\":\"a=\\\"b\\\\c\\\",d=: e\",\"traceparent\":\"00-1-2-01\"},"
      " \"id\": 7 }");
  EXPECT_EQ(Unwrap(json).payload, json);
  EXPECT_EQ(Unwrap(json).context, context);
}

TEST(EnvelopeTest, JsonMayBeWrittenWithBlanks) {
  EXPECT_THAT(Unwrap(" {\n\"otelcontext\" : { \"a\" :\t\"b\" , \"c\": \"d\" }, \"id\": 7}").context,
              (MessageContext{{"a", "b"}, {"c", "d"}}));
}

}  // namespace
}  // namespace otelwrap::hiredis
