// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Phases lie within their request, whatever libcurl's clock says, and are told only of what
// happened in it.

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "answers.h"
#include "multi_fixture.h"

namespace otelwrap::curl {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Each;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;
using namespace otelwrap::testing;  // NOLINT(google-build-using-namespace): matchers

class PhaseBoundsTest : public CurlTest {
 protected:
  static constexpr std::chrono::milliseconds kClocksDiffer{5};

  // The one whose name begins so. REQUIRES: there is one.
  static std::vector<Span>::const_iterator FindNamed(const std::vector<Span>& spans,
                                                     const std::string& begin) {
    const auto found = std::find_if(spans.begin(), spans.end(), [&](const Span& span) {
      return span.name.rfind(begin, 0) == 0;
    });
    if (found == spans.end()) throw std::runtime_error("no span " + begin);
    return found;
  }

  static std::shared_ptr<const Instrumentation> AllPhases() {
    Options options;
    options.exchange_phases = true;
    options.body_sizes = true;
    return MakeInstrumentation(options);
  }
  // Of the request with that URL; each of them is within it.
  std::vector<Span> PhasesOf(const std::string& url) const {
    const auto spans = spans_.Finished();
    const auto request = std::find_if(spans.begin(), spans.end(), [&](const Span& span) {
      return ::testing::Matches(HasAttribute("url.full", url))(span);
    });
    if (request == spans.end()) {
      ADD_FAILURE() << "no request to " << url;
      return {};
    }
    for (const Span& phase : ChildrenOf(spans, *request)) {
      EXPECT_GE(phase.start_time + kClocksDiffer, request->start_time) << phase;
      EXPECT_LE(phase.end_time(), request->end_time() + kClocksDiffer) << phase << *request;
    }
    return ChildrenOf(spans, *request);
  }
};

// The redirect leads to a host whose only connection is busy.
TEST_F(PhaseBoundsTest, WhatALaterRequestHadToWaitForIsNotInItsPhases) {
  HttpStub busy;
  HttpResponse slow;
  slow.delay = std::chrono::milliseconds(300);
  busy.Answer(slow);
  server_.Answer(RedirectTo(busy.url("/second")));
  Multi multi(AllPhases());
  curl_multi_setopt(multi, CURLMOPT_MAX_HOST_CONNECTIONS, 1L);
  Easy first = MakeEasy(busy.url("/first"));
  Easy redirected = MakeEasy(server_.url("/x"));
  redirected.SetOpt(CURLOPT_FOLLOWLOCATION, 1);
  ASSERT_EQ(multi.Add(first), CURLM_OK);
  int running = 0;
  curl_multi_perform(multi, &running);
  ASSERT_EQ(multi.Add(redirected), CURLM_OK);
  RunAll(multi);
  ASSERT_THAT(ReadAll(multi), AllOf(SizeIs(2), Each(CURLE_OK)));
  for (const std::string& url : {server_.url("/x"), busy.url("/second")}) {
    const auto phases = PhasesOf(url);
    EXPECT_THAT(phases, Not(IsEmpty()));
    EXPECT_THAT(phases, Not(Contains(SpanNamed(StartsWith("HTTP wait_for_connection"))))) << url;
  }
}

// A multi handle lets it wait for the one connection that there may be.
TEST_F(PhaseBoundsTest, ALookupIsNotTheWaitBeforeIt) {
  HttpResponse slow;
  slow.delay = std::chrono::milliseconds(300);
  server_.Answer(slow);
  HttpStub other;
  other.Answer({});
  Multi multi(AllPhases());
  curl_multi_setopt(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, 1L);
  Easy first = MakeEasy(server_.url("/first"));
  first.SetOpt(CURLOPT_FORBID_REUSE, 1L);
  const std::string url = "http://localhost:" + std::to_string(other.port()) + "/second";
  Easy second = MakeEasy(url);
  ASSERT_EQ(multi.Add(first), CURLM_OK);
  ASSERT_EQ(multi.Add(second), CURLM_OK);
  RunAll(multi);
  ASSERT_THAT(ReadAll(multi), AllOf(SizeIs(2), Each(CURLE_OK)));
  const auto phases = PhasesOf(url);
  const Span wait = *FindNamed(phases, "HTTP wait_for_connection");
  const Span lookup = *FindNamed(phases, "DNS lookup localhost");
  EXPECT_GE(wait.duration, std::chrono::milliseconds(200));
  EXPECT_LE(lookup.duration, std::chrono::milliseconds(150));
  EXPECT_GE(lookup.start_time + kClocksDiffer, wait.end_time());
}

// It was added long before the multi handle was let do something.
TEST_F(PhaseBoundsTest, APhaseIsWhereItWasThoughTheTransferBeganLate) {
  HttpResponse slow;
  slow.delay = std::chrono::milliseconds(200);
  server_.Answer(slow);
  Multi multi(AllPhases());
  const std::string url = "http://localhost:" + std::to_string(server_.port()) + "/late";
  Easy request = MakeEasy(url);
  ASSERT_EQ(multi.Add(request), CURLM_OK);
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  RunAll(multi);
  ASSERT_THAT(ReadAll(multi), AllOf(SizeIs(1), Each(CURLE_OK)));
  const auto phases = PhasesOf(url);
  const Span request_span = spans_.Named("GET");
  for (const char* name : {"DNS lookup localhost", "socket connect 127.0.0.1"}) {
    const auto phase = FindNamed(phases, name);
    EXPECT_GE(phase->start_time, request_span.start_time + std::chrono::milliseconds(90)) << *phase;
  }
  EXPECT_GE(spans_.Named("HTTP wait").duration, std::chrono::milliseconds(190));
}

TEST_F(PhaseBoundsTest, OfARequestThatTheUserRefusedNothingWasExchanged) {
  Easy request = MakeEasy(server_.url("/x"), AllPhases());
  using Refuse = int (*)(void*, char*, char*, int, int);
  request.SetOpt(CURLOPT_PREREQFUNCTION, static_cast<Refuse>([](void*, char*, char*, int, int) {
                   return CURL_PREREQFUNC_ABORT;
                 }));
  EXPECT_EQ(request.Perform(), CURLE_ABORTED_BY_CALLBACK);
  EXPECT_THAT(PhasesOf(server_.url("/x")),
              AllOf(SizeIs(1), Each(SpanNamed(StartsWith("socket connect ")))));
}

TEST_F(PhaseBoundsTest, OneThatWasResetUnderWayHasNoPhaseBeyondItself) {
  Multi multi(AllPhases());
  HttpResponse slow;
  slow.delay = std::chrono::milliseconds(100);
  server_.Answer(slow);
  Easy request = MakeEasy(server_.url("/x"));
  ASSERT_EQ(multi.Add(request), CURLM_OK);
  int running = 0;
  curl_multi_perform(multi, &running);
  request.Reset();
  RunAll(multi);
  ReadAll(multi);
  PhasesOf(server_.url("/x"));
}

TEST_F(PhaseBoundsTest, AConnectThatGoesElsewhereIsNoLookupOfTheUrlsName) {
  const List elsewhere = MakeList({"shop.example:80:127.0.0.1:" + std::to_string(server_.port())});
  Easy request = MakeEasy("http://shop.example/x", AllPhases());
  request.SetOpt(CURLOPT_CONNECT_TO, elsewhere.get());
  ASSERT_EQ(request.Perform(), CURLE_OK);
  const auto phases = PhasesOf("http://shop.example/x");
  EXPECT_THAT(phases,
              Contains(SpanNamed("socket connect 127.0.0.1:" + std::to_string(server_.port()))));
  EXPECT_THAT(phases, Not(Contains(SpanNamed(StartsWith("DNS lookup")))));
}

TEST_F(PhaseBoundsTest, AUnixSocketThatIsNotThereIsNotTheUrlsHost) {
  Easy request = MakeEasy("http://127.0.0.1/x", AllPhases());
  request.SetOpt(CURLOPT_UNIX_SOCKET_PATH, "/nowhere/socket");
  EXPECT_EQ(request.Perform(), CURLE_COULDNT_CONNECT);
  EXPECT_THAT(PhasesOf("http://127.0.0.1/x"),
              ::testing::ElementsAre(
                  AllOf(SpanNamed("socket connect"), AttributesAre({{"error.type", "_OTHER"}}))));
}

TEST_F(PhaseBoundsTest, OneThatDidNotBeginHasNothingOfTheLast) {
  HttpResponse answer;
  answer.body = "hello";
  server_.Answer(answer);
  HttpStub other;
  CURLU* object = curl_url();
  curl_url_set(object, CURLUPART_URL, server_.url("/x").c_str(), 0);
  Easy request = MakeEasy(other.url("/y"), AllPhases());
  request.SetOpt(CURLOPT_CURLU, object);
  ASSERT_EQ(request.Perform(), CURLE_OK);
  request.SetOpt(CURLOPT_CURLU, nullptr);
  const CURLcode result = request.Perform();  // libcurl may have forgotten the text for the object
  curl_url_cleanup(object);
  if (result == CURLE_OK) return;
  EXPECT_EQ(result, CURLE_URL_MALFORMAT);
  EXPECT_THAT(PhasesOf(other.url("/y")), IsEmpty());
  EXPECT_EQ(metrics_.Named("http.client.response.body.size").count, 1U);
}

}  // namespace
}  // namespace otelwrap::curl
