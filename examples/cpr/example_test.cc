// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Both programs do the same; the one that is linked with otelwrap::auto sends its spans as well.

#include <gmock/gmock.h>
#include <otelwrap/testing/free_port.h>
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

class CprExampleTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_NE(receiver_, nullptr);
    setenv("OTEL_EXPORTER_OTLP_ENDPOINT", receiver_->Url().c_str(), 1);
    setenv("no_proxy", "*", 1);
  }

  // What the program printed; whether it ended well goes to `ended_well_`.
  std::string OutputOf(const char* program, const std::string& url) {
    const testing::TempFolder folder;
    const std::string log = folder.path() + "/log";
    ended_well_ = testing::RunProgram(program, {url}, log);
    std::ifstream file(log);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  }

  const std::unique_ptr<testing::OtlpReceiver> receiver_ = testing::OtlpReceiver::Start({});
  testing::HttpStub server_;
  bool ended_well_ = false;
};

TEST_F(CprExampleTest, AFailureIsTheProgramsAsEverAndTold) {
  const std::string url = "http://127.0.0.1:" + std::to_string(testing::FreePort()) + "/";
  OutputOf(INSTRUMENTED, url);
  EXPECT_FALSE(ended_well_);
  size_t failed = 0;
  for (const auto& span : receiver_->Traces()) {
    if (span.name != "GET") continue;
    ++failed;
    EXPECT_EQ(std::get<std::string>(span.attributes.at("error.type").value), "couldnt_connect");
  }
  EXPECT_EQ(failed, 1U);
}

TEST_F(CprExampleTest, BothPrintTheSameAndOneIsTraced) {
  server_.AnswerAll([](const testing::HttpRequest& request) {
    testing::HttpResponse response;
    if (request.target == "/moved") {
      response.status = 302;
      response.headers = {{"Location", "/items/1"}};
    } else {
      response.body = "a book\n";
    }
    return response;
  });
  EXPECT_EQ(OutputOf(UNINSTRUMENTED, server_.url("/moved")), "a book\n");
  EXPECT_TRUE(ended_well_);
  EXPECT_TRUE(receiver_->Traces().empty());
  // The SDK may warn behind it.
  EXPECT_THAT(OutputOf(INSTRUMENTED, server_.url("/moved")), ::testing::StartsWith("a book\n"));
  EXPECT_TRUE(ended_well_);
  std::vector<std::string> urls;
  for (const auto& span : receiver_->Traces()) {
    if (span.name == "GET") {
      urls.push_back(std::get<std::string>(span.attributes.at("url.full").value));
    }
  }
  EXPECT_THAT(urls,
              ::testing::UnorderedElementsAre(server_.url("/moved"), server_.url("/items/1")));
  const auto requests = server_.Requests();
  ASSERT_EQ(requests.size(), 4U);
  EXPECT_EQ(requests[1].Header("traceparent"), std::nullopt);
  EXPECT_NE(requests[2].Header("traceparent"), std::nullopt);
  EXPECT_NE(requests[3].Header("traceparent"), requests[2].Header("traceparent"));
}

}  // namespace
}  // namespace otelwrap
