// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest-spi.h>

#include <opentelemetry/context/propagation/global_propagator.h>
#include <opentelemetry/trace/default_span.h>
#include <opentelemetry/trace/provider.h>
#include <opentelemetry/trace/scope.h>
#include <opentelemetry/trace/tracer.h>
#include <otelwrap/testing/span_catcher.h>
#include <otelwrap/testing/span_matchers.h>

#include <algorithm>
#include <optional>
#include <thread>

namespace otelwrap::testing {
namespace {

namespace nostd = opentelemetry::nostd;
namespace otel = opentelemetry::trace;

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

nostd::shared_ptr<otel::Tracer> Tracer() {
  return otel::Provider::GetTracerProvider()->GetTracer("scope", "1.2", "https://schema");
}

nostd::shared_ptr<otel::Span> Start(const char* name) { return Tracer()->StartSpan(name); }

otel::TracerProvider* Global() { return otel::Provider::GetTracerProvider().get(); }

TEST(SpanCatcher, PutsTheOldProviderAndPropagatorBack) {
  using opentelemetry::context::propagation::GlobalTextMapPropagator;
  const auto* const provider = Global();
  const auto* const propagator = GlobalTextMapPropagator::GetGlobalPropagator().get();
  {
    SpanCatcher spans;
    EXPECT_NE(Global(), provider);
    EXPECT_NE(GlobalTextMapPropagator::GetGlobalPropagator().get(), propagator);
  }
  EXPECT_EQ(Global(), provider);
  EXPECT_EQ(GlobalTextMapPropagator::GetGlobalPropagator().get(), propagator);
}

TEST(SpanCatcher, NestsLastInFirstOut) {
  SpanCatcher outer;
  const auto* const outer_provider = Global();
  {
    SpanCatcher inner;
    Start("inner")->End();
    EXPECT_THAT(inner.Finished(), ElementsAre(SpanNamed("inner")));
  }
  EXPECT_EQ(Global(), outer_provider);
  Start("outer")->End();
  EXPECT_THAT(outer.Finished(), ElementsAre(SpanNamed("outer")));
}

TEST(SpanCatcher, LeavesAProviderAloneThatCameLater) {
  const auto before = otel::Provider::GetTracerProvider();
  const nostd::shared_ptr<otel::TracerProvider> other(new otel::NoopTracerProvider);
  {
    SpanCatcher spans;
    otel::Provider::SetTracerProvider(other);
  }
  EXPECT_EQ(Global(), other.get());
  otel::Provider::SetTracerProvider(before);
}

TEST(SpanCatcher, OutlivedByASpanDropsIt) {
  nostd::shared_ptr<otel::Span> late;
  {
    SpanCatcher spans;
    late = Start("late");
    EXPECT_EQ(spans.Unfinished(), 1u);
  }
  late->End();
  SpanCatcher next;
  EXPECT_THAT(next.Finished(), IsEmpty());
}

TEST(SpanCatcher, WithoutInstallingOnlyItsOwnProviderCatches) {
  const auto* const provider = Global();
  SpanCatcherOptions options;
  options.install_provider = false;
  SpanCatcher spans(std::move(options));
  EXPECT_EQ(Global(), provider);
  spans.provider()->GetTracer("scope")->StartSpan("own")->End();
  EXPECT_THAT(spans.Finished(), ElementsAre(SpanNamed("own")));
}

TEST(SpanCatcher, CatchesEverythingOfASpan) {
  SpanCatcher spans;
  const auto linked = Start("linked");
  otel::StartSpanOptions options;
  options.kind = otel::SpanKind::kClient;
  options.start_system_time = opentelemetry::common::SystemTimestamp(std::chrono::seconds(100));
  options.start_steady_time = opentelemetry::common::SteadyTimestamp(std::chrono::seconds(5));
  const nostd::string_view list[] = {"a", "b"};
  const auto span = Tracer()->StartSpan("first name", {{"text", "t"}, {"number", 7}},
                                        {{linked->GetContext(), {{"why", "batch"}}}}, options);
  span->UpdateName("name");
  span->SetAttribute("list", nostd::span<const nostd::string_view>(list));
  span->SetAttribute("text", "newer");
  span->AddEvent("event", {{"ratio", 0.5}});
  span->SetStatus(otel::StatusCode::kError, "why");
  otel::EndSpanOptions end;
  end.end_steady_time = opentelemetry::common::SteadyTimestamp(std::chrono::seconds(7));
  span->End(end);
  linked->End();

  const Span caught = spans.Named("name");
  EXPECT_EQ(caught.kind, SpanKind::kClient);
  EXPECT_THAT(caught, AttributesAre({{"text", "newer"},
                                     {"number", 7},
                                     {"list", std::vector<std::string>{"a", "b"}}}));
  EXPECT_THAT(caught, HasStatus(Status::kError, "why"));
  EXPECT_THAT(caught, EventsAre(ElementsAre(EventNamed("event", {{"ratio", 0.5}}))));
  EXPECT_THAT(caught, HasLinkTo(spans.Named("linked")));
  EXPECT_THAT(caught.links, ElementsAre(AttributesAre({{"why", "batch"}})));
  EXPECT_THAT(caught, FromScope("scope", "1.2", "https://schema"));
  EXPECT_EQ(caught.start_time.time_since_epoch(), std::chrono::seconds(100));
  EXPECT_EQ(caught.duration, std::chrono::seconds(2));
  EXPECT_EQ(caught.end_time().time_since_epoch(), std::chrono::seconds(102));
  EXPECT_TRUE(caught.sampled());
  EXPECT_EQ(caught.resource.at("telemetry.sdk.language"), AttributeValue("cpp"));
}

TEST(SpanCatcher, KeepsParentsAndTraceState) {
  SpanCatcher spans;
  const auto parent = Start("parent");
  {
    const otel::Scope scope(parent);
    Start("child")->End();
  }
  parent->End();
  const std::vector<Span> all = spans.Finished();
  EXPECT_THAT(all, ElementsAre(AllOf(SpanNamed("child"), HasParent(spans.Named("parent"))),
                               AllOf(SpanNamed("parent"), IsRootSpan())));
  EXPECT_THAT(ChildrenOf(all, all[1]), ElementsAre(SpanNamed("child")));
  EXPECT_EQ(all[0].trace_id.size(), 32u);
  EXPECT_EQ(all[0].span_id.size(), 16u);
}

TEST(SpanCatcher, SamplesAsAsked) {
  SpanCatcherOptions off;
  off.sampling = Sampling::kAlwaysOff;
  SpanCatcher unsampled(std::move(off));
  const auto span = Start("unsampled");
  EXPECT_TRUE(span->GetContext().IsValid());
  span->End();
  EXPECT_THAT(unsampled.Finished(), IsEmpty());

  SpanCatcherOptions by_parent;
  by_parent.sampling = Sampling::kParentBased;
  SpanCatcher spans(std::move(by_parent));
  Start("root")->End();
  const otel::Scope scope(span);
  Start("child of the unsampled one")->End();
  EXPECT_THAT(spans.Finished(), ElementsAre(SpanNamed("root")));
}

TEST(SpanCatcher, WaitForGivesWhatThereIsAfterTheTimeout) {
  SpanCatcher spans;
  Start("one")->End();
  EXPECT_THAT(spans.WaitFor(2, std::chrono::milliseconds(20)), SizeIs(1));
}

TEST(SpanCatcher, WaitForSpansOfAnotherThread) {
  SpanCatcher spans;
  std::thread other([] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    Start("other")->End();
  });
  const auto start = std::chrono::steady_clock::now();
  EXPECT_THAT(spans.WaitFor(1), ElementsAre(SpanNamed("other")));
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(4));  // woken
  other.join();
}

TEST(SpanCatcher, ClearForgets) {
  SpanCatcher spans;
  Start("one")->End();
  spans.Clear();
  EXPECT_THAT(spans.Finished(), IsEmpty());
}

TEST(SpanCatcher, OnlyShowsWhatCameInstead) {
  SpanCatcher spans;
  EXPECT_NONFATAL_FAILURE(spans.Only(), "exactly one span, got 0");
  Start("one")->End();
  Start("two")->End();
  EXPECT_NONFATAL_FAILURE(spans.Only(), "INTERNAL \"two\"");
  EXPECT_NONFATAL_FAILURE(spans.Named("three"), "exactly one span named \"three\", got 0");
}

}  // namespace
}  // namespace otelwrap::testing
