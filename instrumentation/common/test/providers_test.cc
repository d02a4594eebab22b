// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opentelemetry/context/propagation/global_propagator.h>
#include <opentelemetry/context/propagation/noop_propagator.h>
#include <opentelemetry/context/runtime_context.h>
#include <opentelemetry/trace/context.h>
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

namespace context = opentelemetry::context;
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

// Drops the first span and keeps the others.
class DropsTheFirst final : public opentelemetry::sdk::trace::Sampler {
 public:
  opentelemetry::sdk::trace::SamplingResult ShouldSample(
      const trace::SpanContext& parent, trace::TraceId, nostd::string_view, trace::SpanKind,
      const opentelemetry::common::KeyValueIterable&,
      const trace::SpanContextKeyValueIterable&) noexcept override {
    using opentelemetry::sdk::trace::Decision;
    const Decision decision = first_ ? Decision::DROP : Decision::RECORD_AND_SAMPLE;
    first_ = false;
    return {decision, nullptr, parent.trace_state()};
  }
  nostd::string_view GetDescription() const noexcept override { return "DropsTheFirst"; }

 private:
  bool first_ = true;
};

TEST(Providers, AFirstSpanThatIsDroppedIsNotTakenForANoop) {
  testing::SpanCatcherOptions dropping;
  dropping.sampler = std::make_unique<DropsTheFirst>();
  const testing::SpanCatcher spans(std::move(dropping));
  Options options;
  options.tracer_provider = nostd::shared_ptr<trace::TracerProvider>(
      new OneTracerProvider(spans.provider()->GetTracer("one")));
  const auto instrumentation = MakeInstrumentation(options);
  Call(*instrumentation);
  Call(*instrumentation);
  EXPECT_THAT(spans.Finished(), SizeIs(1));
}

TEST(Providers, AComponentWithoutAMetricHasNoDuration) {
  testing::MetricCatcher metrics;
  RefreshProviders();
  const Instrumentation instrumentation(Component::kHiredis, InstrumentSpec{}, {});
  Call(instrumentation);
  EXPECT_EQ(instrumentation.Providers().duration, nullptr);
  EXPECT_THAT(metrics.Collect(), IsEmpty());
}

// As gRPC's client and server have it: one scope, so one meter.
TEST(Providers, TwoDurationsOfOneMeterAreTwoInstruments) {
  testing::MetricCatcher metrics;
  RefreshProviders();
  Call(Instrumentation(Component::kGrpc, kRpcClientDuration, {}));
  Call(Instrumentation(Component::kGrpc, kRpcServerDuration, {}));
  EXPECT_THAT(metrics.Collect(),
              ::testing::UnorderedElementsAre(
                  ::testing::Field(&testing::MetricPoint::name, "rpc.client.call.duration"),
                  ::testing::Field(&testing::MetricPoint::name, "rpc.server.call.duration")));
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

TEST(Providers, AfterARefreshNoThreadGoesOnWithTheOldOnes) {
  constexpr int kThreads = 4;
  const auto instrumentation = MakeInstrumentation();
  Call(*instrumentation);
  for (int round = 0; round < 300; ++round) {
    const testing::SpanCatcher spans;
    RefreshProviders();
    std::atomic<int> ready{0};
    std::vector<std::thread> callers;
    for (int i = 0; i < kThreads; ++i) {
      callers.emplace_back([&] {
        for (++ready; ready < kThreads;) std::this_thread::yield();
        Call(*instrumentation);
      });
    }
    for (auto& caller : callers) caller.join();
    ASSERT_THAT(spans.Finished(), SizeIs(kThreads)) << "round " << round;
  }
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

// Says the same context to every thread.
class OneContextStorage final : public context::RuntimeContextStorage {
 public:
  explicit OneContextStorage(context::Context current) : current_(std::move(current)) {}
  context::Context GetCurrent() noexcept override { return current_; }
  nostd::unique_ptr<context::Token> Attach(const context::Context& context) noexcept override {
    return CreateToken(context);
  }
  bool Detach(context::Token&) noexcept override { return true; }

 private:
  context::Context current_;
};

void InstallContextStorage(context::RuntimeContextStorage* storage) {
  context::RuntimeContext::SetRuntimeContextStorage(
      nostd::shared_ptr<context::RuntimeContextStorage>(storage));
  RefreshProviders();
}

TEST(Providers, AContextStorageThatComesLaterIsSeen) {
  const testing::SpanCatcher spans;
  Options options;
  options.require_parent = true;
  const auto instrumentation = MakeInstrumentation(options);
  Call(*instrumentation);  // sees the storage there is, and no parent
  context::Context empty;
  const auto parent = spans.provider()->GetTracer("test")->StartSpan("parent");
  InstallContextStorage(new OneContextStorage(trace::SetSpan(empty, parent)));
  Call(*instrumentation);
  InstallContextStorage(new context::ThreadLocalContextStorage);
  parent->End();
  const auto finished = spans.Finished();
  ASSERT_THAT(finished, SizeIs(2));
  EXPECT_EQ(finished[0].parent_span_id, finished[1].span_id);
}

}  // namespace
}  // namespace otelwrap::common
