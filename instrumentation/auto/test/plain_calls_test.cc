// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A program that only links: with otelwrap::auto, and with otelwrap::auto_static.

#include <otelwrap/curl/easy.h>
#include <otelwrap/testing/free_port.h>

#include "fixture.h"

namespace otelwrap::interpose {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::SizeIs;
using namespace otelwrap::testing;  // NOLINT(google-build-using-namespace): matchers

TEST_F(PlainCallsTest, TheLinkSuits) { EXPECT_TRUE(SeesCurl()); }

TEST_F(PlainCallsTest, AFailureIsTheProgramsAsEver) {
  CURL* handle = Handle("http://127.0.0.1:" + std::to_string(FreePort()) + "/");
  EXPECT_EQ(curl_easy_perform(handle), CURLE_COULDNT_CONNECT);
  EXPECT_THAT(Transfers(), ElementsAre(FailedWith("couldnt_connect")));
  curl_easy_cleanup(handle);
  EXPECT_EQ(curl_easy_perform(nullptr), CURLE_BAD_FUNCTION_ARGUMENT);
  EXPECT_EQ(curl_easy_setopt(nullptr, CURLOPT_VERBOSE, 1L), CURLE_BAD_FUNCTION_ARGUMENT);
  curl_easy_cleanup(nullptr);
}

TEST_F(PlainCallsTest, ThePlainCallsOfTheProgramAreTraced) {
  HttpResponse redirect;
  redirect.status = 302;
  redirect.headers = {{"Location", "/end"}};
  server_.Answer(redirect);
  CURL* handle = Handle(server_.url("/x"));
  curl_slist* headers = curl_slist_append(nullptr, "X-Own: 1");
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 1L);
  curl_easy_setopt(handle, CURLOPT_MAXFILESIZE_LARGE, curl_off_t{1000});
  ASSERT_EQ(curl_easy_perform(handle), CURLE_OK);
  CURL* copy = curl_easy_duphandle(handle);
  curl_easy_reset(handle);
  EXPECT_EQ(curl_easy_perform(handle), CURLE_URL_MALFORMAT);
  EXPECT_EQ(curl_easy_perform(copy), CURLE_OK);
  curl_easy_cleanup(handle);
  curl_easy_cleanup(copy);
  curl_slist_free_all(headers);
  const auto transfers = Transfers();
  ASSERT_THAT(transfers,
              ElementsAre(AllOf(SpanNamed("HEAD"), Succeeded()),
                          HasAttribute("http.request.resend_count", 1), FailedWith("url_malformat"),
                          AllOf(SpanNamed("HEAD"), Succeeded())));
  const auto requests = server_.Requests();
  EXPECT_EQ(requests.at(0).Header("x-own"), "1");
  EXPECT_EQ(requests.at(0).Header("traceparent"), TraceparentOf(transfers[0]));
  EXPECT_EQ(requests.at(1).Header("traceparent"), TraceparentOf(transfers[1]));
  EXPECT_EQ(requests.at(2).Header("traceparent"), TraceparentOf(transfers[3]));
}

TEST_F(PlainCallsTest, TheMultiInterfaceIsTraced) {
  CURLM* multi = curl_multi_init();
  CURL* handle = Handle(server_.url("/x"));
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
  EXPECT_THAT(Transfers(), ElementsAre(Succeeded()));
  EXPECT_EQ(curl_multi_remove_handle(multi, handle), CURLM_OK);
  curl_easy_cleanup(handle);
  EXPECT_EQ(curl_multi_cleanup(multi), CURLM_OK);
}

TEST_F(PlainCallsTest, AWrappedObjectIsNotTracedTwice) {
  otelwrap::curl::Easy request;
  request.SetOpt(CURLOPT_URL, server_.url("/x"));
  request.SetOpt(CURLOPT_PROXY, "");
  request.SetOpt(CURLOPT_NOBODY, 1);
  EXPECT_EQ(request.Perform(), CURLE_OK);
  EXPECT_THAT(Transfers(), SizeIs(1));
}

}  // namespace
}  // namespace otelwrap::interpose
