// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opentelemetry/trace/provider.h>
#include <opentelemetry/trace/scope.h>
#include <otelwrap/common/error_types.h>
#include <otelwrap/common/suppression.h>
#include <otelwrap/testing/attribute_matchers.h>
#include <otelwrap/testing/metric_catcher.h>
#include <otelwrap/testing/metric_matchers.h>
#include <otelwrap/testing/scripted_clock.h>
#include <otelwrap/testing/span_catcher.h>
#include <otelwrap/testing/span_matchers.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "fixture.h"

namespace otelwrap::common {
namespace {

using ::testing::AllOf;
using testing::AttributesAre;
using ::testing::ElementsAre;
using testing::FailedWith;
using testing::FromScope;
using testing::HasCount;
using testing::HasParent;
using testing::HistogramNamed;
using testing::IsClient;
using ::testing::IsEmpty;
using testing::IsInternal;
using testing::IsRootSpan;
using ::testing::SizeIs;
using testing::SpanNamed;
using testing::StatusUnset;
using testing::Succeeded;

class OperationTest : public ::testing::Test {
 protected:
  void SetUp() override { RefreshProviders(); }
  void TearDown() override { RefreshProviders(); }

  testing::SpanCatcher spans_;
  testing::MetricCatcher metrics_;
  const AttributeSet attributes_ = ExampleAttributes();
};

Outcome Failure(std::string_view error_type) {
  Outcome outcome;
  outcome.SetError(error_type);
  outcome.attributes().AddText(Use::kBoth, semconv::kDbResponseStatusCode, "WRONGTYPE");
  return outcome;
}

// One that makes a traced call itself before it looks at what it was given, as a sampler may.
class NestingTracer final : public opentelemetry::trace::Tracer {
 public:
  using TracerPtr = opentelemetry::nostd::shared_ptr<opentelemetry::trace::Tracer>;

  explicit NestingTracer(TracerPtr next) : next_(std::move(next)) {}
  opentelemetry::nostd::shared_ptr<opentelemetry::trace::Span> StartSpan(
      opentelemetry::nostd::string_view name,
      const opentelemetry::common::KeyValueIterable& attributes,
      const opentelemetry::trace::SpanContextKeyValueIterable& links,
      const opentelemetry::trace::StartSpanOptions& options) noexcept override {
    if (const Instrumentation* inner = std::exchange(inner_, nullptr)) {
      OperationStart start;
      start.name = "inner";
      Operation::Start(*inner, start).End({});
    }
    return next_->StartSpan(name, attributes, links, options);
  }
  void ForceFlushWithMicroseconds(uint64_t) noexcept override {}
  void CloseWithMicroseconds(uint64_t) noexcept override {}
  void CallFrom(const Instrumentation& inner) { inner_ = &inner; }

 private:
  const TracerPtr next_;
  const Instrumentation* inner_ = nullptr;
};

class NestingProvider final : public opentelemetry::trace::TracerProvider {
 public:
  explicit NestingProvider(NestingTracer::TracerPtr tracer) : tracer_(std::move(tracer)) {}
  NestingTracer::TracerPtr GetTracer(opentelemetry::nostd::string_view,
                                     opentelemetry::nostd::string_view,
                                     opentelemetry::nostd::string_view) noexcept override {
    return tracer_;
  }

 private:
  const NestingTracer::TracerPtr tracer_;
};

TEST_F(OperationTest, AStartInsideOfAStartLeavesKindAndTimeAlone) {
  auto* tracer = new NestingTracer(spans_.provider()->GetTracer("nesting"));
  Options options;
  options.tracer_provider = opentelemetry::nostd::shared_ptr<opentelemetry::trace::TracerProvider>(
      new NestingProvider(NestingTracer::TracerPtr(tracer)));
  const auto instrumentation = MakeInstrumentation(options);
  tracer->CallFrom(*instrumentation);
  OperationStart start;
  start.kind = opentelemetry::trace::SpanKind::kClient;
  start.name = "outer";
  Operation::Start(*instrumentation, start).End({});
  EXPECT_THAT(spans_.Finished(), ElementsAre(AllOf(SpanNamed("inner"), IsInternal()),
                                             AllOf(SpanNamed("outer"), IsClient())));
  // One after it has them again.
  Operation::Start(*instrumentation, start).End({});
  EXPECT_THAT(spans_.Finished().back(), AllOf(SpanNamed("outer"), IsClient()));
}

TEST_F(OperationTest, LinksToASpanThatIsNoParent) {
  const auto instrumentation = MakeInstrumentation();
  OperationStart start;
  start.name = "GET";
  const auto invalid = opentelemetry::trace::SpanContext::GetInvalid();
  start.link = &invalid;
  Operation other = Operation::Start(*instrumentation, start);
  const auto linked = other.SpanContext();
  start.link = &linked;
  Operation::Start(*instrumentation, start).End({});
  other.End({});
  const auto spans = spans_.Finished();
  ASSERT_THAT(spans, SizeIs(2));
  EXPECT_THAT(spans[0], AllOf(IsRootSpan(), testing::HasLinkTo(spans[1])));
  EXPECT_THAT(spans[1], testing::HasNoLinks());
}

TEST_F(OperationTest, FailureIsTheSameOnSpanAndMetric) {
  const auto instrumentation = MakeInstrumentation();
  Operation operation = StartExample(*instrumentation, attributes_);
  operation.End(Failure("WRONGTYPE"));
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(AllOf(SpanNamed("GET"), IsClient(), IsRootSpan(), FailedWith("WRONGTYPE"),
                                AttributesAre({{"db.system.name", "redis"},
                                               {"db.operation.name", "GET"},
                                               {"db.query.text", "GET item:?"},
                                               {"db.response.status_code", "WRONGTYPE"},
                                               {"error.type", "WRONGTYPE"}}))));
  EXPECT_THAT(metrics_.Collect(),
              ElementsAre(AllOf(HistogramNamed("db.client.operation.duration", "s"), HasCount(1),
                                AttributesAre({{"db.system.name", "redis"},
                                               {"db.operation.name", "GET"},
                                               {"only.metric", 7},
                                               {"db.response.status_code", "WRONGTYPE"},
                                               {"error.type", "WRONGTYPE"}}))));
}

TEST_F(OperationTest, SuccessLeavesTheStatusUnset) {
  const auto instrumentation = MakeInstrumentation();
  StartExample(*instrumentation, attributes_).End(Outcome());
  EXPECT_THAT(spans_.Finished(), ElementsAre(AllOf(Succeeded(), StatusUnset())));
}

TEST_F(OperationTest, NamesItsScope) {
  const auto instrumentation = MakeInstrumentation();
  StartExample(*instrumentation, attributes_).End(Outcome());
  EXPECT_THAT(spans_.Only(), FromScope("otelwrap.hiredis", OTELWRAP_VERSION,
                                       "https://opentelemetry.io/schemas/1.43.0"));
  EXPECT_THAT(metrics_.Collect(),
              ElementsAre(FromScope("otelwrap.hiredis", OTELWRAP_VERSION,
                                    "https://opentelemetry.io/schemas/1.43.0")));
}

TEST_F(OperationTest, DroppedOneEndsAsAbandoned) {
  const auto instrumentation = MakeInstrumentation();
  {
    const Operation operation = StartExample(*instrumentation, attributes_);
  }
  EXPECT_THAT(spans_.Finished(), ElementsAre(FailedWith("abandoned")));
}

TEST_F(OperationTest, EndsOnceAlsoWhenItWasMoved) {
  const auto instrumentation = MakeInstrumentation();
  Operation first = StartExample(*instrumentation, attributes_);
  Operation second = std::move(first);
  EXPECT_FALSE(first.IsActive());  // NOLINT(bugprone-use-after-move): what a moved one promises
  second.End(Outcome());
  second.End(Failure("late"));
  first.End(Failure("moved from"));  // NOLINT(bugprone-use-after-move): what is tested
  EXPECT_THAT(spans_.Finished(), ElementsAre(Succeeded()));
  EXPECT_THAT(metrics_.Collect(), ElementsAre(HasCount(1)));
}

TEST_F(OperationTest, AssigningOverARunningOneAbandonsIt) {
  const auto instrumentation = MakeInstrumentation();
  Operation operation = StartExample(*instrumentation, attributes_);
  operation = StartExample(*instrumentation, attributes_);
  operation.End(Outcome());
  EXPECT_THAT(spans_.Finished(), ElementsAre(FailedWith("abandoned"), Succeeded()));
}

TEST_F(OperationTest, SpanAndMetricTellTheDurationOfTheGivenClock) {
  const auto clock = std::make_shared<testing::ScriptedClock>();
  for (const bool with_metric : {true, false}) {
    spans_.Clear();
    Options options;
    options.clock = clock;
    options.metrics = with_metric;
    const auto instrumentation = MakeInstrumentation(options);
    Operation operation = StartExample(*instrumentation, attributes_);
    clock->Advance(std::chrono::milliseconds(250));
    operation.End(Outcome());
    EXPECT_EQ(spans_.Only().duration, std::chrono::milliseconds(250));
  }
  EXPECT_THAT(metrics_.Collect(), ElementsAre(testing::HasSum(::testing::DoubleEq(0.25))));
}

TEST_F(OperationTest, APhaseBeganWhenItsClockSaid) {
  const auto clock = std::make_shared<testing::ScriptedClock>();
  Options options;
  options.clock = clock;
  const auto instrumentation = MakeInstrumentation(options);
  Operation operation = StartExample(*instrumentation, attributes_);
  Phase phase;
  phase.name = "DNS";
  phase.start = clock->SteadyNow();
  clock->Advance(std::chrono::milliseconds(100));
  phase.end = clock->SteadyNow();
  clock->Advance(std::chrono::milliseconds(50));
  operation.AddPhase(phase);
  operation.End(Outcome());
  EXPECT_EQ(spans_.Named("DNS").start_time, spans_.Named("GET").start_time);
  EXPECT_EQ(spans_.Named("DNS").duration, std::chrono::milliseconds(100));
}

TEST_F(OperationTest, LaterAttributesGoWhereTheySay) {
  const auto instrumentation = MakeInstrumentation();
  Operation operation = StartExample(*instrumentation, attributes_);
  AttributeSet more;
  more.AddInt(Use::kSpan, "late.span", 1);
  more.AddInt(Use::kMetric, "late.metric", 2);
  operation.Add(more);
  operation.End(Outcome());
  EXPECT_THAT(spans_.Only(), AllOf(testing::HasAttribute("late.span", int64_t{1}),
                                   testing::LacksAttribute("late.metric")));
  EXPECT_THAT(metrics_.Collect(),
              ElementsAre(AllOf(testing::HasAttribute("late.metric", int64_t{2}),
                                testing::LacksAttribute("late.span"))));
}

TEST_F(OperationTest, AttributesThatAreKeptForItAreToldAtItsEnd) {
  const auto instrumentation = MakeInstrumentation();
  OperationStart start;
  start.attributes = &attributes_;
  start.keeps_attributes = true;
  Operation operation = Operation::Start(*instrumentation, start);
  AttributeSet more;
  more.AddInt(Use::kMetric, "late.metric", 2);
  operation.Add(more);
  Operation moved = std::move(operation);
  moved.End(Failure("WRONGTYPE"));
  EXPECT_THAT(metrics_.Collect(),
              ElementsAre(AttributesAre({{"db.system.name", "redis"},
                                         {"db.operation.name", "GET"},
                                         {"only.metric", 7},
                                         {"late.metric", 2},
                                         {"db.response.status_code", "WRONGTYPE"},
                                         {"error.type", "WRONGTYPE"}})));
}

TEST_F(OperationTest, TheMetricHookHasTheLastWordOnAName) {
  Options options;
  options.metric_attributes = [](const HookArguments&, AttributeSet& attributes) {
    attributes.AddLiteral(Use::kBoth, semconv::kDbResponseStatusCode, "mine");
  };
  const auto instrumentation = MakeInstrumentation(options);
  StartExample(*instrumentation, AttributeSet()).End(Failure("WRONGTYPE"));
  EXPECT_THAT(metrics_.Collect(), ElementsAre(AttributesAre({{"db.response.status_code", "mine"},
                                                             {"error.type", "WRONGTYPE"}})));
}

TEST_F(OperationTest, HooksSeeTheNameThatWasGivenLater) {
  std::string seen;
  Options options;
  options.outcome = [&seen](const HookArguments& arguments, Outcome&) {
    seen = arguments.span_name;
  };
  const auto instrumentation = MakeInstrumentation(options);
  Operation operation = StartExample(*instrumentation, attributes_);
  operation.UpdateName("HGETALL");
  operation.End(Outcome());
  EXPECT_EQ(seen, "HGETALL");
  EXPECT_THAT(spans_.Only(), SpanNamed("HGETALL"));
}

TEST_F(OperationTest, OutcomeHookTurnsAFailureIntoASuccess) {
  Options options;
  options.outcome = [](const HookArguments& arguments, Outcome& outcome) {
    if (arguments.span_name == "GET" && outcome.error_type() == "WRONGTYPE") outcome.ClearError();
  };
  const auto instrumentation = MakeInstrumentation(options);
  StartExample(*instrumentation, attributes_).End(Failure("WRONGTYPE"));
  EXPECT_THAT(spans_.Only(), Succeeded());
}

TEST_F(OperationTest, HooksThatThrowChangeNothing) {
  Options options;
  options.outcome = [](const HookArguments&, Outcome&) { throw std::runtime_error("outcome"); };
  options.span_attributes = [](const HookArguments&, AttributeSet&) { throw 1; };
  options.metric_attributes = [](const HookArguments&, AttributeSet&) { throw "metric"; };
  const auto instrumentation = MakeInstrumentation(options);
  StartExample(*instrumentation, attributes_).End(Failure("WRONGTYPE"));
  EXPECT_THAT(spans_.Only(), FailedWith("WRONGTYPE"));
  EXPECT_THAT(metrics_.Collect(), SizeIs(1));
}

TEST_F(OperationTest, AttributeHooksAddToTheirOwnSideOnly) {
  Options options;
  options.span_attributes = [](const HookArguments&, AttributeSet& attributes) {
    attributes.AddLiteral(Use::kBoth, "tenant", "blue");
  };
  options.metric_attributes = [](const HookArguments&, AttributeSet& attributes) {
    attributes.AddLiteral(Use::kSpan, "tier", "gold");
  };
  const auto instrumentation = MakeInstrumentation(options);
  StartExample(*instrumentation, AttributeSet()).End(Outcome());
  EXPECT_THAT(spans_.Only(), AttributesAre({{"tenant", "blue"}}));
  EXPECT_THAT(metrics_.Collect(), ElementsAre(AttributesAre({{"tier", "gold"}})));
}

TEST_F(OperationTest, AHookForTheSpanAloneIsCalled) {
  Options options;
  options.span_attributes = [](const HookArguments& call, AttributeSet& attributes) {
    attributes.AddText(Use::kBoth, "of", call.span_name);
  };
  const auto instrumentation = MakeInstrumentation(options);
  StartExample(*instrumentation, AttributeSet()).End(Outcome());
  EXPECT_THAT(spans_.Only(), AttributesAre({{"of", "GET"}}));
}

TEST_F(OperationTest, OffDoesNothing) {
  const auto instrumentation = MakeInstrumentation();
  SetEnabled(Component::kHiredis, false);
  Operation operation = StartExample(*instrumentation, attributes_);
  SetEnabled(Component::kHiredis, true);
  EXPECT_FALSE(operation.IsActive());
  operation.End(Failure("ignored"));
  EXPECT_THAT(spans_.Finished(), IsEmpty());
  EXPECT_THAT(metrics_.Collect(), IsEmpty());
}

TEST_F(OperationTest, NothingIsMadeInASuppressedContext) {
  const auto instrumentation = MakeInstrumentation();
  {
    const SuppressInstrumentation suppressed;
    StartExample(*instrumentation, attributes_).End(Outcome());
  }
  EXPECT_THAT(spans_.Finished(), IsEmpty());
  EXPECT_THAT(metrics_.Collect(), IsEmpty());
  StartExample(*instrumentation, attributes_).End(Outcome());
  EXPECT_THAT(spans_.Finished(), SizeIs(1));
}

TEST_F(OperationTest, RequireParentMakesNoOrphanButKeepsTheMetric) {
  Options options;
  options.require_parent = true;
  const auto instrumentation = MakeInstrumentation(options);
  StartExample(*instrumentation, attributes_).End(Outcome());
  EXPECT_THAT(spans_.Finished(), IsEmpty());
  EXPECT_THAT(metrics_.Collect(), ElementsAre(HasCount(1)));

  const auto tracer = opentelemetry::trace::Provider::GetTracerProvider()->GetTracer("test");
  auto parent = tracer->StartSpan("parent");
  {
    const opentelemetry::trace::Scope scope(parent);
    StartExample(*instrumentation, attributes_).End(Outcome());
  }
  parent->End();
  EXPECT_THAT(spans_.Named("GET"), HasParent(spans_.Named("parent")));
}

TEST_F(OperationTest, AFilteredOneMakesNeitherSpanNorMetric) {
  const auto instrumentation = MakeInstrumentation();
  OperationStart start;
  start.name = "GET";
  start.filtered = true;
  Operation::Start(*instrumentation, start).End(Outcome());
  EXPECT_THAT(spans_.Finished(), IsEmpty());
  EXPECT_THAT(metrics_.Collect(), IsEmpty());
}

TEST_F(OperationTest, AnExplicitContextWithoutASpanMakesARoot) {
  const auto instrumentation = MakeInstrumentation();
  const auto tracer = opentelemetry::trace::Provider::GetTracerProvider()->GetTracer("test");
  auto other = tracer->StartSpan("other");
  {
    const opentelemetry::trace::Scope scope(other);
    const opentelemetry::context::Context empty;
    OperationStart start;
    start.name = "server";
    start.parent = &empty;
    Operation::Start(*instrumentation, start).End(Outcome());
  }
  other->End();
  EXPECT_THAT(spans_.Named("server"), IsRootSpan());
}

TEST_F(OperationTest, IsCurrentOnlyWithinItsScope) {
  const auto instrumentation = MakeInstrumentation();
  Operation outer = StartExample(*instrumentation, attributes_);
  {
    const OperationScope scope = outer.MakeCurrent();
    OperationStart start;
    start.name = "inner";
    Operation::Start(*instrumentation, start).End(Outcome());
  }
  OperationStart start;
  start.name = "after";
  Operation::Start(*instrumentation, start).End(Outcome());
  outer.End(Outcome());
  EXPECT_THAT(spans_.Named("inner"), HasParent(spans_.Named("GET")));
  EXPECT_THAT(spans_.Named("after"), IsRootSpan());
}

TEST_F(OperationTest, APhaseIsAnInternalChildWithinItsParent) {
  const auto instrumentation = MakeInstrumentation();
  Operation operation = StartExample(*instrumentation, attributes_);
  const auto start = std::chrono::steady_clock::now();
  AttributeSet attributes;
  attributes.AddLiteral(Use::kSpan, semconv::kDnsQuestionName, "shop.example");
  operation.AddPhase({"DNS lookup shop.example", start, start + std::chrono::microseconds(20),
                      &attributes, error_types::kHostNotFound});
  operation.End(Outcome());
  const auto phase = spans_.Named("DNS lookup shop.example");
  EXPECT_THAT(
      phase, AllOf(IsInternal(), HasParent(spans_.Named("GET")), FailedWith("host_not_found"),
                   AttributesAre(
                       {{"dns.question.name", "shop.example"}, {"error.type", "host_not_found"}})));
  EXPECT_EQ(phase.duration, std::chrono::microseconds(20));
  EXPECT_THAT(metrics_.Collect(), SizeIs(1));
}

TEST_F(OperationTest, TracesAndMetricsCanBeHadApart) {
  Options options;
  options.traces = false;
  StartExample(*MakeInstrumentation(options), attributes_).End(Outcome());
  EXPECT_THAT(spans_.Finished(), IsEmpty());
  EXPECT_THAT(metrics_.Collect(), ElementsAre(HasCount(1)));
  options.traces = true;
  options.metrics = false;
  StartExample(*MakeInstrumentation(options), attributes_).End(Outcome());
  EXPECT_THAT(spans_.Finished(), SizeIs(1));
  EXPECT_THAT(metrics_.Collect(), ElementsAre(HasCount(1)));
}

TEST_F(OperationTest, BorrowedTextsReachTheSpanAndNothingElse) {
  const auto instrumentation = MakeInstrumentation();
  AttributeSet attributes;
  {
    const std::string url = "http://shop.example/items/1?page=2";
    attributes.AddBorrowed(semconv::kUrlFull, url);
    Operation operation = StartExample(*instrumentation, attributes);
    operation.End(Outcome());
  }
  EXPECT_THAT(spans_.Only(), AttributesAre({{"url.full", "http://shop.example/items/1?page=2"}}));
  EXPECT_THAT(metrics_.Collect(), ElementsAre(AttributesAre({})));
}

TEST(UnsampledOperation, WritesTheMetricAllTheSame) {
  testing::SpanCatcherOptions unsampled;
  unsampled.sampling = testing::Sampling::kAlwaysOff;
  const testing::SpanCatcher spans(std::move(unsampled));
  testing::MetricCatcher metrics;
  RefreshProviders();
  const AttributeSet attributes = ExampleAttributes();
  const auto instrumentation = MakeInstrumentation();
  Operation operation = StartExample(*instrumentation, attributes);
  EXPECT_FALSE(operation.IsRecording());
  operation.End(Outcome());
  EXPECT_THAT(spans.Finished(), IsEmpty());
  EXPECT_THAT(metrics.Collect(), ElementsAre(HasCount(1)));
}

}  // namespace
}  // namespace otelwrap::common
