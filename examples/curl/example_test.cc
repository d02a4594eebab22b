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
#include <variant>
#include <vector>

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
  server.AnswerAll([](const testing::HttpRequest& request) {
    testing::HttpResponse response;
    if (request.target == "/moved") {
      response.status = 302;
      response.headers = {{"Location", "/items/1"}};
    } else {
      response.body = "a book\n";
    }
    return response;
  });
  const auto receiver = testing::OtlpReceiver::Start({});
  ASSERT_NE(receiver, nullptr);
  setenv("OTEL_EXPORTER_OTLP_ENDPOINT", receiver->Url().c_str(), 1);

  EXPECT_EQ(OutputOf(UNINSTRUMENTED, server.url("/moved")), "a book\n");
  EXPECT_TRUE(receiver->Traces().empty());
  // The SDK may warn behind it.
  EXPECT_THAT(OutputOf(INSTRUMENTED, server.url("/moved")), ::testing::StartsWith("a book\n"));
  const auto spans = receiver->Traces();
  std::vector<std::string> urls;
  size_t connects = 0;
  for (const auto& span : spans) {
    if (span.name == "GET") {
      urls.push_back(std::get<std::string>(span.attributes.at("url.full").value));
    } else {
      connects += span.name.rfind("socket connect ", 0) == 0 ? 1U : 0U;
    }
  }
  EXPECT_THAT(urls, ::testing::UnorderedElementsAre(server.url("/moved"), server.url("/items/1")));
  EXPECT_EQ(connects, 1U);
  const auto requests = server.Requests();
  ASSERT_EQ(requests.size(), 4U);
  EXPECT_EQ(requests[0].Header("traceparent"), std::nullopt);
  EXPECT_NE(requests[2].Header("traceparent"), std::nullopt);
  EXPECT_NE(requests[3].Header("traceparent"), std::nullopt);
  EXPECT_NE(requests[2].Header("traceparent"), requests[3].Header("traceparent"));
}

#ifdef EVENT_LOOP
TEST(CurlExampleTest, ManyAtOnceUnderAnEventLoop) {
  testing::HttpStub server;
  const auto receiver = testing::OtlpReceiver::Start({});
  ASSERT_NE(receiver, nullptr);
  setenv("OTEL_EXPORTER_OTLP_ENDPOINT", receiver->Url().c_str(), 1);
  const testing::TempFolder folder;
  EXPECT_TRUE(testing::RunProgram(EVENT_LOOP, {server.url("/a"), server.url("/b")},
                                  folder.path() + "/log"));
  std::vector<std::string> urls;
  for (const auto& span : receiver->Traces()) {
    if (span.name == "GET") {
      urls.push_back(std::get<std::string>(span.attributes.at("url.full").value));
    }
  }
  EXPECT_THAT(urls, ::testing::UnorderedElementsAre(server.url("/a"), server.url("/b")));
}
#endif

}  // namespace
}  // namespace otelwrap
