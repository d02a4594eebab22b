// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A request that is another one than its options said when the transfer began: what is set while
// the handle waits in its multi handle, and http: that libcurl makes https:.

#include <cstring>

#include "multi_fixture.h"
#include "tls_server.h"

namespace otelwrap::curl {
namespace {

using ::testing::SizeIs;
using namespace otelwrap::testing;  // NOLINT(google-build-using-namespace): matchers

class LateRequestTest : public CurlTest {
 protected:
  static std::shared_ptr<const Instrumentation> Counting() {
    Options options;
    options.phases = Phases::kOff;
    options.active_requests = true;
    return MakeInstrumentation(options);
  }
};

TEST_F(LateRequestTest, WhatIsSetBeforeItBeginsIsWhatIsTold) {
  HttpStub other;
  Multi multi(Counting());
  Easy request = MakeEasy(server_.url("/early"));
  ASSERT_EQ(multi.Add(request), CURLM_OK);
  request.SetOpt(CURLOPT_URL, other.url("/late"));
  request.SetOpt(CURLOPT_POSTFIELDS, "abc");
  RunAll(multi);
  ASSERT_THAT(ReadAll(multi), ::testing::ElementsAre(CURLE_OK));
  const Span span = spans_.Only();
  EXPECT_THAT(span, AllOf(SpanNamed("POST"), HasAttribute("http.request.method", "POST"),
                          HasAttribute("url.full", other.url("/late")),
                          HasAttribute("server.port", other.port())));
  EXPECT_EQ(other.Requests().at(0).Header("traceparent"), TraceparentOf(span));
  EXPECT_THAT(metrics_.Named("http.client.request.duration"),
              AllOf(HasAttribute("http.request.method", "POST"),
                    HasAttribute("server.port", other.port())));
  for (const MetricPoint& point : metrics_.Collect()) {
    if (point.name == "http.client.active_requests") {
      EXPECT_EQ(point.value, 0) << point;
    }
  }
}

TEST_F(LateRequestTest, WhatIsSetWhenItHasBegunIsForTheNext) {
  HttpStub other;
  HttpResponse slow;
  slow.delay = std::chrono::milliseconds(100);
  server_.Answer(slow);
  Multi multi(Counting());
  Easy request = MakeEasy(server_.url("/x"));
  ASSERT_EQ(multi.Add(request), CURLM_OK);
  int running = 0;
  while (server_.Requests().empty()) {
    ASSERT_EQ(curl_multi_perform(multi, &running), CURLM_OK);
    ASSERT_EQ(running, 1);
  }
  request.SetOpt(CURLOPT_URL, other.url("/next"));
  RunAll(multi);
  ReadAll(multi);
  EXPECT_THAT(spans_.Only(), HasAttribute("url.full", server_.url("/x")));
}

#if LIBCURL_VERSION_NUM >= 0x074a00

// One host that is known to want TLS.
CURLSTScode TellLocalhost(CURL*, curl_hstsentry* entry, void* told) {
  if (std::exchange(*static_cast<bool*>(told), true)) return CURLSTS_DONE;
  std::strcpy(entry->name, "localhost");
  entry->includeSubDomains = 0;
  std::strcpy(entry->expire, "20991231 00:00:00");
  return CURLSTS_OK;
}

using UpgradeTest = TlsTest;

TEST_F(UpgradeTest, OneThatLibcurlSendsOverTlsIsToldSo) {
  bool told = false;
  Easy request = Trusting("http://localhost:" + std::to_string(nginx_->port()) + "/x");
  request.SetOpt(CURLOPT_HSTS_CTRL, CURLHSTS_ENABLE);
  request.SetOpt(CURLOPT_HSTSREADFUNCTION, &TellLocalhost);
  request.SetOpt(CURLOPT_HSTSREADDATA, &told);
  ASSERT_EQ(request.Perform(), CURLE_OK);
  const Span span = spans_.Named("GET");
  EXPECT_THAT(span, HasAttribute("url.full", Url("/x")));
  EXPECT_THAT(ChildrenOf(spans_.Finished(), span),
              ::testing::Contains(SpanNamed("TLS client handshake localhost")));
}

#endif

}  // namespace
}  // namespace otelwrap::curl
