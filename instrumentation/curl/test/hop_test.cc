// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What libcurl does of its own accord: redirects, rounds of authentication, second tries. Each
// request is a span of its own, and the server sees each one's traceparent.

#include <opentelemetry/baggage/baggage_context.h>
#include <opentelemetry/trace/provider.h>
#include <opentelemetry/trace/scope.h>

#include "answers.h"
#include "fixture.h"
#include "library_override.h"
#include "ntlm_server.h"

namespace otelwrap::curl {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using namespace otelwrap::testing;  // NOLINT(google-build-using-namespace): matchers

class HopTest : public CurlTest {
 protected:
  Easy Follower(const std::string& url,
                std::shared_ptr<const Instrumentation> instrumentation = nullptr) {
    Easy easy = MakeEasy(url, std::move(instrumentation));
    easy.SetOpt(CURLOPT_FOLLOWLOCATION, 1);
    return easy;
  }
  std::string OtherHost(const std::string& target) const {
    return "http://localhost:" + std::to_string(server_.port()) + target;
  }
  // The CLIENT spans, in the order of their requests; each is on the wire with its own context.
  std::vector<Span> Hops() const {
    std::vector<Span> hops;
    for (const Span& span : spans_.Finished()) {
      if (span.kind == SpanKind::kClient) hops.push_back(span);
    }
    const auto requests = server_.Requests();
    EXPECT_EQ(requests.size(), hops.size());
    for (size_t i = 0; i < std::min(requests.size(), hops.size()); ++i) {
      EXPECT_THAT(requests[i].AllOf("traceparent"), ElementsAre(TraceparentOf(hops[i]))) << i;
    }
    return hops;
  }
  static Options QuietOptions() {
    Options options;
    options.phases = Phases::kOff;
    return options;
  }
};

TEST_F(HopTest, TooManyRedirectsFailTheLastOne) {
  server_.AnswerAll([](const HttpRequest&) { return RedirectTo("/again"); });
  Easy request = Follower(server_.url("/start"));
  request.SetOpt(CURLOPT_MAXREDIRS, 2);
  EXPECT_EQ(request.Perform(), CURLE_TOO_MANY_REDIRECTS);
  const auto hops = Hops();
  ASSERT_THAT(hops, SizeIs(3));
  EXPECT_THAT(hops[1], Succeeded());
  EXPECT_THAT(hops[2], AllOf(FailedWith("too_many_redirects"),
                             HasAttribute("http.response.status_code", 302),
                             HasAttribute("http.request.resend_count", 2)));
}

TEST_F(HopTest, ARequestWithoutAnAnswerHasNotTheOneBeforeItsStatus) {
  HttpResponse redirect = RedirectTo("/end");
  redirect.close = true;
  server_.Answer(redirect);
  HttpResponse cut;
  cut.cut = true;
  server_.Answer(cut);
  Easy request = Follower(server_.url("/start"));
  EXPECT_EQ(request.Perform(), CURLE_GOT_NOTHING);
  const auto hops = Hops();
  ASSERT_THAT(hops, SizeIs(2));
  EXPECT_THAT(hops[0], AllOf(Succeeded(), HasAttribute("http.response.status_code", 302)));
  EXPECT_THAT(hops[1], AllOf(FailedWith("got_nothing"), LacksAttribute("http.response.status_code"),
                             LacksAttribute("network.protocol.version")));
}

TEST_F(HopTest, ARedirectToNowhereFailsInItsOwnSpan) {
  server_.Answer(RedirectTo("http://nosuch.invalid/x"));
  Easy request = Follower(server_.url("/start"));
  EXPECT_EQ(request.Perform(), CURLE_COULDNT_RESOLVE_HOST);
  const auto spans = spans_.Finished();
  EXPECT_THAT(spans, ElementsAre(SpanNamed(::testing::StartsWith("socket connect ")),
                                 AllOf(SpanNamed("GET"), Succeeded()),
                                 AllOf(SpanNamed("DNS lookup nosuch.invalid"),
                                       FailedWith("host_not_found")),
                                 AllOf(SpanNamed("GET"), FailedWith("couldnt_resolve_host"),
                                       AttributesAre({{"http.request.method", "GET"},
                                                      {"server.address", "nosuch.invalid"},
                                                      {"server.port", 80},
                                                      {"url.full", "http://nosuch.invalid/x"},
                                                      {"http.request.resend_count", 1},
                                                      {"error.type", "couldnt_resolve_host"}}))));
  EXPECT_THAT(spans[2], HasParent(spans[3]));
}

TEST_F(HopTest, EachRedirectIsASpanWithItsOwnContextOnTheWire) {
  server_.Answer(RedirectTo("/end?sig=secret"));
  Easy request = Follower(server_.url("/start"), MakeInstrumentation(QuietOptions()));
  request.Trace().url_template = "/start";
  request.SetOpt(CURLOPT_POSTFIELDS, "a=1");
  ASSERT_EQ(request.Perform(), CURLE_OK);
  const auto hops = Hops();
  ASSERT_THAT(hops, SizeIs(2));
  EXPECT_THAT(hops[0], AllOf(SpanNamed("POST /start"), IsRootSpan(), Succeeded(),
                             AttributesAre({{"http.request.method", "POST"},
                                            {"server.address", "127.0.0.1"},
                                            {"server.port", server_.port()},
                                            {"url.template", "/start"},
                                            {"url.full", server_.url("/start")},
                                            {"http.response.status_code", 302},
                                            {"network.protocol.version", "1.1"},
                                            {"network.peer.address", "127.0.0.1"},
                                            {"network.peer.port", server_.port()}})));
  EXPECT_THAT(hops[1], AllOf(SpanNamed("GET"), IsRootSpan(), Succeeded(),
                             AttributesAre({{"http.request.method", "GET"},
                                            {"server.address", "127.0.0.1"},
                                            {"server.port", server_.port()},
                                            {"url.full", server_.url("/end?sig=REDACTED")},
                                            {"http.request.resend_count", 1},
                                            {"http.response.status_code", 200},
                                            {"network.protocol.version", "1.1"},
                                            {"network.peer.address", "127.0.0.1"},
                                            {"network.peer.port", server_.port()}})));
  EXPECT_THAT(metrics_.Collect(),
              ::testing::UnorderedElementsAre(
                  AllOf(HasCount(1), HasAttribute("http.response.status_code", 302)),
                  AllOf(HasCount(1), HasAttribute("http.response.status_code", 200),
                        LacksAttribute("http.request.resend_count"))));
}

TEST_F(HopTest, HopsAreSiblingsUnderTheCallersSpan) {
  server_.Answer(RedirectTo("/end", 307));
  Easy request = Follower(server_.url("/start"), MakeInstrumentation(QuietOptions()));
  auto parent =
      opentelemetry::trace::Provider::GetTracerProvider()->GetTracer("test")->StartSpan("parent");
  {
    const opentelemetry::trace::Scope scope(parent);
    ASSERT_EQ(request.Perform(), CURLE_OK);
  }
  parent->End();
  for (const Span& hop : Hops()) EXPECT_THAT(hop, HasParent(spans_.Named("parent")));
}

TEST_F(HopTest, PhasesAreEachHopsOwn) {
  server_.Answer(RedirectTo(OtherHost("/end")));
  Easy request = Follower(server_.url("/start"));
  ASSERT_EQ(request.Perform(), CURLE_OK);
  const auto hops = Hops();
  ASSERT_THAT(hops, SizeIs(2));
  const auto spans = spans_.Finished();
  EXPECT_THAT(ChildrenOf(spans, hops[0]),
              ElementsAre(SpanNamed(::testing::StartsWith("socket connect "))));
  EXPECT_THAT(ChildrenOf(spans, hops[1]),
              ElementsAre(SpanNamed("DNS lookup localhost"),
                          SpanNamed(::testing::StartsWith("socket connect "))));
  for (const Span& hop : hops) {
    for (const Span& phase : ChildrenOf(spans, hop)) {
      EXPECT_GE(phase.start_time + std::chrono::milliseconds(1), hop.start_time) << phase.name;
      EXPECT_LE(phase.end_time(), hop.end_time() + std::chrono::milliseconds(1)) << phase.name;
    }
  }
  EXPECT_GE(hops[1].start_time + std::chrono::milliseconds(1), hops[0].end_time());
}

TEST_F(HopTest, ANameThatIsKnownIsNotLookedUpAgain) {
  HttpResponse redirect = RedirectTo("/end");
  redirect.close = true;
  server_.Answer(redirect);
  Easy request = Follower(OtherHost("/start"));
  request.SetOpt(CURLOPT_IPRESOLVE, static_cast<long>(CURL_IPRESOLVE_V4));
  ASSERT_EQ(request.Perform(), CURLE_OK);
  const auto hops = Hops();
  ASSERT_THAT(hops, SizeIs(2));
  const auto spans = spans_.Finished();
  const auto connect = SpanNamed("socket connect 127.0.0.1:" + std::to_string(server_.port()));
  EXPECT_THAT(ChildrenOf(spans, hops[0]), ElementsAre(SpanNamed("DNS lookup localhost"), connect));
  EXPECT_THAT(ChildrenOf(spans, hops[1]), ElementsAre(connect));
}

TEST_F(HopTest, AnAnsweredChallengeIsASpanOfItsOwn) {
  server_.Answer(DigestChallenge());
  Easy request = MakeEasy(server_.url("/secret"));
  request.Trace().url_template = "/secret";
  request.SetOpt(CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_DIGEST));
  request.SetOpt(CURLOPT_USERPWD, "user:password");
  ASSERT_EQ(request.Perform(), CURLE_OK);
  const auto hops = Hops();
  ASSERT_THAT(hops, SizeIs(2));
  EXPECT_THAT(hops[0], AllOf(SpanNamed("GET /secret"), FailedWith("401")));
  EXPECT_THAT(hops[1], AllOf(SpanNamed("GET /secret"), Succeeded(),
                             HasAttribute("http.request.resend_count", 1)));
  for (const Span& span : spans_.Finished()) {
    EXPECT_THAT(::testing::PrintToString(span), ::testing::Not(::testing::HasSubstr("password")));
  }
}

TEST_F(HopTest, EachStepOfNtlmIsASpanOfItsOwn) {
  server_.AnswerAll(AnswerNtlm);
  Easy request = MakeEasy(server_.url("/secret"), MakeInstrumentation(QuietOptions()));
  request.SetOpt(CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_ANY));
  request.SetOpt(CURLOPT_USERPWD, "user:password");
  ASSERT_EQ(request.Perform(), CURLE_OK);
  const auto hops = Hops();
  ASSERT_THAT(hops, SizeIs(HasNtlm() ? 3 : 1));  // without NTLM libcurl gives up
  for (size_t i = 0; i < hops.size(); ++i) {
    const int status = i == 2 ? 200 : 401;
    std::vector<ExpectedAttribute> expected = {
        {"http.request.method", "GET"},        {"server.address", "127.0.0.1"},
        {"server.port", server_.port()},       {"url.full", server_.url("/secret")},
        {"http.response.status_code", status}, {"network.protocol.version", "1.1"},
        {"network.peer.address", "127.0.0.1"}, {"network.peer.port", server_.port()}};
    if (i > 0) expected.emplace_back("http.request.resend_count", static_cast<int64_t>(i));
    if (status == 401) expected.emplace_back("error.type", "401");
    EXPECT_THAT(hops[i], AllOf(IsRootSpan(), AttributesAre(std::move(expected)))) << i;
    EXPECT_EQ(server_.Requests().at(i).connection, 1);
  }
}

TEST_F(HopTest, ASecondTryOnAFreshConnectionIsASpanOfItsOwn) {
  Easy request = MakeEasy(server_.url("/x"));
  ASSERT_EQ(request.Perform(), CURLE_OK);
  spans_.Clear();
  HttpResponse cut;
  cut.cut = true;
  server_.Answer(cut);
  ASSERT_EQ(request.Perform(), CURLE_OK);
  const auto spans = spans_.Finished();
  ASSERT_THAT(spans, ElementsAre(AllOf(SpanNamed("GET"), FailedWith("got_nothing"),
                                       LacksAttribute("http.response.status_code")),
                                 SpanNamed(::testing::StartsWith("socket connect ")),
                                 AllOf(SpanNamed("GET"), Succeeded(),
                                       HasAttribute("http.request.resend_count", 1))));
  EXPECT_THAT(spans[1], HasParent(spans[2]));
  EXPECT_EQ(server_.Requests().at(1).Header("traceparent"), TraceparentOf(spans[0]));
  EXPECT_EQ(server_.Requests().at(2).Header("traceparent"), TraceparentOf(spans[2]));
}

TEST_F(HopTest, ALogicalSpanMayStandAroundThem) {
  server_.Answer(RedirectTo("/end"));
  server_.Answer({503, {}, {}});
  Options options = QuietOptions();
  options.logical_span = true;
  Easy request = Follower(server_.url("/start"), MakeInstrumentation(options));
  ASSERT_EQ(request.Perform(), CURLE_OK);
  const auto spans = spans_.Finished();
  ASSERT_THAT(spans, SizeIs(3));
  EXPECT_THAT(spans[2], AllOf(SpanNamed("GET"), IsInternal(), IsRootSpan(), FailedWith("503"),
                              HasAttribute("http.request.resend_count", 1)));
  for (const Span& hop : Hops()) EXPECT_THAT(hop, HasParent(spans[2]));
  EXPECT_THAT(metrics_.Collect(), SizeIs(2));  // the hops': the span around them is no request
}

class CrossHostTest : public HopTest {
 protected:
  // The second request of a transfer that is sent on to another host.
  HttpRequest SecondRequest(const Options& options) {
    server_.Answer(RedirectTo(OtherHost("/end")));
    Easy request = Follower(server_.url("/start"), MakeInstrumentation(options));
    auto current = opentelemetry::context::RuntimeContext::GetCurrent();
    auto with_baggage = opentelemetry::baggage::SetBaggage(
        current, opentelemetry::baggage::Baggage::GetDefault()->Set("tenant", "7"));
    const auto token = opentelemetry::context::RuntimeContext::Attach(with_baggage);
    EXPECT_EQ(request.Perform(), CURLE_OK);
    const auto requests = server_.Requests();
    EXPECT_EQ(requests.at(requests.size() - 2).Header("baggage"), "tenant=7");
    return requests.back();
  }
};

TEST_F(CrossHostTest, TheTraceGoesOnAndBaggageStaysAtHome) {
  const HttpRequest second = SecondRequest(QuietOptions());
  EXPECT_EQ(second.Header("baggage"), std::nullopt);
  EXPECT_EQ(second.Header("traceparent"), TraceparentOf(spans_.Finished().at(1)));
}

TEST_F(CrossHostTest, TheOptionsDecide) {
  Options options = QuietOptions();
  options.cross_host = Carry::kNothing;
  HttpRequest second = SecondRequest(options);
  EXPECT_THAT(second.AllOf("traceparent"), IsEmpty());
  EXPECT_THAT(second.AllOf("baggage"), IsEmpty());
  options.trusted_redirects = common::PropagationPolicy::OnlyTo({"localhost"});
  second = SecondRequest(options);
  EXPECT_THAT(second.AllOf("traceparent"), SizeIs(1));
  EXPECT_THAT(second.AllOf("baggage"), ElementsAre("tenant=7"));
  options = QuietOptions();
  options.cross_host = Carry::kEverything;
  EXPECT_THAT(SecondRequest(options).AllOf("baggage"), ElementsAre("tenant=7"));
  options.propagation = common::PropagationPolicy::NotTo({"localhost"});
  EXPECT_THAT(SecondRequest(options).AllOf("traceparent"), IsEmpty());
}

TEST_F(HopTest, WithoutTheHookTheTransferIsOneSpanOfTheOriginalUrl) {
  LibraryOverride old;
  old.KnowNoRequestCallback();
  server_.Answer(RedirectTo("/end"));
  Easy request = Follower(server_.url("/start"));
  request.SetOpt(CURLOPT_POSTFIELDS, "a=1");
  ASSERT_EQ(request.Perform(), CURLE_OK);
  EXPECT_THAT(spans_.Only(),
              AllOf(SpanNamed("POST"), HasAttribute("url.full", server_.url("/start")),
                    HasAttribute("http.response.status_code", 200)));
  for (const HttpRequest& sent : server_.Requests()) {
    EXPECT_EQ(sent.Header("traceparent"), TraceparentOf(spans_.Only()));
  }
}

TEST_F(HopTest, AHandleWhoseCallbacksAreNotKnownKeepsThem) {
  static int calls;
  calls = 0;
  using Function = int (*)(void*, char*, char*, int, int);
  CURL* handle = curl_easy_init();
  curl_easy_setopt(handle, CURLOPT_URL, server_.url("/start").c_str());
  curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 1L);
  curl_easy_setopt(handle, CURLOPT_PREREQFUNCTION,
                   static_cast<Function>([](void*, char*, char*, int, int) { return ++calls, 0; }));
  server_.Answer(RedirectTo("/end"));
  EXPECT_EQ(Perform(handle, nullptr), CURLE_OK);
  EXPECT_EQ(calls, 2);
  EXPECT_THAT(spans_.Only(), SpanNamed("GET"));
  curl_easy_cleanup(handle);
}

}  // namespace
}  // namespace otelwrap::curl
