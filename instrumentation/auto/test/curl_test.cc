// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Plain calls of libcurl in a program that only links otelwrap::auto.

#include <curl/curl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <otelwrap/curl/easy.h>
#include <otelwrap/interpose/curl.h>
#include <otelwrap/testing/free_port.h>
#include <otelwrap/testing/http_stub.h>
#include <otelwrap/testing/span_catcher.h>
#include <otelwrap/testing/span_matchers.h>
#include <otelwrap/testing/w3c_headers.h>

#include <string>

extern "C" long uses_curl_fetch(const char* url);
extern "C" long opentelemetry_pretended_fetch(const char* url);

namespace otelwrap::interpose {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using namespace otelwrap::testing;  // NOLINT(google-build-using-namespace): matchers

class AutoCurlTest : public ::testing::Test {
 protected:
  AutoCurlTest() {
    server_.AnswerAll([](const HttpRequest&) {
      HttpResponse response;
      response.body = "text";
      return response;
    });
  }
  std::vector<Span> Transfers() const {
    std::vector<Span> transfers;
    for (const Span& span : spans_.Finished()) {
      if (span.kind == SpanKind::kClient) transfers.push_back(span);
    }
    return transfers;
  }
  CURL* Handle() {
    CURL* handle = curl_easy_init();
    curl_easy_setopt(handle, CURLOPT_URL, server_.url("/x").c_str());
    curl_easy_setopt(handle, CURLOPT_PROXY, "");
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, 10000L);
    curl_easy_setopt(handle, CURLOPT_NOBODY, 1L);
    return handle;
  }

  SpanCatcher spans_;
  HttpStub server_;
};

TEST_F(AutoCurlTest, TheLinkSuits) { EXPECT_TRUE(SeesCurl()); }

TEST_F(AutoCurlTest, AFailureIsTheProgramsAsEver) {
  CURL* handle = Handle();
  const std::string url = "http://127.0.0.1:" + std::to_string(FreePort()) + "/";
  curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
  EXPECT_EQ(curl_easy_perform(handle), CURLE_COULDNT_CONNECT);
  EXPECT_THAT(Transfers(), ElementsAre(FailedWith("couldnt_connect")));
  curl_easy_cleanup(handle);
  EXPECT_EQ(curl_easy_perform(nullptr), CURLE_BAD_FUNCTION_ARGUMENT);
  EXPECT_EQ(curl_easy_setopt(nullptr, CURLOPT_VERBOSE, 1L), CURLE_BAD_FUNCTION_ARGUMENT);
  curl_easy_cleanup(nullptr);
}

TEST_F(AutoCurlTest, ThePlainCallsOfTheProgramAreTraced) {
  HttpResponse redirect;
  redirect.status = 302;
  redirect.headers = {{"Location", "/end"}};
  server_.Answer(redirect);
  CURL* handle = Handle();
  curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 1L);
  curl_easy_setopt(handle, CURLOPT_MAXFILESIZE_LARGE, curl_off_t{1000});
  ASSERT_EQ(curl_easy_perform(handle), CURLE_OK);
  CURL* copy = curl_easy_duphandle(handle);
  curl_easy_reset(handle);
  EXPECT_EQ(curl_easy_perform(handle), CURLE_URL_MALFORMAT);
  EXPECT_EQ(curl_easy_perform(copy), CURLE_OK);
  curl_easy_cleanup(handle);
  curl_easy_cleanup(copy);
  const auto transfers = Transfers();
  ASSERT_THAT(transfers,
              ElementsAre(AllOf(SpanNamed("HEAD"), Succeeded()),
                          HasAttribute("http.request.resend_count", 1), FailedWith("url_malformat"),
                          AllOf(SpanNamed("HEAD"), Succeeded())));
  const auto requests = server_.Requests();
  EXPECT_EQ(requests.at(0).Header("traceparent"), TraceparentOf(transfers[0]));
  EXPECT_EQ(requests.at(1).Header("traceparent"), TraceparentOf(transfers[1]));
  EXPECT_EQ(requests.at(2).Header("traceparent"), TraceparentOf(transfers[3]));
}

TEST_F(AutoCurlTest, AnUnmodifiedLibraryKeepsItsOwnHeaderAndCallback) {
  EXPECT_EQ(uses_curl_fetch(server_.url("/x").c_str()), 4);
  ASSERT_THAT(Transfers(), SizeIs(1));
  EXPECT_EQ(server_.Requests().at(0).Header("x-own"), "1");
  EXPECT_EQ(server_.Requests().at(0).Header("traceparent"), TraceparentOf(Transfers()[0]));
}

TEST_F(AutoCurlTest, AnExportersTransfersAreLeftAlone) {
  EXPECT_EQ(opentelemetry_pretended_fetch(server_.url("/x").c_str()), 4);
  EXPECT_THAT(Transfers(), IsEmpty());
  EXPECT_EQ(server_.Requests().at(0).Header("x-own"), "1");
  EXPECT_EQ(server_.Requests().at(0).Header("traceparent"), std::nullopt);
}

TEST_F(AutoCurlTest, TheMultiInterfaceIsTraced) {
  CURLM* multi = curl_multi_init();
  CURL* handle = Handle();
  ASSERT_EQ(curl_multi_add_handle(multi, handle), CURLM_OK);
  int running = 1;
  while (running > 0) {
    curl_multi_perform(multi, &running);
    if (running > 0) curl_multi_poll(multi, nullptr, 0, 100, nullptr);
  }
  int left = 0;
  CURLMsg* message = curl_multi_info_read(multi, &left);
  ASSERT_NE(message, nullptr);
  EXPECT_EQ(message->data.result, CURLE_OK);
  EXPECT_EQ(curl_multi_remove_handle(multi, handle), CURLM_OK);
  curl_easy_cleanup(handle);
  EXPECT_EQ(curl_multi_cleanup(multi), CURLM_OK);
  EXPECT_THAT(Transfers(), ElementsAre(Succeeded()));
}

TEST_F(AutoCurlTest, AWrappedObjectIsNotTracedTwice) {
  otelwrap::curl::Easy request;
  request.SetOpt(CURLOPT_URL, server_.url("/x"));
  request.SetOpt(CURLOPT_PROXY, "");
  request.SetOpt(CURLOPT_NOBODY, 1);
  EXPECT_EQ(request.Perform(), CURLE_OK);
  EXPECT_THAT(Transfers(), SizeIs(1));
}

}  // namespace
}  // namespace otelwrap::interpose
