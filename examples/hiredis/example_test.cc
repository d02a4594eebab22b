// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Both programs do the same; the instrumented one sends its six spans as well.

#include <gmock/gmock.h>
#include <otelwrap/testing/otlp_receiver.h>
#include <otelwrap/testing/redis_server.h>
#include <otelwrap/testing/temp_folder.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace otelwrap {
namespace {

std::string ReadFile(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

constexpr const char* kOutput = "item:1 is a book\nlisteners: 1\nheard of item:1\n";

// What the program printed; a failure if it did not end well.
std::string OutputOf(const char* program, int port) {
  const testing::TempFolder folder;
  const std::string log = folder.path() + "/log";
  EXPECT_TRUE(testing::RunProgram(program, {"127.0.0.1", std::to_string(port)}, log));
  return ReadFile(log);
}

TEST(HiredisExampleTest, BothPrintTheSameAndOneIsTraced) {
  if (const std::string why = testing::RedisServer::Missing(); !why.empty()) GTEST_SKIP() << why;
  const testing::RedisServer server;
  const auto receiver = testing::OtlpReceiver::Start({});
  ASSERT_NE(receiver, nullptr);
  setenv("OTEL_EXPORTER_OTLP_ENDPOINT", receiver->Url().c_str(), 1);

  EXPECT_EQ(OutputOf(UNINSTRUMENTED, server.port()), kOutput);
  EXPECT_TRUE(receiver->Traces().empty());
  // After it may stand what the SDK writes to standard error at its end.
  EXPECT_THAT(OutputOf(INSTRUMENTED, server.port()), ::testing::StartsWith(kOutput));
  std::vector<std::string> spans;
  for (const auto& span : receiver->Traces()) {
    spans.push_back(span.name + ": " + testing::TextOf(span.attributes, "db.query.text"));
  }
  EXPECT_THAT(spans, ::testing::UnorderedElementsAre(
                         "PIPELINE: SET item:? ?; GET item:?", "MULTI INCR: INCR sold:?",
                         "SUBSCRIBE: SUBSCRIBE ?", "PUBLISH: PUBLISH ? ?",
                         "send sales:books: ", "process sales:?: "));
}

}  // namespace
}  // namespace otelwrap
