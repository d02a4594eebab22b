// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Plain calls of libcurl in a program that only links otelwrap::auto_static: the linker exchanges
// them. With a libcurl that is part of the program, and with a shared one.

#include <curl/curl.h>
#include <dlfcn.h>
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
#include <string_view>
#include <vector>

namespace otelwrap::interpose {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::SizeIs;
using namespace otelwrap::testing;  // NOLINT(google-build-using-namespace): matchers

class AutoStaticTest : public ::testing::Test {
 protected:
  std::vector<Span> Transfers() const {
    std::vector<Span> transfers;
    for (const Span& span : spans_.Finished()) {
      if (span.kind == SpanKind::kClient) transfers.push_back(span);
    }
    return transfers;
  }
  CURL* Handle(const std::string& url) {
    CURL* handle = curl_easy_init();
    curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
    curl_easy_setopt(handle, CURLOPT_PROXY, "");
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, 10000L);
    curl_easy_setopt(handle, CURLOPT_NOBODY, 1L);
    return handle;
  }

  SpanCatcher spans_;
  HttpStub server_;
};

TEST_F(AutoStaticTest, TheLinkSuits) { EXPECT_TRUE(SeesCurl()); }

#ifdef LIBCURL_IS_AN_ARCHIVE
TEST_F(AutoStaticTest, LibcurlIsPartOfTheProgram) {
  Dl_info real;
  ASSERT_NE(dladdr(reinterpret_cast<const void*>(&curl_easy_strerror), &real), 0);
  EXPECT_EQ(std::string_view(real.dli_fname).find("libcurl"), std::string_view::npos);
}
#endif

TEST_F(AutoStaticTest, AFailureIsTheProgramsAsEver) {
  CURL* handle = Handle("http://127.0.0.1:" + std::to_string(FreePort()) + "/");
  EXPECT_EQ(curl_easy_perform(handle), CURLE_COULDNT_CONNECT);
  EXPECT_THAT(Transfers(), ElementsAre(FailedWith("couldnt_connect")));
  curl_easy_cleanup(handle);
  EXPECT_EQ(curl_easy_perform(nullptr), CURLE_BAD_FUNCTION_ARGUMENT);
  EXPECT_EQ(curl_easy_setopt(nullptr, CURLOPT_VERBOSE, 1L), CURLE_BAD_FUNCTION_ARGUMENT);
  curl_easy_cleanup(nullptr);
}

TEST_F(AutoStaticTest, ThePlainCallsOfTheProgramAreTraced) {
  HttpResponse redirect;
  redirect.status = 302;
  redirect.headers = {{"Location", "/end"}};
  server_.Answer(redirect);
  CURL* handle = Handle(server_.url("/x"));
  curl_slist* headers = curl_slist_append(nullptr, "X-Own: 1");
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 1L);
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

TEST_F(AutoStaticTest, TheMultiInterfaceIsTraced) {
  CURLM* multi = curl_multi_init();
  CURL* handle = Handle(server_.url("/x"));
  ASSERT_EQ(curl_multi_add_handle(multi, handle), CURLM_OK);
  int running = 1;
  while (running > 0) {
    curl_multi_perform(multi, &running);
    if (running > 0) curl_multi_poll(multi, nullptr, 0, 100, nullptr);
  }
  int left = 0;
  ASSERT_NE(curl_multi_info_read(multi, &left), nullptr);
  EXPECT_THAT(Transfers(), ElementsAre(Succeeded()));
  EXPECT_EQ(curl_multi_remove_handle(multi, handle), CURLM_OK);
  curl_easy_cleanup(handle);
  EXPECT_EQ(curl_multi_cleanup(multi), CURLM_OK);
}

TEST_F(AutoStaticTest, AWrappedObjectIsNotTracedTwice) {
  otelwrap::curl::Easy request;
  request.SetOpt(CURLOPT_URL, server_.url("/x"));
  request.SetOpt(CURLOPT_PROXY, "");
  request.SetOpt(CURLOPT_NOBODY, 1);
  EXPECT_EQ(request.Perform(), CURLE_OK);
  EXPECT_THAT(Transfers(), SizeIs(1));
}

}  // namespace
}  // namespace otelwrap::interpose
