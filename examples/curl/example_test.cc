// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Both programs do the same; the instrumented one sends its spans as well.

#include <gmock/gmock.h>
#include <otelwrap/testing/http_stub.h>
#include <otelwrap/testing/otlp_receiver.h>
#include <otelwrap/testing/server_process.h>
#include <otelwrap/testing/temp_folder.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

namespace otelwrap {
namespace {

// What the program printed; a failure if it did not end well.
std::string OutputOf(const char* program, const std::string& url) {
  const testing::TempFolder folder;
  const std::string log = folder.path() + "/log";
  EXPECT_TRUE(testing::RunProgram(program, {url}, log));
  std::ifstream file(log);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

TEST(CurlExampleTest, BothPrintTheSameAndOneIsTraced) {
  testing::HttpStub server;
  server.AnswerAll([](const testing::HttpRequest&) {
    testing::HttpResponse response;
    response.body = "a book\n";
    return response;
  });
  const auto receiver = testing::OtlpReceiver::Start({});
  ASSERT_NE(receiver, nullptr);
  setenv("OTEL_EXPORTER_OTLP_ENDPOINT", receiver->Url().c_str(), 1);

  EXPECT_EQ(OutputOf(UNINSTRUMENTED, server.url("/items/1")), "a book\n");
  EXPECT_TRUE(receiver->Traces().empty());
  // The SDK may warn behind it.
  EXPECT_THAT(OutputOf(INSTRUMENTED, server.url("/items/1")), ::testing::StartsWith("a book\n"));
  const auto spans = receiver->Traces();
  ASSERT_EQ(spans.size(), 2U);
  const auto& transfer = spans[0].name == "GET" ? spans[0] : spans[1];
  EXPECT_EQ(transfer.name, "GET");
  EXPECT_EQ(transfer.attributes.at("url.full"), server.url("/items/1"));
  EXPECT_EQ(server.Requests().at(0).Header("traceparent"), std::nullopt);
  EXPECT_NE(server.Requests().at(1).Header("traceparent"), std::nullopt);
}

}  // namespace
}  // namespace otelwrap
