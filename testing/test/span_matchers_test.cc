// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>

#include <otelwrap/testing/span_matchers.h>

namespace otelwrap::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kTrace[] = "4bf92f3577b34da6a3ce929d0e0e4736";
constexpr char kParent[] = "00f067aa0ba902b7";

Span Example() {
  Span span;
  span.name = "GET item";
  span.kind = SpanKind::kClient;
  span.trace_id = kTrace;
  span.span_id = "aaaaaaaaaaaaaaaa";
  span.parent_span_id = kParent;
  span.attributes = {{"error.type", "timeout"}, {"server.port", 80}};
  span.status = Status::kError;
  span.status_description = "too slow";
  span.events = {{"retry", {}, {{"attempt", 2}}}};
  span.links = {{kTrace, "bbbbbbbbbbbbbbbb", "", {}}};
  span.scope = {"otelwrap.curl", "0.1.0", "https://schema"};
  return span;
}

std::string Mismatch(const SpanMatcher& matcher) {
  ::testing::StringMatchResultListener listener;
  return matcher.MatchAndExplain(Example(), &listener) ? "matches" : listener.str();
}

TEST(SpanMatchers, SayWhatDiffers) {
  EXPECT_THAT(Mismatch(SpanNamed("GET")), HasSubstr("name` is \"GET item\""));
  EXPECT_THAT(Mismatch(IsServer()), HasSubstr("CLIENT"));
  EXPECT_THAT(Mismatch(IsRootSpan()), HasSubstr(kParent));
  EXPECT_THAT(Mismatch(HasParentId(kTrace, "cccccccccccccccc")), HasSubstr(kParent));
  EXPECT_THAT(Mismatch(HasParentId("c", kParent)), HasSubstr(kTrace));
  EXPECT_THAT(Mismatch(StatusUnset()), HasSubstr("Error"));
  EXPECT_THAT(Mismatch(HasStatus(Status::kError, "x")), HasSubstr("too slow"));
  EXPECT_THAT(Mismatch(FailedWith("reset")), HasSubstr("error.type = \"timeout\""));
  EXPECT_THAT(Mismatch(FromScope("otelwrap.hiredis")), HasSubstr("otelwrap.curl"));
  EXPECT_THAT(Mismatch(EventsAre(IsEmpty())), HasSubstr("retry"));
}

TEST(SpanMatchers, RefuseWhatIsNotSo) {
  const Span span = Example();
  EXPECT_THAT(span, Not(AnyOf(IsServer(), IsInternal(), IsProducer(), IsConsumer())));
  EXPECT_THAT(span, Not(InTrace("00000000000000000000000000000001")));
  EXPECT_THAT(span, Not(HasParent(span)));
  EXPECT_THAT(span, Not(HasStatus(Status::kOk)));
  EXPECT_THAT(span, Not(Succeeded()));
  EXPECT_THAT(span, Not(HasEvent("other")));
  EXPECT_THAT(span, Not(HasEvent("retry", {{"attempt", 3}})));
  EXPECT_THAT(span, Not(HasEvent("retry", {})));
  EXPECT_THAT(span, Not(HasLinkTo(kTrace, kParent)));
  EXPECT_THAT(span, Not(HasNoLinks()));
  EXPECT_THAT(span, Not(FromScope("otelwrap.curl", "0.2.0", "https://schema")));
}

TEST(SpanMatchers, SucceededRefusesEachSignOfAnError) {
  Span span;
  EXPECT_THAT(span, Succeeded());
  span.attributes = {{"error.type", "500"}};
  EXPECT_THAT(span, Not(Succeeded()));
  EXPECT_THAT(span, Not(FailedWith("500")));
  span.attributes.clear();
  span.status = Status::kOk;
  EXPECT_THAT(span, Not(Succeeded()));
}

TEST(SpanMatchers, AcceptWhatIsSo) {
  Span parent;
  parent.trace_id = kTrace;
  parent.span_id = kParent;
  EXPECT_THAT(
      Example(),
      AllOf(SpanNamed(StartsWith("GET")), IsClient(), HasParent(parent), InTraceOf(parent),
            HasStatus(Status::kError, "too slow"), FailedWith("timeout"),
            AttributesAre({{"error.type", "timeout"}, {"server.port", 80}}), HasEvent("retry"),
            HasEvent("retry", {{"attempt", 2}}), HasLinkTo(kTrace, "bbbbbbbbbbbbbbbb"),
            FromScope("otelwrap.curl"), FromScope("otelwrap.curl", "0.1.0", "https://schema")));
  EXPECT_THAT(parent, AllOf(IsRootSpan(), EventsAre(IsEmpty()), HasNoLinks()));
}

TEST(Span, PrintsEverythingInLines) {
  const std::string text = ::testing::PrintToString(Example());
  for (const char* part :
       {"CLIENT \"GET item\"", kTrace, kParent, "status Error \"too slow\"", "server.port = 80\n",
        "event \"retry\"", "attempt = 2", "link to trace", "otelwrap.curl 0.1.0 https://schema"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
}

}  // namespace
}  // namespace otelwrap::testing
