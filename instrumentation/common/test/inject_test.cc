// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opentelemetry/baggage/baggage_context.h>
#include <opentelemetry/context/propagation/global_propagator.h>
#include <opentelemetry/trace/context.h>
#include <opentelemetry/trace/default_span.h>
#include <opentelemetry/trace/propagation/b3_propagator.h>
#include <opentelemetry/trace/trace_state.h>
#include <otelwrap/common/extract.h>
#include <otelwrap/common/switches.h>
#include <otelwrap/propagators/string_map_carrier.h>
#include <otelwrap/propagators/traceparent.h>
#include <otelwrap/testing/span_catcher.h>
#include <otelwrap/testing/span_matchers.h>

#include <map>
#include <string>
#include <utility>

#include "fixture.h"

namespace otelwrap::common {
namespace {

namespace context = opentelemetry::context;
namespace nostd = opentelemetry::nostd;
namespace trace = opentelemetry::trace;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using Headers = std::map<std::string, std::string>;

constexpr char kTraceparent[] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

context::Context RemoteParent(const char* tracestate = "") {
  const auto read = propagators::ReadTraceparent(kTraceparent);
  const trace::SpanContext span(read.trace_id(), read.span_id(), read.trace_flags(), true,
                                trace::TraceState::FromHeader(tracestate));
  context::Context empty;
  return trace::SetSpan(empty, nostd::shared_ptr<trace::Span>(new trace::DefaultSpan(span)));
}

context::Context WithBaggage(context::Context parent, const char* header) {
  return opentelemetry::baggage::SetBaggage(parent,
                                            opentelemetry::baggage::Baggage::FromHeader(header));
}

Headers Injected(const Instrumentation& instrumentation, const context::Context& parent,
                 const std::shared_ptr<const Target>& target = nullptr, bool filtered = false) {
  Headers headers;
  propagators::StringMapWriter writer(headers);
  OperationStart start;
  start.kind = trace::SpanKind::kClient;
  start.name = "GET";
  start.parent = &parent;
  start.target = target;
  start.filtered = filtered;
  Operation operation = Operation::Start(instrumentation, start);
  operation.Inject(writer);
  operation.End(Outcome());
  return headers;
}

class InjectTest : public ::testing::Test {
 protected:
  InjectTest() { RefreshProviders(); }
  testing::SpanCatcher spans_;
};

TEST_F(InjectTest, NoControlCharacterLeavesInBaggageOrTracestate) {
  const auto instrumentation = MakeInstrumentation();
  const auto good = WithBaggage(RemoteParent("v=1"), "good=1;p=q");
  EXPECT_THAT(Injected(*instrumentation, good),
              ElementsAre(Pair("baggage", "good=1;p=q"), Pair("traceparent", ::testing::_),
                          Pair("tracestate", "v=1")));
  const auto bad = WithBaggage(RemoteParent("v=1\r\nX-Admin: 1"), "good=1;p=\r\nX-Admin: 1");
  EXPECT_THAT(Injected(*instrumentation, bad), ElementsAre(Pair("traceparent", ::testing::_)));
}

TEST_F(InjectTest, OversizedBaggageIsLeftOutAndTheTraceGoesOn) {
  auto baggage = opentelemetry::baggage::Baggage::GetDefault();
  for (int i = 0; i < 300; ++i) {
    baggage = baggage->Set("key" + std::to_string(i), std::string(100, 'v'));
  }
  context::Context parent = RemoteParent();
  parent = opentelemetry::baggage::SetBaggage(parent, baggage);
  const Headers headers = Injected(*MakeInstrumentation(), parent);
  EXPECT_EQ(headers.count("baggage"), 0U);
  EXPECT_EQ(headers.count("traceparent"), 1U);
}

TEST_F(InjectTest, OversizedTracestateIsLeftOutAndTheTraceGoesOn) {
  std::string state;
  for (int i = 0; i < 32; ++i) {
    if (i > 0) state += ',';
    state += "key" + std::to_string(i) + '=' + std::string(256, 'v');
  }
  const context::Context parent = RemoteParent(state.c_str());
  ASSERT_FALSE(trace::GetSpan(parent)->GetContext().trace_state()->Empty());
  EXPECT_THAT(Injected(*MakeInstrumentation(), parent),
              ElementsAre(Pair("traceparent", ::testing::_)));
}

TEST_F(InjectTest, AHostOutsideThePolicyGetsNothing) {
  Options options;
  options.propagation = PropagationPolicy::OnlyTo({".internal"});
  const auto instrumentation = MakeInstrumentation(options);
  EXPECT_THAT(Injected(*instrumentation, RemoteParent(),
                       Target::Make(instrumentation->options(), "s3.example", 443)),
              IsEmpty());
  EXPECT_THAT(Injected(*instrumentation, RemoteParent(),
                       Target::Make(instrumentation->options(), "orders.internal", 80)),
              ElementsAre(Pair("traceparent", ::testing::_)));
}

TEST_F(InjectTest, WritesItsOwnSpanWithTheParentsStateAndBaggage) {
  const auto instrumentation = MakeInstrumentation();
  const auto parent = WithBaggage(RemoteParent("vendor=value"), "user=alice");
  const Headers headers = Injected(*instrumentation, parent);
  const auto span = spans_.Only();
  EXPECT_THAT(headers,
              ElementsAre(Pair("baggage", "user=alice"),
                          Pair("traceparent", "00-" + span.trace_id + "-" + span.span_id + "-01"),
                          Pair("tracestate", "vendor=value")));
  EXPECT_EQ(span.parent_span_id, "00f067aa0ba902b7");
}

TEST_F(InjectTest, AFilteredOperationPassesTheParentOn) {
  EXPECT_THAT(Injected(*MakeInstrumentation(), RemoteParent(), nullptr, true),
              ElementsAre(Pair("traceparent", kTraceparent)));
}

TEST_F(InjectTest, WithoutTracesTheParentIsPassedOn) {
  Options options;
  options.traces = false;
  EXPECT_THAT(Injected(*MakeInstrumentation(options), RemoteParent()),
              ElementsAre(Pair("traceparent", kTraceparent)));
}

TEST_F(InjectTest, AForeignPropagatorIsUsedAsItIs) {
  Options options;
  options.propagator = nostd::shared_ptr<context::propagation::TextMapPropagator>(
      new trace::propagation::B3Propagator);
  const Headers headers = Injected(*MakeInstrumentation(options), RemoteParent());
  const auto span = spans_.Only();
  EXPECT_THAT(headers, ElementsAre(Pair("b3", span.trace_id + "-" + span.span_id + "-1")));
}

// One of the two fields, and one of its own: written straight, the second would be left out.
class HalfW3cPropagator final : public context::propagation::TextMapPropagator {
 public:
  void Inject(context::propagation::TextMapCarrier& carrier,
              const context::Context&) noexcept override {
    carrier.Set("x-own", "1");
  }
  context::Context Extract(const context::propagation::TextMapCarrier&,
                           context::Context& into) noexcept override {
    return into;
  }
  bool Fields(nostd::function_ref<bool(nostd::string_view)> callback) const noexcept override {
    return callback("traceparent") && callback("x-own");
  }
};

TEST_F(InjectTest, APropagatorOfATraceparentAndMoreIsForeign) {
  Options options;
  options.propagator =
      nostd::shared_ptr<context::propagation::TextMapPropagator>(new HalfW3cPropagator);
  EXPECT_THAT(Injected(*MakeInstrumentation(options), RemoteParent()),
              ElementsAre(Pair("x-own", "1")));
}

TEST(InjectWithoutSdk, NoopProvidersPassTheParentOn) {
  testing::SpanCatcherOptions only_propagator;
  only_propagator.install_provider = false;
  const testing::SpanCatcher propagator(std::move(only_propagator));
  RefreshProviders();
  const auto instrumentation = MakeInstrumentation();
  for (int call = 0; call < 2; ++call) {  // the second knows that the tracer is a no-op
    EXPECT_THAT(Injected(*instrumentation, RemoteParent()),
                ElementsAre(Pair("traceparent", kTraceparent)));
  }
}

TEST(InjectWithoutPropagator, NothingIsWritten) {
  RefreshProviders();
  EXPECT_THAT(Injected(*MakeInstrumentation(), RemoteParent()), IsEmpty());
}

TEST_F(InjectTest, UnsampledIsPropagatedToo) {
  testing::SpanCatcherOptions unsampled;
  unsampled.sampling = testing::Sampling::kAlwaysOff;
  const testing::SpanCatcher spans(std::move(unsampled));
  RefreshProviders();
  const Headers headers = Injected(*MakeInstrumentation(), RemoteParent());
  EXPECT_THAT(headers.at("traceparent"), ::testing::EndsWith("-00"));
  EXPECT_THAT(headers.at("traceparent"),
              ::testing::StartsWith("00-4bf92f3577b34da6a3ce929d0e0e4736-"));
}

TEST_F(InjectTest, ExtractReadsWhatInjectWrote) {
  const auto instrumentation = MakeInstrumentation();
  Headers headers = Injected(*instrumentation, WithBaggage(RemoteParent("a=b"), "user=alice"));
  const context::Context extracted =
      ExtractContext(*instrumentation, propagators::StringMapReader(headers));
  const trace::SpanContext span = trace::GetSpan(extracted)->GetContext();
  EXPECT_TRUE(span.IsRemote());
  EXPECT_EQ(span.trace_state()->ToHeader(), "a=b");
  std::string user;
  opentelemetry::baggage::GetBaggage(extracted)->GetValue("user", user);
  EXPECT_EQ(user, "alice");
}

TEST_F(InjectTest, ExtractReadsNothingWhileTheComponentIsOff) {
  const auto instrumentation = MakeInstrumentation();
  Headers headers{{"traceparent", kTraceparent}, {"baggage", "user=alice"}};
  SetEnabled(instrumentation->component(), false);
  const context::Context extracted =
      ExtractContext(*instrumentation, propagators::StringMapReader(headers));
  SetEnabled(instrumentation->component(), true);
  EXPECT_EQ(extracted, context::Context{});
}

TEST_F(InjectTest, ExtractOfNothingIsEmpty) {
  const Headers nothing;
  const auto instrumentation = MakeInstrumentation();
  EXPECT_EQ(ExtractContext(*instrumentation, propagators::StringMapReader(nothing)),
            context::Context{});
}

}  // namespace
}  // namespace otelwrap::common
