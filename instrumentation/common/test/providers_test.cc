// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opentelemetry/context/propagation/global_propagator.h>
#include <opentelemetry/context/propagation/noop_propagator.h>
#include <opentelemetry/trace/noop.h>
#include <otelwrap/propagators/install.h>
#include <otelwrap/testing/metric_catcher.h>
#include <otelwrap/testing/metric_matchers.h>
#include <otelwrap/testing/span_catcher.h>
#include <otelwrap/testing/span_matchers.h>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "fixture.h"

namespace otelwrap::common {
namespace {

namespace nostd = opentelemetry::nostd;
namespace trace = opentelemetry::trace;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

void Call(const Instrumentation& instrumentation) {
  const AttributeSet attributes = ExampleAttributes();
  StartExample(instrumentation, attributes).End(Outcome());
}

TEST(Providers, FollowsTheGlobalOnesWithoutBeingTold) {
  const auto instrumentation = MakeInstrumentation();
  Call(*instrumentation);  // sees the no-op providers
  const testing::SpanCatcher spans;
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  while (spans.Finished().empty() && std::chrono::steady_clock::now() < deadline) {
    Call(*instrumentation);
  }
  EXPECT_THAT(spans.Finished(), ::testing::Not(IsEmpty()));
}

TEST(Providers, EveryOneOfManyShortLivedProvidersGetsItsSpan) {
  const auto instrumentation = MakeInstrumentation();
  for (int round = 0; round < 200; ++round) {
    const testing::SpanCatcher spans;
    RefreshProviders();
    Call(*instrumentation);
    ASSERT_THAT(spans.Finished(), SizeIs(1)) << "round " << round;
  }
}

TEST(Providers, TwoInstrumentationsOfOneScopeShareTheHistogram) {
  testing::MetricCatcher metrics;
  RefreshProviders();
  const auto first = MakeInstrumentation();
  const auto second = MakeInstrumentation();
  Call(*first);
  Call(*second);
  Call(*first);
  EXPECT_THAT(metrics.Collect(), ElementsAre(testing::HasCount(3)));
}

TEST(Providers, GivenOnesAreUsedInsteadOfTheGlobalOnes) {
  const testing::SpanCatcher global;
  testing::SpanCatcherOptions not_global;
  not_global.install_provider = false;
  const testing::SpanCatcher given(std::move(not_global));
  RefreshProviders();
  Options options;
  options.tracer_provider = given.provider();
  Call(*MakeInstrumentation(options));
  EXPECT_THAT(global.Finished(), IsEmpty());
  EXPECT_THAT(given.Finished(), SizeIs(1));
}

// A provider with one tracer for every name, as simple ones are, is not taken for a no-op.
class OneTracerProvider final : public trace::TracerProvider {
 public:
  explicit OneTracerProvider(nostd::shared_ptr<trace::Tracer> tracer)
      : tracer_(std::move(tracer)) {}
#if OPENTELEMETRY_ABI_VERSION_NO >= 2
  nostd::shared_ptr<trace::Tracer> GetTracer(
      nostd::string_view, nostd::string_view, nostd::string_view,
      const opentelemetry::common::KeyValueIterable*) noexcept override {
    return tracer_;
  }
#else
  nostd::shared_ptr<trace::Tracer> GetTracer(nostd::string_view, nostd::string_view,
                                             nostd::string_view) noexcept override {
    return tracer_;
  }
#endif

 private:
  nostd::shared_ptr<trace::Tracer> tracer_;
};

TEST(Providers, OneTracerForAllNamesIsNotTakenForANoop) {
  const testing::SpanCatcher spans;
  Options options;
  options.tracer_provider = nostd::shared_ptr<trace::TracerProvider>(
      new OneTracerProvider(spans.provider()->GetTracer("one")));
  const auto instrumentation = MakeInstrumentation(options);
  Call(*instrumentation);
  Call(*instrumentation);
  EXPECT_THAT(spans.Finished(), SizeIs(2));
}

TEST(Providers, ANoopIsKnownAfterTheFirstCall) {
  RefreshProviders();
  const auto instrumentation = MakeInstrumentation();
  Call(*instrumentation);
  EXPECT_TRUE(instrumentation->Providers().tracer_is_noop.load());
  EXPECT_EQ(instrumentation->Providers().duration, nullptr);
}

TEST(Providers, MayChangeWhileOthersCall) {
  const auto instrumentation = MakeInstrumentation();
  std::atomic<bool> stop{false};
  std::vector<std::thread> callers;
  for (int i = 0; i < 4; ++i) {
    callers.emplace_back([&] {
      while (!stop) Call(*instrumentation);
    });
  }
  for (int round = 0; round < 50; ++round) {
    const testing::SpanCatcher spans;
    const testing::MetricCatcher metrics;
    RefreshProviders();
    EXPECT_THAT(spans.WaitFor(1), ::testing::Not(IsEmpty())) << "round " << round;
  }
  stop = true;
  for (auto& caller : callers) caller.join();
}

TEST(Providers, AMeterProviderThatComesAloneIsSeen) {
  const auto instrumentation = MakeInstrumentation();
  EXPECT_EQ(instrumentation->Providers().duration, nullptr);
  const testing::MetricCatcher metrics;
  EXPECT_NE(instrumentation->Providers().duration, nullptr);
}

TEST(Providers, APropagatorThatComesAloneIsSeen) {
  using opentelemetry::context::propagation::GlobalTextMapPropagator;
  using opentelemetry::context::propagation::NoOpPropagator;
  using opentelemetry::context::propagation::TextMapPropagator;
  GlobalTextMapPropagator::SetGlobalPropagator(
      opentelemetry::nostd::shared_ptr<TextMapPropagator>(new NoOpPropagator));
  const auto instrumentation = MakeInstrumentation();
  EXPECT_FALSE(instrumentation->PropagatesContext());
  propagators::InstallGlobalPropagator();
  RefreshProviders();
  EXPECT_TRUE(instrumentation->PropagatesContext());
}

}  // namespace
}  // namespace otelwrap::common
