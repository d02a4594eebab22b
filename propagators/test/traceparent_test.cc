// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <gtest/gtest.h>

#include <otelwrap/propagators/traceparent.h>
#include <string>

namespace otelwrap::propagators {
namespace {

constexpr char kExample[] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

std::string Written(const opentelemetry::trace::SpanContext& context) {
  char text[kTraceparentSize];
  WriteTraceparent(context, text);
  return {text, sizeof text};
}

TEST(ReadTraceparent, RefusesWhatIsNotOne) {
  const std::string good = kExample;
  const std::string bad[] = {
      "",
      good.substr(1),
      good + "0",
      good + "-00",                                               // version 00 ends here
      "ff" + good.substr(2),                                      // forbidden version
      "01" + good.substr(2) + "0",                                // later fields begin with '-'
      "00-00000000000000000000000000000000-00f067aa0ba902b7-01",  // no trace id
      "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",  // no span id
      "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",  // capitals
      "00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01",
      "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
      "00-4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7-01",
      "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7_01",
      good + "," + good,
  };
  for (const std::string& text : bad) EXPECT_FALSE(ReadTraceparent(text).IsValid()) << text;
}

TEST(ReadTraceparent, ReadsAVersionThatIsStillToCome) {
  EXPECT_TRUE(ReadTraceparent("cc" + std::string(kExample).substr(2) + "-what-comes").IsValid());
}

TEST(ReadTraceparent, ReadsIdsFlagsAndRemoteness) {
  const auto context = ReadTraceparent(std::string("\t ") + kExample + " ");
  ASSERT_TRUE(context.IsValid());
  EXPECT_TRUE(context.IsRemote());
  EXPECT_TRUE(context.IsSampled());
  EXPECT_EQ(Written(context), kExample);
}

TEST(WriteTraceparent, KeepsTheFlags) {
  std::string text = kExample;
  text.replace(text.size() - 2, 2, "f2");
  EXPECT_EQ(Written(ReadTraceparent(text)), text);
}

TEST(WriteTraceparent, WritesOtherFlagsWhenGivenSome) {
  char text[kTraceparentSize];
  WriteTraceparent(ReadTraceparent(kExample), opentelemetry::trace::TraceFlags(2), text);
  EXPECT_EQ(std::string(text, sizeof text - 2), std::string(kExample).substr(0, 53));
  EXPECT_EQ(std::string(text + 53, 2), "02");
}

}  // namespace
}  // namespace otelwrap::propagators
