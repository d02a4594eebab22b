// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Transfers that get an answer: spans, metric, headers, and that libcurl behaves as without us.

#include <opentelemetry/baggage/baggage_context.h>
#include <opentelemetry/trace/provider.h>
#include <opentelemetry/trace/scope.h>
#include <otelwrap/common/suppression.h>
#include <otelwrap/common/switches.h>

#include <stdexcept>

#include "unsampled.h"

namespace otelwrap::curl {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using namespace otelwrap::testing;  // NOLINT(google-build-using-namespace): matchers

class PerformTest : public CurlTest {
 protected:
  std::vector<ExpectedAttribute> SpanAttributes(const std::string& method, const std::string& path,
                                                int status = 200) const {
    return {{"http.request.method", method},       {"server.address", "127.0.0.1"},
            {"server.port", server_.port()},       {"url.full", server_.url(path)},
            {"http.response.status_code", status}, {"network.protocol.version", "1.1"},
            {"network.peer.address", "127.0.0.1"}, {"network.peer.port", server_.port()}};
  }
  std::vector<ExpectedAttribute> MetricAttributes(const std::string& method,
                                                  int status = 200) const {
    return {{"http.request.method", method},
            {"server.address", "127.0.0.1"},
            {"server.port", server_.port()},
            {"http.response.status_code", status},
            {"network.protocol.version", "1.1"}};
  }
};

TEST_F(PerformTest, ABadStatusIsAFailureWithItsNumber) {
  for (const int status : {404, 503}) {
    spans_.Clear();
    server_.Answer({status, {}, {}});
    Easy request = MakeEasy(server_.url("/x"));
    EXPECT_EQ(request.Perform(), CURLE_OK);
    auto expected = SpanAttributes("GET", "/x", status);
    expected.emplace_back("error.type", std::to_string(status));
    EXPECT_THAT(spans_.Named("GET"), AllOf(HasStatus(Status::kError, ""), AttributesAre(expected)));
  }
}

TEST_F(PerformTest, MakesOneClientSpanAndInjectsIt) {
  Easy request = MakeEasy(server_.url("/items/1?sig=secret"));
  request.Trace().url_template = "/items/{id}";
  ASSERT_EQ(request.Perform(), CURLE_OK);
  const Span span = spans_.Named("GET /items/{id}");
  EXPECT_THAT(span, AllOf(IsClient(), IsRootSpan(), Succeeded(), StatusUnset(),
                          FromScope("otelwrap.curl", OTELWRAP_VERSION,
                                    std::string(common::semconv::kSchemaUrl))));
  auto expected = SpanAttributes("GET", "/items/1?sig=REDACTED");
  expected.emplace_back("url.template", "/items/{id}");
  EXPECT_THAT(span, AttributesAre(expected));
  EXPECT_EQ(server_.Requests().at(0).Header("traceparent"), TraceparentOf(span));
}

TEST_F(PerformTest, ThePortOptionGoesBeforeTheUrls) {
  constexpr unsigned kHasParser = 0x073e00;
  if (LIBCURL_VERSION_NUM < kHasParser ||
      curl_version_info(CURLVERSION_NOW)->version_num < kHasParser) {
    GTEST_SKIP() << "libcurl before 7.62 has no URL parser";
  }
  server_.Answer({302, {}, {{"Location", "/next"}}});
  Easy request = MakeEasy("http://127.0.0.1:1/x");
  request.SetOpt(CURLOPT_PORT, static_cast<long>(server_.port()));
  request.SetOpt(CURLOPT_FOLLOWLOCATION, 1L);
  ASSERT_EQ(request.Perform(), CURLE_OK);
  for (const Span& span : spans_.Finished()) {
    if (span.kind != SpanKind::kClient) continue;
    EXPECT_THAT(span, HasAttribute("server.port", server_.port()));
    const bool first = span.attributes.count("http.request.resend_count") == 0;
    EXPECT_THAT(span, HasAttribute("url.full", server_.url(first ? "/x" : "/next")));
  }
}

TEST_F(PerformTest, AUrlOfAnyBytesIsUtf8) {
  Easy request = MakeEasy(server_.url("/caf\xe9?a=\xff"));
  ASSERT_EQ(request.Perform(), CURLE_OK);
  EXPECT_THAT(spans_.Named("GET"), HasAttribute("url.full", server_.url("/caf%E9?a=%FF")));
}

TEST_F(PerformTest, WritesTheSameDurationOnSpanAndMetric) {
  Easy request = MakeEasy(server_.url("/x"));
  ASSERT_EQ(request.Perform(), CURLE_OK);
  const MetricPoint point = metrics_.Named("http.client.request.duration");
  EXPECT_THAT(point, AllOf(HistogramNamed("http.client.request.duration", "s"), HasCount(1),
                           AttributesAre(MetricAttributes("GET")), FromScope("otelwrap.curl")));
  const std::chrono::duration<double> seconds = spans_.Named("GET").duration;
  EXPECT_DOUBLE_EQ(point.sum, seconds.count());
}

TEST_F(PerformTest, TheConnectIsAChildSpanOnlyWhereOneWasMade) {
  Easy request = MakeEasy(server_.url("/x"));
  ASSERT_EQ(request.Perform(), CURLE_OK);
  const Span span = spans_.Named("GET");
  const std::string port = std::to_string(server_.port());
  EXPECT_THAT(
      ChildrenOf(spans_.Finished(), span),
      ElementsAre(AllOf(SpanNamed("socket connect 127.0.0.1:" + port), IsInternal(), Succeeded(),
                        AttributesAre({{"network.peer.address", "127.0.0.1"},
                                       {"network.peer.port", server_.port()},
                                       {"network.type", "ipv4"}}))));
  spans_.Clear();
  ASSERT_EQ(request.Perform(), CURLE_OK);
  EXPECT_THAT(spans_.Finished(), ElementsAre(SpanNamed("GET")));
}

TEST_F(PerformTest, ANamedHostHasALookup) {
  Easy request = MakeEasy("http://localhost:" + std::to_string(server_.port()) + "/x");
  ASSERT_EQ(request.Perform(), CURLE_OK);
  EXPECT_THAT(ChildrenOf(spans_.Finished(), spans_.Named("GET")),
              ElementsAre(AllOf(SpanNamed("DNS lookup localhost"), Succeeded(),
                                AttributesAre({{"dns.question.name", "localhost"}})),
                          SpanNamed(::testing::StartsWith("socket connect "))));
}

TEST_F(PerformTest, PhasesMayBeEventsOrOff) {
  Options options;
  options.phases = Phases::kEvents;
  Easy request = MakeEasy(server_.url("/x"), MakeInstrumentation(options));
  ASSERT_EQ(request.Perform(), CURLE_OK);
  EXPECT_THAT(spans_.Only(),
              EventsAre(ElementsAre(EventNamed("connect.start"), EventNamed("connect.done"))));
  spans_.Clear();
  options.phases = Phases::kOff;
  Easy other = MakeEasy(server_.url("/x"), MakeInstrumentation(options));
  ASSERT_EQ(other.Perform(), CURLE_OK);
  EXPECT_THAT(spans_.Only(), EventsAre(IsEmpty()));
}

TEST_F(PerformTest, TheUsersListIsSentAndIsTheHandlesAgain) {
  const List users = MakeList({"X-One: 1", "Accept:"});
  const auto before = Lines(users.get());
  Easy request = MakeEasy(server_.url("/x"));
  request.SetOpt(CURLOPT_HTTPHEADER, users.get());
  ASSERT_EQ(request.Perform(), CURLE_OK);
  ASSERT_EQ(curl_easy_perform(request), CURLE_OK);  // untraced: as the user's handle stands
  EXPECT_EQ(Lines(users.get()), before);
  const auto requests = server_.Requests();
  // The same bytes, but for ours.
  const std::string ours =
      "traceparent: " + requests.at(0).Header("traceparent").value_or("none") + "\r\n";
  std::string head = requests[0].head;
  ASSERT_NE(head.find(ours), std::string::npos) << head;
  head.erase(head.find(ours), ours.size());
  EXPECT_EQ(head, requests.at(1).head);
}

TEST_F(PerformTest, ATraceparentOfTheUsersIsTheOnlyOne) {
  const List users = MakeList({"traceparent: mine"});
  Easy request = MakeEasy(server_.url("/x"));
  request.SetOpt(CURLOPT_HTTPHEADER, users.get());
  ASSERT_EQ(request.Perform(), CURLE_OK);
  EXPECT_THAT(server_.Requests().at(0).AllOf("traceparent"), ElementsAre("mine"));
}

TEST_F(PerformTest, AHandleThatWasMadeElsewhereIsGivenItsHeaders) {
  CURL* handle = curl_easy_init();
  curl_easy_setopt(handle, CURLOPT_URL, server_.url("/x").c_str());
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &Swallow);
  curl_easy_setopt(handle, CURLOPT_COPYPOSTFIELDS, "a=1");
  const List users = MakeList({"X-One: 1"});
  EXPECT_EQ(Perform(handle, users.get()), CURLE_OK);
  const bool tells = curl_version_info(CURLVERSION_NOW)->version_num >= 0x074800;  // the method
  const std::string method = tells ? "POST" : "_OTHER";
  EXPECT_THAT(spans_.Named(tells ? "POST" : "HTTP"), AttributesAre(SpanAttributes(method, "/x")));
  EXPECT_EQ(Perform(handle, nullptr), CURLE_OK);
  EXPECT_EQ(Perform(handle), CURLE_OK);  // its list is not known: nothing is injected
  const auto requests = server_.Requests();
  EXPECT_EQ(requests.at(0).Header("x-one"), "1");
  EXPECT_EQ(requests.at(0).Header("traceparent"), TraceparentOf(spans_.Finished().at(1)));
  EXPECT_EQ(requests.at(1).Header("x-one"), std::nullopt);
  EXPECT_EQ(requests.at(1).AllOf("traceparent").size(), 1U);
  EXPECT_EQ(requests.at(2).Header("traceparent"), std::nullopt);
  EXPECT_THAT(metrics_.Collect(),
              ElementsAre(AllOf(HasCount(3), AttributesAre(MetricAttributes(method)))));
  curl_easy_cleanup(handle);
}

TEST_F(PerformTest, AHandleFromInitIsRemembered) {
  CURL* handle = Init();
  const List users = MakeList({"X-One: 1"});
  SetOpt(handle, CURLOPT_URL, server_.url("/x"));
  SetOpt(handle, CURLOPT_WRITEFUNCTION, &Swallow);
  SetOpt(handle, CURLOPT_HTTPHEADER, users.get());
  ASSERT_NE(Trace(handle), nullptr);
  Trace(handle)->span_name = "fetch";
  EXPECT_EQ(Perform(handle), CURLE_OK);
  CURL* copy = Duplicate(handle);
  EXPECT_EQ(Perform(copy), CURLE_OK);
  Reset(handle);
  EXPECT_EQ(Trace(handle)->span_name, "");
  EXPECT_EQ(Perform(handle), CURLE_URL_MALFORMAT);
  Cleanup(handle);
  Cleanup(copy);
  EXPECT_EQ(Trace(handle), nullptr);
  const auto requests = server_.Requests();
  ASSERT_THAT(requests, SizeIs(2));
  for (const HttpRequest& request : requests) {
    EXPECT_EQ(request.Header("x-one"), "1");
    EXPECT_EQ(request.AllOf("traceparent").size(), 1U);
  }
}

TEST_F(PerformTest, JoinsTheCallersTraceAndCarriesBaggage) {
  Options options;
  options.phases = Phases::kOff;
  Easy request = MakeEasy(server_.url("/x"), MakeInstrumentation(options));
  auto tracer = opentelemetry::trace::Provider::GetTracerProvider()->GetTracer("test");
  auto parent = tracer->StartSpan("parent");
  {
    const opentelemetry::trace::Scope scope(parent);
    auto current = opentelemetry::context::RuntimeContext::GetCurrent();
    auto with_baggage = opentelemetry::baggage::SetBaggage(
        current, opentelemetry::baggage::Baggage::GetDefault()->Set("tenant", "7"));
    const auto token = opentelemetry::context::RuntimeContext::Attach(with_baggage);
    ASSERT_EQ(request.Perform(), CURLE_OK);
  }
  parent->End();
  EXPECT_THAT(spans_.Named("GET"), HasParent(spans_.Named("parent")));
  EXPECT_EQ(server_.Requests().at(0).Header("baggage"), "tenant=7");
}

TEST_F(PerformTest, ThePolicyKeepsTheContextFromOtherHosts) {
  Options options;
  options.propagation = common::PropagationPolicy::OnlyTo({"orders.internal"});
  Easy request = MakeEasy(server_.url("/x"), MakeInstrumentation(options));
  ASSERT_EQ(request.Perform(), CURLE_OK);
  EXPECT_EQ(server_.Requests().at(0).Header("traceparent"), std::nullopt);
  EXPECT_EQ(spans_.Named("GET").kind, SpanKind::kClient);
}

TEST_F(PerformTest, OffOrSuppressedIsTheBareLibrary) {
  Easy request = MakeEasy(server_.url("/x"));
  common::SetEnabled(common::Component::kCurl, false);
  EXPECT_EQ(request.Perform(), CURLE_OK);
  common::SetEnabled(common::Component::kCurl, true);
  {
    const common::SuppressInstrumentation suppressed;
    EXPECT_EQ(request.Perform(), CURLE_OK);
  }
  EXPECT_THAT(spans_.Finished(), IsEmpty());
  EXPECT_THAT(metrics_.Collect(), IsEmpty());
  for (const HttpRequest& seen : server_.Requests()) {
    EXPECT_EQ(seen.Header("traceparent"), std::nullopt);
  }
}

// The list that was there before may be gone by then.
TEST_F(PerformTest, AListThatIsGivenWhileItIsOffIsTheHandlesAfterwards) {
  CURL* handle = Init();
  SetOpt(handle, CURLOPT_URL, server_.url("/x"));
  SetOpt(handle, CURLOPT_PROXY, "");
  const List second = MakeList({"X-List: 2"});
  {
    const List first = MakeList({"X-List: 1"});
    EXPECT_EQ(Perform(handle, first.get()), CURLE_OK);
    common::SetEnabled(common::Component::kCurl, false);
    EXPECT_EQ(Perform(handle, second.get()), CURLE_OK);
    common::SetEnabled(common::Component::kCurl, true);
  }
  EXPECT_EQ(Perform(handle), CURLE_OK);
  Cleanup(handle);
  const auto requests = server_.Requests();
  EXPECT_EQ(requests.at(0).Header("x-list"), "1");
  EXPECT_EQ(requests.at(1).Header("x-list"), "2");
  EXPECT_EQ(requests.at(1).Header("traceparent"), std::nullopt);
  EXPECT_EQ(requests.at(2).Header("x-list"), "2");
  EXPECT_THAT(requests.at(2).AllOf("traceparent"), SizeIs(1));
}

TEST_F(PerformTest, RequireParentKeepsTheMetric) {
  Options options;
  options.require_parent = true;
  Easy request = MakeEasy(server_.url("/x"), MakeInstrumentation(options));
  ASSERT_EQ(request.Perform(), CURLE_OK);
  EXPECT_THAT(spans_.Finished(), IsEmpty());
  EXPECT_THAT(metrics_.Named("http.client.request.duration"), HasCount(1));
}

TEST_F(PerformTest, HooksThatThrowChangeNothingAndOthersDecide) {
  Options options;
  options.span_attributes = [](const auto&, auto&) { throw std::runtime_error("hook"); };
  options.outcome = [](const common::HookArguments& call, common::Outcome& outcome) {
    if (call.native_handle != nullptr && outcome.error_type() == "404") outcome.ClearError();
  };
  server_.Answer({404, {}, {}});
  Easy request = MakeEasy(server_.url("/x"), MakeInstrumentation(options));
  EXPECT_EQ(request.Perform(), CURLE_OK);
  EXPECT_THAT(spans_.Named("GET"),
              AllOf(Succeeded(), AttributesAre(SpanAttributes("GET", "/x", 404))));
}

TEST_F(PerformTest, OtherSchemesPassThrough) {
  Easy request = MakeEasy("file:///dev/null");
  EXPECT_EQ(request.Perform(), CURLE_OK);
  EXPECT_THAT(spans_.Finished(), IsEmpty());
  EXPECT_THAT(metrics_.Collect(), IsEmpty());
}

TEST_F(PerformTest, MovesAndDuplicatesKeepTheOptions) {
  Easy first = MakeEasy(server_.url("/x"));
  Easy moved = std::move(first);
  EXPECT_EQ(first.get(), nullptr);
  EXPECT_EQ(first.Perform(), curl_easy_perform(nullptr));
  first = moved.Duplicate();
  EXPECT_EQ(moved.Perform(), CURLE_OK);
  EXPECT_EQ(first.Perform(), CURLE_OK);
  EXPECT_EQ(server_.Requests().at(1).AllOf("traceparent").size(), 1U);
  moved.Reset();
  EXPECT_EQ(moved.Perform(), CURLE_URL_MALFORMAT);
}

using UnsampledPerformTest = UnsampledTest;

TEST_F(UnsampledPerformTest, PropagatesMeasuresAndAllocatesOnlyAtFirst) {
  Easy request = MakeEasy(server_.url("/items"), quiet_);
  ASSERT_EQ(request.Perform(), CURLE_OK);
  const uint64_t the_sdks = AllocationsOfTheSdk();
  const AllocationCounter ours;
  ASSERT_EQ(request.Perform(), CURLE_OK);
  EXPECT_LE(ours.Allocations(), the_sdks);
  EXPECT_THAT(spans_.Finished(), IsEmpty());
  const auto traceparent =
      ParseTraceparent(server_.Requests().at(1).Header("traceparent").value_or(""));
  ASSERT_TRUE(traceparent.has_value());
  EXPECT_EQ(traceparent->flags & 1, 0);
}

}  // namespace
}  // namespace otelwrap::curl
