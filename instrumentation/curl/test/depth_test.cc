// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What options add to a request's span and metrics.

#include <stdexcept>

#include "fixture.h"
#include "library_override.h"

namespace otelwrap::curl {
namespace {

using ::testing::_;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;
using namespace otelwrap::testing;  // NOLINT(google-build-using-namespace): matchers

class DepthTest : public CurlTest {
 protected:
  static Options QuietOptions() {
    Options options;
    options.phases = Phases::kOff;
    return options;
  }
};

TEST_F(DepthTest, AnAbortByTheUsersCallbackIsNoError) {
  Easy request = MakeEasy(server_.url("/x"), MakeInstrumentation(QuietOptions()));
  using Progress = int (*)(void*, curl_off_t, curl_off_t, curl_off_t, curl_off_t);
  request.SetOpt(CURLOPT_NOPROGRESS, 0);
  request.SetOpt(CURLOPT_XFERINFOFUNCTION,
                 static_cast<Progress>(
                     [](void*, curl_off_t, curl_off_t, curl_off_t, curl_off_t) { return 1; }));
  EXPECT_EQ(request.Perform(), CURLE_ABORTED_BY_CALLBACK);
  EXPECT_THAT(spans_.Only(), AllOf(Succeeded(), StatusUnset()));
  EXPECT_THAT(metrics_.Named("http.client.request.duration"), LacksAttribute("error.type"));
}

TEST_F(DepthTest, ALateAnswerIsAFailedWait) {
  HttpResponse slow;
  slow.delay = std::chrono::milliseconds(1500);
  server_.Answer(slow);
  Options options;
  options.exchange_phases = true;
  Easy request = MakeEasy(server_.url("/x"), MakeInstrumentation(options));
  request.SetOpt(CURLOPT_TIMEOUT_MS, 200);
  EXPECT_EQ(request.Perform(), CURLE_OPERATION_TIMEDOUT);
  const auto parts = ChildrenOf(spans_.Finished(), spans_.Named("GET"));
  ASSERT_FALSE(parts.empty());
  EXPECT_THAT(parts.back(), AllOf(SpanNamed("HTTP wait"), FailedWith("timeout")));
  EXPECT_GE(parts.back().duration, std::chrono::milliseconds(150));
}

TEST_F(DepthTest, TheExchangeIsToldByOption) {
  HttpResponse slow;
  slow.delay = std::chrono::milliseconds(100);
  slow.body = "text";
  server_.AnswerAll([slow](const HttpRequest&) { return slow; });
  Options options;
  options.exchange_phases = true;
  Easy request = MakeEasy(server_.url("/x"), MakeInstrumentation(options));
  ASSERT_EQ(request.Perform(), CURLE_OK);
  spans_.Clear();
  ASSERT_EQ(request.Perform(), CURLE_OK);  // on the same connection
  const Span span = spans_.Named("GET");
  const auto parts = ChildrenOf(spans_.Finished(), span);
  ASSERT_THAT(parts,
              ElementsAre(SpanNamed("HTTP send"), SpanNamed("HTTP wait"),
                          AllOf(SpanNamed("HTTP receive"), IsInternal(), AttributesAre({}))));
  EXPECT_GE(parts[1].duration, std::chrono::milliseconds(90));
  EXPECT_LE(parts[2].duration, std::chrono::milliseconds(90));
  options.phases = Phases::kEvents;
  spans_.Clear();
  Easy other = MakeEasy(server_.url("/x"), MakeInstrumentation(options));
  ASSERT_EQ(other.Perform(), CURLE_OK);
  EXPECT_THAT(spans_.Only(), AllOf(HasEvent("wait.start"), HasEvent("receive.done")));
}

TEST_F(DepthTest, OnlyATransferOfAMultiHandleWaitsForAConnection) {
  LibraryOverride other;
  other.BeSlowToBegin();
  Options options;
  options.exchange_phases = true;
  Easy request = MakeEasy(server_.url("/x"), MakeInstrumentation(options));
  ASSERT_EQ(request.Perform(), CURLE_OK);
  for (const Span& span : spans_.Finished()) {
    EXPECT_THAT(span.name, Not(StartsWith("HTTP wait_for_connection")));
  }
}

TEST_F(DepthTest, TheExchangeIsEachHopsOwn) {
  HttpResponse slow;
  slow.status = 302;
  slow.headers = {{"Location", "/end"}};
  slow.delay = std::chrono::milliseconds(100);
  server_.Answer(slow);
  Options options;
  options.exchange_phases = true;
  Easy request = MakeEasy(server_.url("/x"), MakeInstrumentation(options));
  request.SetOpt(CURLOPT_FOLLOWLOCATION, 1);
  ASSERT_EQ(request.Perform(), CURLE_OK);
  const auto spans = spans_.Finished();
  std::vector<Span> waits;
  for (const Span& span : spans) {
    if (span.name == "HTTP wait") waits.push_back(span);
  }
  ASSERT_THAT(waits, SizeIs(2));
  EXPECT_GE(waits[0].duration, std::chrono::milliseconds(90));
  EXPECT_LE(waits[1].duration, std::chrono::milliseconds(90));
}

TEST_F(DepthTest, HeadersAreCapturedByNameAndNothingElse) {
  HttpResponse response;
  response.status = 302;
  response.headers = {{"Location", "http://user:password@127.0.0.1:" +
                                       std::to_string(server_.port()) + "/end?sig=secret"},
                      {"X-Many", "one"},
                      {"x-many", "two"},
                      {"Set-Cookie", "id=secret"}};
  server_.Answer(response);
  Options options = QuietOptions();
  options.capture_request_headers = {"X-One"};
  options.capture_response_headers = {"Location", "X-MANY", "X-Missing"};
  const List users = MakeList({"X-One: 1", "X-Two: 2", "Authorization: secret"});
  Easy request = MakeEasy(server_.url("/x"), MakeInstrumentation(options));
  request.SetOpt(CURLOPT_FOLLOWLOCATION, 1);
  request.SetOpt(CURLOPT_HTTPHEADER, users.get());
  ASSERT_EQ(request.Perform(), CURLE_OK);
  const auto spans = spans_.Finished();
  ASSERT_THAT(spans, SizeIs(2));
  using Texts = std::vector<std::string>;
  EXPECT_THAT(spans[0],
              AttributesInclude({{"http.request.header.x-one", Texts{"1"}},
                                 {"http.response.header.x-many", Texts{"one", "two"}},
                                 {"http.response.header.location",
                                  Texts{"http://REDACTED:REDACTED@127.0.0.1:" +
                                        std::to_string(server_.port()) + "/end?sig=REDACTED"}}}));
  EXPECT_THAT(spans[1], AllOf(HasAttribute("http.request.header.x-one", Texts{"1"}),
                              LacksAttribute("http.response.header.x-many")));
  for (const Span& span : spans) {
    EXPECT_THAT(span, LacksAttribute("http.request.header.x-two"));
    EXPECT_THAT(::testing::PrintToString(span), Not(HasSubstr("secret")));
    EXPECT_THAT(::testing::PrintToString(span), Not(HasSubstr("password")));
  }
  EXPECT_THAT(metrics_.Collect().at(0), LacksAttribute("http.request.header.x-one"));
}

TEST_F(DepthTest, AHookAddsAttributesAndOneThatThrowsAddsNothing) {
  Easy request = MakeEasy(server_.url("/x"), MakeInstrumentation(QuietOptions()));
  request.Trace().attributes = [](const common::HookArguments& call, common::AttributeSet& out) {
    out.AddInt(common::Use::kBoth, "tenant", call.native_handle != nullptr ? 7 : 0);
    out.AddText(common::Use::kSpan, "shop.cart", "full");
  };
  ASSERT_EQ(request.Perform(), CURLE_OK);
  EXPECT_THAT(spans_.Only(), AttributesInclude({{"tenant", 7}, {"shop.cart", "full"}}));
  EXPECT_THAT(metrics_.Named("http.client.request.duration"),
              AllOf(HasAttribute("tenant", 7), LacksAttribute("shop.cart")));
  spans_.Clear();
  request.Trace().attributes = [](const auto&, auto& out) {
    out.AddInt(common::Use::kBoth, "tenant", 7);
    throw std::runtime_error("hook");
  };
  EXPECT_EQ(request.Perform(), CURLE_OK);
  EXPECT_THAT(spans_.Only(), AllOf(Succeeded(), LacksAttribute("tenant")));
}

TEST_F(DepthTest, TheQueryMayBeDroppedAndKeysMayBeOnesOwn) {
  Options options = QuietOptions();
  options.redaction.sensitive_query_parameters = {"token"};
  Easy request = MakeEasy(server_.url("/x?token=secret&sig=shown"), MakeInstrumentation(options));
  ASSERT_EQ(request.Perform(), CURLE_OK);
  EXPECT_THAT(spans_.Only(), HasAttribute("url.full", server_.url("/x?token=REDACTED&sig=shown")));
  spans_.Clear();
  options.redaction.drop_query = true;
  Easy other = MakeEasy(server_.url("/x?token=secret"), MakeInstrumentation(options));
  ASSERT_EQ(other.Perform(), CURLE_OK);
  EXPECT_THAT(spans_.Only(), HasAttribute("url.full", server_.url("/x")));
}

TEST_F(DepthTest, MetricsBesideTheDurationAreThereByOption) {
  HttpResponse response;
  response.body = "12345";
  server_.AnswerAll([response](const HttpRequest&) { return response; });
  Options options = QuietOptions();
  options.active_requests = options.body_sizes = options.lookup_durations = true;
  Easy request = MakeEasy("http://localhost:" + std::to_string(server_.port()) + "/x",
                          MakeInstrumentation(options));
  request.SetOpt(CURLOPT_COPYPOSTFIELDS, "abc");
  ASSERT_EQ(request.Perform(), CURLE_OK);
  EXPECT_THAT(metrics_.Named("http.client.request.body.size"),
              AllOf(HistogramNamed("http.client.request.body.size", "By"), HasCount(1),
                    AttributesAre({{"http.request.method", "POST"},
                                   {"server.address", "localhost"},
                                   {"server.port", server_.port()},
                                   {"http.response.status_code", 200},
                                   {"network.protocol.version", "1.1"}})));
  EXPECT_EQ(metrics_.Named("http.client.request.body.size").sum, 3);
  EXPECT_EQ(metrics_.Named("http.client.response.body.size").sum, 5);
  EXPECT_THAT(metrics_.Named("dns.lookup.duration"),
              AllOf(HistogramNamed("dns.lookup.duration", "s"), HasCount(1),
                    AttributesAre({{"dns.question.name", "localhost"}})));
  const MetricPoint active = metrics_.Named("http.client.active_requests");
  EXPECT_THAT(active, AttributesAre({{"http.request.method", "POST"},
                                     {"server.address", "localhost"},
                                     {"server.port", server_.port()}}));
  EXPECT_EQ(active.value, 0);
}

TEST_F(DepthTest, TheBodiesOfAFailureHaveItsErrorType) {
  server_.Answer({404, "not here", {}});
  Options options = QuietOptions();
  options.body_sizes = true;
  Easy request = MakeEasy(server_.url("/x"), MakeInstrumentation(options));
  ASSERT_EQ(request.Perform(), CURLE_OK);
  EXPECT_THAT(metrics_.Named("http.client.response.body.size"),
              AllOf(HasCount(1), HasSum(8),
                    AttributesAre({{"http.request.method", "GET"},
                                   {"server.address", "127.0.0.1"},
                                   {"server.port", server_.port()},
                                   {"http.response.status_code", 404},
                                   {"network.protocol.version", "1.1"},
                                   {"error.type", "404"}})));
}

std::vector<std::string> NamesOf(const std::vector<MetricPoint>& points) {
  std::vector<std::string> names;
  for (const MetricPoint& point : points) names.push_back(point.name);
  return names;
}

TEST_F(DepthTest, EachMetricIsThereByItsOwnOptionOnly) {
  const std::string url = "http://localhost:" + std::to_string(server_.port()) + "/x";
  const auto names_with = [&](bool Options::* option) {
    const MetricCatcher metrics;
    Options options = QuietOptions();
    options.*option = true;
    Easy request = MakeEasy(url, MakeInstrumentation(options));
    EXPECT_EQ(request.Perform(), CURLE_OK);
    return NamesOf(metrics.Collect());
  };
  EXPECT_THAT(names_with(&Options::active_requests),
              ElementsAre("http.client.active_requests", "http.client.request.duration"));
  EXPECT_THAT(names_with(&Options::body_sizes),
              ElementsAre("http.client.request.body.size", "http.client.request.duration",
                          "http.client.response.body.size"));
  EXPECT_THAT(names_with(&Options::lookup_durations),
              ElementsAre("dns.lookup.duration", "http.client.request.duration"));
}

TEST_F(DepthTest, PhasesAloneMeasureNoLookup) {
  Easy request = MakeEasy("http://localhost:" + std::to_string(server_.port()) + "/x");
  ASSERT_EQ(request.Perform(), CURLE_OK);
  EXPECT_THAT(NamesOf(metrics_.Collect()), ElementsAre("http.client.request.duration"));
}

TEST_F(DepthTest, ALookupThatFailsIsMeasuredWithItsErrorType) {
  Options options;
  options.lookup_durations = true;
  Easy request = MakeEasy("http://no-such-name.invalid/", MakeInstrumentation(options));
  ASSERT_EQ(request.Perform(), CURLE_COULDNT_RESOLVE_HOST);
  EXPECT_THAT(metrics_.Named("dns.lookup.duration"),
              AllOf(HasCount(1), AttributesAre({{"dns.question.name", "no-such-name.invalid"},
                                                {"error.type", "host_not_found"}})));
  const auto lookup = spans_.Named("DNS lookup no-such-name.invalid").duration;
  EXPECT_NEAR(metrics_.Named("dns.lookup.duration").sum,
              std::chrono::duration<double>(lookup).count(), 1e-6);
}

TEST_F(DepthTest, BodiesOfNoBytesAreMeasuredToo) {
  Options options = QuietOptions();
  options.body_sizes = true;
  Easy request = MakeEasy(server_.url("/x"), MakeInstrumentation(options));
  ASSERT_EQ(request.Perform(), CURLE_OK);
  for (const char* name : {"http.client.request.body.size", "http.client.response.body.size"}) {
    EXPECT_THAT(metrics_.Named(name), AllOf(HasCount(1), HasSum(0)));
  }
}

TEST_F(DepthTest, ARequestIsActiveWhileItIsUnderWay) {
  Options options = QuietOptions();
  options.active_requests = true;
  Easy request = MakeEasy(server_.url("/x"), MakeInstrumentation(options));
  double seen = 0;
  HttpResponse answer;
  answer.body = "hello";
  server_.AnswerAll([&](const HttpRequest&) {
    seen = metrics_.Named("http.client.active_requests").value;
    return answer;
  });
  ASSERT_EQ(request.Perform(), CURLE_OK);
  EXPECT_EQ(seen, 1);
  const MetricPoint after = metrics_.Named("http.client.active_requests");
  EXPECT_EQ(after.value, 0);
  EXPECT_EQ(after.unit, "{request}");
}

TEST_F(DepthTest, AnAddressIsNotMeasuredAsALookup) {
  Options options = QuietOptions();
  options.lookup_durations = true;
  Easy request = MakeEasy(server_.url("/x"), MakeInstrumentation(options));
  ASSERT_EQ(request.Perform(), CURLE_OK);
  EXPECT_THAT(metrics_.Collect(), ElementsAre(HasCount(1)));  // the request's duration
}

TEST_F(DepthTest, WithoutTheOptionsThereIsOnlyTheDuration) {
  Easy request = MakeEasy(server_.url("/x"));
  ASSERT_EQ(request.Perform(), CURLE_OK);
  EXPECT_THAT(metrics_.Collect(), SizeIs(1));
}

}  // namespace
}  // namespace otelwrap::curl
