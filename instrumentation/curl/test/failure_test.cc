// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Transfers that libcurl gives up: its code comes back, and span, metric and phase say the same.

#include <otelwrap/testing/free_port.h>

#include "fixture.h"

namespace otelwrap::curl {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using namespace otelwrap::testing;  // NOLINT(google-build-using-namespace): matchers

class FailureTest : public CurlTest {
 protected:
  void ExpectMetric(const std::string& error_type) const {
    EXPECT_THAT(metrics_.Named("http.client.request.duration"),
                AllOf(HasCount(1), HasAttribute("error.type", error_type)));
  }
};

TEST_F(FailureTest, ANameThatIsNot) {
  Easy request = MakeEasy("http://nosuch.invalid/x");
  EXPECT_EQ(request.Perform(), CURLE_COULDNT_RESOLVE_HOST);
  const Span span = spans_.Named("GET");
  EXPECT_THAT(span, AllOf(HasStatus(Status::kError, ""),
                          AttributesAre({{"http.request.method", "GET"},
                                         {"server.address", "nosuch.invalid"},
                                         {"server.port", 80},
                                         {"url.full", "http://nosuch.invalid/x"},
                                         {"error.type", "couldnt_resolve_host"}})));
  EXPECT_THAT(
      ChildrenOf(spans_.Finished(), span),
      ElementsAre(AllOf(SpanNamed("DNS lookup nosuch.invalid"), FailedWith("host_not_found"),
                        AttributesAre({{"dns.question.name", "nosuch.invalid"},
                                       {"error.type", "host_not_found"}}))));
  ExpectMetric("couldnt_resolve_host");
}

TEST_F(FailureTest, ARefusedConnect) {
  const uint16_t port = FreePort();
  const std::string authority = "127.0.0.1:" + std::to_string(port);
  Easy request = MakeEasy("http://" + authority + "/x");
  EXPECT_EQ(request.Perform(), CURLE_COULDNT_CONNECT);
  const Span span = spans_.Named("GET");
  EXPECT_THAT(span, FailedWith("couldnt_connect"));
  EXPECT_THAT(
      ChildrenOf(spans_.Finished(), span),
      ElementsAre(AllOf(SpanNamed("socket connect " + authority), FailedWith("connection_refused"),
                        AttributesAre({{"network.peer.address", "127.0.0.1"},
                                       {"network.peer.port", port},
                                       {"network.type", "ipv4"},
                                       {"error.type", "connection_refused"}}))));
  ExpectMetric("couldnt_connect");
}

TEST_F(FailureTest, AFailedPhaseAsAnEvent) {
  Options options;
  options.phases = Phases::kEvents;
  Easy request = MakeEasy("http://nosuch.invalid/x", MakeInstrumentation(options));
  EXPECT_EQ(request.Perform(), CURLE_COULDNT_RESOLVE_HOST);
  EXPECT_THAT(spans_.Only(), EventsAre(ElementsAre(
                                 EventNamed("dns.start", {{"dns.question.name", "nosuch.invalid"}}),
                                 EventNamed("dns.done", {{"dns.question.name", "nosuch.invalid"},
                                                         {"error.type", "host_not_found"}}))));
}

TEST_F(FailureTest, AnAnswerThatIsTooLate) {
  HttpResponse slow;
  slow.delay = std::chrono::milliseconds(1500);
  server_.Answer(slow);
  Easy request = MakeEasy(server_.url("/x"));
  request.SetOpt(CURLOPT_TIMEOUT_MS, 200);
  EXPECT_EQ(request.Perform(), CURLE_OPERATION_TIMEDOUT);
  const Span span = spans_.Named("GET");
  EXPECT_THAT(span,
              AllOf(FailedWith("operation_timedout"), LacksAttribute("http.response.status_code")));
  EXPECT_GE(span.duration, std::chrono::milliseconds(190));
  EXPECT_THAT(ChildrenOf(spans_.Finished(), span), ElementsAre(Succeeded()));  // the connect
  ExpectMetric("operation_timedout");
}

TEST_F(FailureTest, AConnectionThatIsCut) {
  HttpResponse cut;
  cut.cut = true;
  server_.Answer(cut);
  Easy request = MakeEasy(server_.url("/x"));
  EXPECT_EQ(request.Perform(), CURLE_GOT_NOTHING);
  EXPECT_THAT(spans_.Named("GET"), FailedWith("got_nothing"));
  ExpectMetric("got_nothing");
}

TEST_F(FailureTest, AnAnswerThatBreaksOffHasStatusAndErrorType) {
  HttpResponse partial;
  partial.raw = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\nConnection: close\r\n\r\nonly this";
  partial.close = true;
  server_.Answer(partial);
  Easy request = MakeEasy(server_.url("/x"));
  EXPECT_EQ(request.Perform(), CURLE_PARTIAL_FILE);
  EXPECT_THAT(spans_.Named("GET"),
              AllOf(FailedWith("partial_file"), HasAttribute("http.response.status_code", 200)));
}

TEST_F(FailureTest, AWriteCallbackThatGivesUp) {
  HttpResponse body;
  body.body = "text";
  server_.Answer(body);
  Easy request = MakeEasy(server_.url("/x"));
  using Write = size_t (*)(char*, size_t, size_t, void*);
  request.SetOpt(CURLOPT_WRITEFUNCTION,
                 static_cast<Write>([](char*, size_t, size_t, void*) { return size_t{0}; }));
  EXPECT_EQ(request.Perform(), CURLE_WRITE_ERROR);
  EXPECT_THAT(spans_.Named("GET"), FailedWith("write_error"));
}

TEST_F(FailureTest, NothingOfTheLastTransferIsTakenOver) {
  Easy request = MakeEasy(server_.url("/x"));
  ASSERT_EQ(request.Perform(), CURLE_OK);
  spans_.Clear();
  request.SetOpt(CURLOPT_URL, nullptr);
  EXPECT_EQ(request.Perform(), CURLE_URL_MALFORMAT);
  request.SetOpt(CURLOPT_URL, "http://[::1");
  EXPECT_EQ(request.Perform(), CURLE_URL_MALFORMAT);
  EXPECT_THAT(
      spans_.Finished(),
      ElementsAre(AttributesAre({{"http.request.method", "GET"}, {"error.type", "url_malformat"}}),
                  AttributesAre({{"http.request.method", "GET"},
                                 {"url.full", "http://[::1"},
                                 {"error.type", "url_malformat"}})));
}

TEST_F(FailureTest, ANullHandleIsLibcurlsAffair) {
  EXPECT_EQ(Perform(nullptr), curl_easy_perform(nullptr));
  EXPECT_EQ(Perform(nullptr, nullptr), curl_easy_perform(nullptr));
  EXPECT_EQ(SetOpt(nullptr, CURLOPT_URL, "http://host/"), CURLE_BAD_FUNCTION_ARGUMENT);
  EXPECT_EQ(Trace(nullptr), nullptr);
  Cleanup(nullptr);
  EXPECT_THAT(spans_.Finished(), IsEmpty());
}

}  // namespace
}  // namespace otelwrap::curl
