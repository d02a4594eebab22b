// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <otelwrap/propagators/grpc_metadata_carrier.h>

#include <map>
#include <string>

namespace otelwrap::propagators {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

GrpcMetadataReader::Metadata Received(const std::multimap<std::string, std::string>& lines) {
  GrpcMetadataReader::Metadata received;
  for (const auto& [key, value] : lines) received.emplace(key, value);
  return received;
}

std::string Read(const std::multimap<std::string, std::string>& lines, const char* key) {
  const auto received = Received(lines);
  const GrpcMetadataReader reader(received);
  const auto value = reader.Get(key);
  return {value.data(), value.size()};
}

TEST(GrpcMetadataWriter, DropsWhatGrpcWouldEndTheProcessOn) {
  GrpcMetadataWriter::Metadata metadata;
  GrpcMetadataWriter writer(metadata);
  for (const char* key : {"", "trace parent", ":path", "baggage\n", "b\xc3\xa4ggage", "a/b"}) {
    writer.Set(key, "value");
  }
  for (const char* value : {"a\r\nb", "tab\there", "caf\xc3\xa9", "\x7f"}) {
    writer.Set("baggage", value);
  }
  EXPECT_THAT(metadata, IsEmpty());
}

TEST(GrpcMetadataWriter, LowersKeysAndReplacesValues) {
  GrpcMetadataWriter::Metadata metadata = {{"x-b3-traceid", "users"}, {"other", "stays"}};
  GrpcMetadataWriter writer(metadata);
  writer.Set("X-B3-TraceId", "ours ~");
  EXPECT_THAT(metadata, ElementsAre(Pair("other", "stays"), Pair("x-b3-traceid", "ours ~")));
}

TEST(GrpcMetadataWriter, LetsBinaryValuesThrough) {
  GrpcMetadataWriter::Metadata metadata;
  GrpcMetadataWriter writer(metadata);
  writer.Set("grpc-trace-bin", {"\0\x01\xff", 3});
  EXPECT_THAT(metadata, ElementsAre(Pair("grpc-trace-bin", std::string("\0\x01\xff", 3))));
  writer.Set("-bin", {"\0\x01\xff", 3});
  EXPECT_EQ(metadata.count("-bin"), 0U);
}

TEST(GrpcMetadataReader, RefusesWhatAStrangerMustNotMakeUsRead) {
  EXPECT_EQ(Read({{"traceparent", "one"}, {"traceparent", "two"}}, "traceparent"), "");
  const std::string most(kMaxInboundBytes, 'a');
  EXPECT_EQ(Read({{"baggage", most}}, "baggage"), most);
  EXPECT_EQ(Read({{"baggage", most + "a"}}, "baggage"), "");
  EXPECT_EQ(Read({{"traceparent", "a"}}, "trace parent"), "");
  EXPECT_EQ(Read({}, "traceparent"), "");
}

TEST(GrpcMetadataReader, FindsMixedCaseNamesAndJoinsLines) {
  EXPECT_EQ(Read({{"x-b3-traceid", "80f198ee56343ba8"}}, "X-B3-TraceId"), "80f198ee56343ba8");
  EXPECT_EQ(Read({{"baggage", "a=1"}, {"baggage", "b=2"}}, "baggage"), "a=1,b=2");
}

}  // namespace
}  // namespace otelwrap::propagators
