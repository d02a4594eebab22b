// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What switches, samplers, providers and options change, and what they leave alone.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <opentelemetry/context/propagation/noop_propagator.h>
#include <opentelemetry/trace/context.h>
#include <opentelemetry/trace/default_span.h>
#include <otelwrap/common/suppression.h>
#include <otelwrap/common/switches.h>
#include <otelwrap/propagators/install.h>
#include <otelwrap/propagators/traceparent.h>
#include <otelwrap/testing/allocation_counter.h>
#include <otelwrap/testing/metric_catcher.h>
#include <otelwrap/testing/metric_matchers.h>
#include <otelwrap/testing/w3c_headers.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "echo_server.h"

namespace otelwrap::grpc {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using testing::FailedWith;
using testing::HasAttribute;
using testing::HasStatus;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using testing::Succeeded;

std::shared_ptr<const Instrumentation> Made(Options options) {
  auto made = Make(std::move(options));
  EXPECT_TRUE(made) << made.error;
  return made.value;
}

// Notes the traceparent that arrives; answers NOT_FOUND.
class HeaderServer {
 public:
  explicit HeaderServer(ServerInterceptorFactories interceptors = {})
      : server_(
            [this](::grpc::ServerContext& call, const Text&, Text&) {
              const auto header = call.client_metadata().find("traceparent");
              if (header != call.client_metadata().end()) {
                traceparent_.assign(header->second.data(), header->second.size());
              }
              return ::grpc::Status(::grpc::StatusCode::NOT_FOUND, "no user bob");
            },
            std::move(interceptors)) {}

  std::string target() const { return server_.target(); }
  void Stop() { server_.server().Stop(); }
  const std::string& traceparent() const { return traceparent_; }

 private:
  std::string traceparent_;
  EchoServer server_;
};

std::shared_ptr<::grpc::Channel> ChannelWith(Options options, const std::string& target) {
  return TracedChannelTo(target, Made(std::move(options)));
}

// A context with a span of another process, current while it lives.
class RemoteParent {
 public:
  RemoteParent()
      : token_(opentelemetry::context::RuntimeContext::Attach(opentelemetry::trace::SetSpan(
            context_, opentelemetry::nostd::shared_ptr<opentelemetry::trace::Span>(
                          new opentelemetry::trace::DefaultSpan(Parent()))))) {}

  static std::string Header() {
    return testing::MakeTraceparent(testing::kExampleTraceId, testing::kExampleSpanId);
  }

 private:
  static opentelemetry::trace::SpanContext Parent() {
    return propagators::ReadTraceparent(Header());
  }

  opentelemetry::context::Context context_;
  opentelemetry::nostd::unique_ptr<opentelemetry::context::Token> token_;
};

TEST(Switch, OffDoesNothing) {
  testing::SpanCatcher spans;
  testing::MetricCatcher metrics;
  HeaderServer server(ServerStatsHandlers());
  const auto channel = TracedChannelTo(server.target());
  common::SetEnabled(common::Component::kGrpc, false);
  const Answer answer = CallUnary(channel);
  common::SetEnabled(common::Component::kGrpc, true);
  EXPECT_EQ(answer.status.error_message(), "no user bob");
  server.Stop();
  EXPECT_EQ(server.traceparent(), "");
  EXPECT_THAT(spans.Finished(), IsEmpty());
  EXPECT_THAT(metrics.Collect(), IsEmpty());
}

TEST(Suppression, IsKept) {
  testing::SpanCatcher spans;
  HeaderServer server;
  const common::SuppressInstrumentation suppressed;
  EXPECT_EQ(CallUnary(TracedChannelTo(server.target())).status.error_message(), "no user bob");
  EXPECT_EQ(server.traceparent(), "");
  EXPECT_THAT(spans.Finished(), IsEmpty());
}

// The variable is for those who once emitted the names before the stable ones.
TEST(SemconvStabilityOptIn, ChangesNoName) {
  for (const char* value : {"", "rpc/dup", "http"}) {
    setenv("OTEL_SEMCONV_STABILITY_OPT_IN", value, 1);
    testing::SpanCatcher spans;
    testing::MetricCatcher metrics;
    HeaderServer server(ServerStatsHandlers());
    CallUnary(ChannelWith({}, server.target()));
    server.Stop();
    EXPECT_THAT(spans.WaitFor(2),
                ::testing::Each(AllOf(HasAttribute("rpc.system.name", "grpc"),
                                      HasAttribute("rpc.response.status_code", "NOT_FOUND"),
                                      testing::LacksAttribute("rpc.system"),
                                      testing::LacksAttribute("rpc.grpc.status_code"))));
    EXPECT_THAT(spans.Finished(), SizeIs(2));
    EXPECT_THAT(metrics.Collect(),
                ElementsAre(testing::HistogramNamed("rpc.client.call.duration", "s"),
                            testing::HistogramNamed("rpc.server.call.duration", "s")));
  }
  unsetenv("OTEL_SEMCONV_STABILITY_OPT_IN");
}

TEST(Sampling, OffStillPropagatesAndWritesMetrics) {
  testing::SpanCatcherOptions never;
  never.sampling = testing::Sampling::kAlwaysOff;
  testing::SpanCatcher spans(std::move(never));
  testing::MetricCatcher metrics;
  HeaderServer server(ServerStatsHandlers());
  CallUnary(TracedChannelTo(server.target()));
  server.Stop();
  const auto header = testing::ParseTraceparent(server.traceparent());
  ASSERT_TRUE(header) << server.traceparent();
  EXPECT_EQ(header->flags & 1, 0);
  EXPECT_THAT(spans.Finished(), IsEmpty());
  EXPECT_THAT(metrics.Collect(), ElementsAre(testing::HasCount(1U), testing::HasCount(1U)));
}

TEST(NoopProviders, PassTheParentOn) {
  propagators::InstallGlobalPropagator();
  common::RefreshProviders();
  HeaderServer server(ServerStatsHandlers());
  const RemoteParent parent;
  CallUnary(TracedChannelTo(server.target()));
  EXPECT_EQ(server.traceparent(), RemoteParent::Header());
}

// What a call costs its caller; the best of several, for gRPC keeps what it needs once.
uint64_t AllocationsOf(const std::shared_ptr<::grpc::Channel>& channel) {
  uint64_t fewest = UINT64_MAX;
  for (int i = 0; i < 20; ++i) {
    const testing::AllocationCounter counter;
    CallUnary(channel);
    fewest = std::min(fewest, counter.Allocations());
  }
  return fewest;
}

TEST(NoopProviders, CostNothingWithoutAContext) {
  propagators::InstallGlobalPropagator();
  common::RefreshProviders();
  HeaderServer server(ServerStatsHandlers());
  const auto traced = TracedChannelTo(server.target());
  const uint64_t bare = AllocationsOf(PlainChannel(server.target()));
  EXPECT_EQ(AllocationsOf(traced), bare);
  const RemoteParent parent;
  EXPECT_GT(AllocationsOf(traced), bare);
}

TEST(NoopProviders, AreForgottenWhenOthersCome) {
  HeaderServer server(ServerStatsHandlers());
  const auto channel = TracedChannelTo(server.target());
  CallUnary(channel);
  CallUnary(channel);
  testing::SpanCatcher spans;
  CallUnary(channel);
  server.Stop();
  EXPECT_THAT(spans.WaitFor(2), SizeIs(2));
}

TEST(NoopProviders, WithoutAPropagatorPassNothingOn) {
  using opentelemetry::context::propagation::NoOpPropagator;
  Options options;
  options.propagator =
      opentelemetry::nostd::shared_ptr<opentelemetry::context::propagation::TextMapPropagator>(
          new NoOpPropagator);
  const auto instrumentation = Made(std::move(options));
  HeaderServer server(ServerStatsHandlers(instrumentation));
  const auto traced = TracedChannelTo(server.target(), instrumentation);
  const RemoteParent parent;
  const uint64_t bare = AllocationsOf(PlainChannel(server.target()));
  EXPECT_EQ(AllocationsOf(traced), bare);
  EXPECT_EQ(server.traceparent(), "");
}

TEST(Metrics, AloneAreWritten) {
  testing::MetricCatcher metrics;
  HeaderServer server(ServerStatsHandlers());
  CallUnary(TracedChannelTo(server.target()));
  server.Stop();
  EXPECT_THAT(metrics.Collect(), ElementsAre(testing::HasCount(1U), testing::HasCount(1U)));
}

TEST(Options, ProvidersOfOnesOwn) {
  testing::SpanCatcherOptions by_hand;
  by_hand.install_provider = false;
  testing::SpanCatcher spans(std::move(by_hand));
  HeaderServer server;
  Options options;
  options.tracer_provider = spans.provider();
  CallUnary(ChannelWith(std::move(options), server.target()));
  EXPECT_THAT(spans.Only(), FailedWith("NOT_FOUND"));
}

TEST(Options, RequireParentMakesNoOrphans) {
  testing::SpanCatcher spans;
  testing::MetricCatcher metrics;
  HeaderServer server;
  Options options;
  options.require_parent = true;
  const auto channel = ChannelWith(std::move(options), server.target());
  CallUnary(channel);
  EXPECT_THAT(spans.Finished(), IsEmpty());
  EXPECT_THAT(metrics.Named("rpc.client.call.duration"), testing::HasCount(1U));
  const RemoteParent parent;
  CallUnary(channel);
  EXPECT_THAT(spans.Finished(), SizeIs(1));
}

TEST(Options, FilterDropsTelemetryNotPropagation) {
  testing::SpanCatcher spans;
  testing::MetricCatcher metrics;
  Options options;
  options.filter = [](std::string_view method) { return method != kUnary; };
  const auto instrumentation = Made(std::move(options));
  HeaderServer server(ServerStatsHandlers(instrumentation));
  const RemoteParent parent;
  CallUnary(TracedChannelTo(server.target(), instrumentation));
  server.Stop();
  EXPECT_EQ(server.traceparent(), RemoteParent::Header());
  EXPECT_THAT(spans.Finished(), IsEmpty());
  EXPECT_THAT(metrics.Collect(), IsEmpty());
}

TEST(Options, PropagationPolicyKeepsHeadersAtHome) {
  testing::SpanCatcher spans;
  HeaderServer server;
  Options options;
  options.propagation = common::PropagationPolicy::NotTo({"localhost"});
  CallUnary(ChannelWith(std::move(options), server.target()));
  EXPECT_EQ(server.traceparent(), "");
  EXPECT_THAT(spans.Finished(), SizeIs(1));
}

TEST(Options, OutcomeHookMakesNotFoundASuccess) {
  testing::SpanCatcher spans;
  testing::MetricCatcher metrics;
  HeaderServer server;
  Options options;
  options.outcome = [](const common::HookArguments& call, common::Outcome& outcome) {
    EXPECT_EQ(call.span_name, kUnary);
    if (outcome.error_type() == "NOT_FOUND") outcome.ClearError();
  };
  CallUnary(ChannelWith(std::move(options), server.target()));
  EXPECT_THAT(spans.Only(),
              AllOf(Succeeded(), HasAttribute("rpc.response.status_code", "NOT_FOUND")));
  EXPECT_THAT(metrics.Named("rpc.client.call.duration"), testing::LacksAttribute("error.type"));
}

TEST(Options, ThrowingHooksChangeNothing) {
  testing::SpanCatcher spans;
  HeaderServer server;
  Options options;
  options.filter = [](std::string_view) -> bool { throw std::runtime_error("filter"); };
  options.outcome = [](const auto&, auto&) { throw std::runtime_error("outcome"); };
  options.span_attributes = [](const auto&, auto&) { throw 1; };
  const Answer answer = CallUnary(ChannelWith(std::move(options), server.target()));
  EXPECT_EQ(answer.status.error_code(), ::grpc::StatusCode::NOT_FOUND);
  EXPECT_THAT(spans.Only(), FailedWith("NOT_FOUND"));
}

TEST(Options, StatusMessageIsRecordedOnRequest) {
  testing::SpanCatcher spans;
  HeaderServer server;
  Options options;
  options.record_status_message = true;
  CallUnary(ChannelWith(std::move(options), server.target()));
  EXPECT_THAT(spans.Only(), HasStatus(testing::Status::kError, "no user bob"));
}

TEST(Options, DefaultOfLaterChannels) {
  testing::SpanCatcher spans;
  HeaderServer server;
  Options options;
  options.traces = false;
  SetDefault(Made(std::move(options)));
  CallUnary(TracedChannelTo(server.target()));
  SetDefault(nullptr);
  EXPECT_THAT(spans.Finished(), IsEmpty());
  CallUnary(TracedChannelTo(server.target()));
  EXPECT_THAT(spans.Finished(), SizeIs(1));
}

}  // namespace
}  // namespace otelwrap::grpc
