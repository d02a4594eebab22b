// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// When an operation is described: where a span or a metric is made of it, and nowhere else.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opentelemetry/context/propagation/noop_propagator.h>
#include <opentelemetry/trace/provider.h>
#include <opentelemetry/trace/scope.h>
#include <otelwrap/common/suppression.h>
#include <otelwrap/propagators/install.h>
#include <otelwrap/testing/attribute_matchers.h>
#include <otelwrap/testing/metric_catcher.h>
#include <otelwrap/testing/metric_matchers.h>
#include <otelwrap/testing/span_catcher.h>
#include <otelwrap/testing/span_matchers.h>

#include <stdexcept>
#include <utility>

#include "fixture.h"

namespace otelwrap::common {
namespace {

using opentelemetry::trace::SpanKind;
using ::testing::AllOf;
using testing::AttributesAre;
using ::testing::ElementsAre;
using testing::HasCount;
using testing::HasParent;
using ::testing::IsEmpty;
using testing::SpanNamed;

// Starts and ends one; says how often it was described.
int TimesDescribed(const Instrumentation& instrumentation, OperationStart start = {}) {
  int described = 0;
  AttributeSet attributes;
  Operation operation = Operation::Start(instrumentation, start, [&] {
    ++described;
    attributes.AddLiteral(Use::kBoth, semconv::kDbSystemName, "redis");
    start.name = "GET";
    start.attributes = &attributes;
  });
  EXPECT_TRUE(described > 0 || !operation.IsObserved());
  operation.End(Outcome());
  return described;
}

class DescribingTest : public ::testing::Test {
 protected:
  void SetUp() override { RefreshProviders(); }

  testing::SpanCatcher spans_;
  testing::MetricCatcher metrics_;
};

TEST_F(DescribingTest, WhatItThrowsComesThroughAndLeavesNothing) {
  const auto instrumentation = MakeInstrumentation();
  EXPECT_THROW(Operation::Start(*instrumentation, OperationStart(), [] { throw std::bad_alloc(); }),
               std::bad_alloc);
  EXPECT_THAT(spans_.Finished(), IsEmpty());
  EXPECT_THAT(metrics_.Collect(), IsEmpty());
}

TEST_F(DescribingTest, NotWhenOff) {
  const auto instrumentation = MakeInstrumentation();
  SetEnabled(Component::kHiredis, false);
  EXPECT_EQ(TimesDescribed(*instrumentation), 0);
  SetEnabled(Component::kHiredis, true);
}

TEST_F(DescribingTest, NotWhenFilteredOrSuppressed) {
  const auto instrumentation = MakeInstrumentation();
  OperationStart filtered;
  filtered.filtered = true;
  EXPECT_EQ(TimesDescribed(*instrumentation, filtered), 0);
  const SuppressInstrumentation suppressed;
  EXPECT_EQ(TimesDescribed(*instrumentation), 0);
}

TEST_F(DescribingTest, NotForAnOrphanWithoutAMetric) {
  Options options;
  options.require_parent = true;
  options.metrics = false;
  EXPECT_EQ(TimesDescribed(*MakeInstrumentation(options)), 0);
  options.metrics = true;
  EXPECT_EQ(TimesDescribed(*MakeInstrumentation(options)), 1);
  EXPECT_THAT(spans_.Finished(), IsEmpty());
}

TEST(DescribingWithoutSdk, NotOnceTheNoopIsKnown) {
  RefreshProviders();
  const auto instrumentation = MakeInstrumentation();
  TimesDescribed(*instrumentation);  // the first span tells that the tracer is a no-op
  EXPECT_EQ(TimesDescribed(*instrumentation), 0);
}

TEST_F(DescribingTest, NoCallIsIgnoredThatIsObserved) {
  Options options;
  EXPECT_FALSE(MakeInstrumentation(options)->IgnoresCallsFromHere());
  options.metrics = false;
  EXPECT_FALSE(MakeInstrumentation(options)->IgnoresCallsFromHere());
  options.metrics = true;
  options.traces = false;
  EXPECT_FALSE(MakeInstrumentation(options)->IgnoresCallsFromHere());
}

TEST_F(DescribingTest, UnobservedCallsAreIgnoredWithoutAContext) {
  Options options;
  options.traces = options.metrics = false;
  options.propagator = propagators::MakeDefaultPropagator();
  const auto instrumentation = MakeInstrumentation(options);
  EXPECT_TRUE(instrumentation->IgnoresCallsFromHere());
  EXPECT_TRUE(instrumentation->PropagatesContext());
  const auto tracer = opentelemetry::trace::Provider::GetTracerProvider()->GetTracer("test");
  const opentelemetry::trace::Scope scope(tracer->StartSpan("parent"));
  EXPECT_FALSE(instrumentation->IgnoresCallsFromHere());
}

TEST_F(DescribingTest, UnobservedCallsAreIgnoredWithoutAPropagator) {
  using opentelemetry::context::propagation::NoOpPropagator;
  using opentelemetry::context::propagation::TextMapPropagator;
  Options options;
  options.traces = options.metrics = false;
  options.propagator = opentelemetry::nostd::shared_ptr<TextMapPropagator>(new NoOpPropagator);
  const auto instrumentation = MakeInstrumentation(options);
  const auto tracer = opentelemetry::trace::Provider::GetTracerProvider()->GetTracer("test");
  const opentelemetry::trace::Scope scope(tracer->StartSpan("parent"));
  EXPECT_TRUE(instrumentation->IgnoresCallsFromHere());
  EXPECT_FALSE(instrumentation->PropagatesContext());
}

TEST_F(DescribingTest, OnceForSpanAndMetric) {
  EXPECT_EQ(TimesDescribed(*MakeInstrumentation()), 1);
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(AllOf(SpanNamed("GET"), AttributesAre({{"db.system.name", "redis"}}))));
  EXPECT_THAT(metrics_.Collect(),
              ElementsAre(AllOf(HasCount(1), AttributesAre({{"db.system.name", "redis"}}))));
}

// Without a metric nothing but its kind is told the tracer: it finds the current span itself.
TEST_F(DescribingTest, EveryKindHasTheCurrentSpanAsItsParent) {
  Options options;
  options.metrics = false;
  const auto instrumentation = MakeInstrumentation(options);
  const auto tracer = opentelemetry::trace::Provider::GetTracerProvider()->GetTracer("test");
  for (const SpanKind kind : {SpanKind::kInternal, SpanKind::kServer, SpanKind::kClient,
                              SpanKind::kProducer, SpanKind::kConsumer}) {
    spans_.Clear();
    auto parent = tracer->StartSpan("parent");
    OperationStart start;
    start.kind = kind;
    {
      const opentelemetry::trace::Scope scope(parent);
      TimesDescribed(*instrumentation, start);
    }
    parent->End();
    EXPECT_THAT(spans_.Named("GET"), HasParent(spans_.Named("parent")));
    EXPECT_EQ(static_cast<int>(spans_.Named("GET").kind), static_cast<int>(kind));
  }
}

}  // namespace
}  // namespace otelwrap::common
