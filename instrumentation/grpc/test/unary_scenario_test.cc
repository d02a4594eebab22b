// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// One unary call from a traced channel to a traced server: everything that it emits, exactly.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <opentelemetry/baggage/baggage_context.h>
#include <opentelemetry/trace/context.h>
#include <opentelemetry/trace/provider.h>
#include <otelwrap/common/metric_advice.h>
#include <otelwrap/common/semconv.h>
#include <otelwrap/testing/metric_catcher.h>
#include <otelwrap/testing/metric_matchers.h>
#include <otelwrap/testing/w3c_headers.h>

#include "echo_server.h"

namespace otelwrap::grpc {
namespace {

namespace context = opentelemetry::context;
using ::testing::_;
using ::testing::AllOf;
using testing::AttributesAre;
using ::testing::ElementsAre;
using testing::EventsAre;
using testing::FromScope;
using ::testing::Gt;
using testing::HasCount;
using testing::HasParent;
using testing::HistogramNamed;
using ::testing::IsEmpty;
using testing::Number;
using testing::SpanNamed;

std::string CurrentBaggage(const char* key) {
  std::string value;
  const auto baggage = opentelemetry::baggage::GetBaggage(context::RuntimeContext::GetCurrent());
  baggage->GetValue(key, value);
  return value;
}

// What a handler saw.
struct Seen {
  std::string traceparent;
  std::string baggage;
  std::string span_id;
};

UnaryHandler See(Seen& seen) {
  return [&seen](::grpc::ServerContext& call, const Text& request, Text& reply) {
    const auto& metadata = call.client_metadata();
    const auto header = metadata.find("traceparent");
    if (header != metadata.end()) {
      seen.traceparent.assign(header->second.data(), header->second.size());
    }
    seen.baggage = CurrentBaggage("tenant");
    char id[16];
    opentelemetry::trace::GetSpan(context::RuntimeContext::GetCurrent())
        ->GetContext()
        .span_id()
        .ToLowerBase16(id);
    seen.span_id.assign(id, sizeof id);
    reply = request;
    return ::grpc::Status::OK;
  };
}

TEST(Unary, MakesAClientAndAServerSpan) {
  testing::SpanCatcher spans;
  Seen seen;
  EchoServer server(See(seen));
  const Answer answer = CallUnary(TracedChannelTo(server.target()));
  EXPECT_TRUE(answer.status.ok()) << answer.status.error_message();
  EXPECT_EQ(answer.text, "hello");

  const auto [client, serving] = WaitForPair(spans);
  const auto scope =
      FromScope("otelwrap.grpc", OTELWRAP_VERSION, std::string(common::semconv::kSchemaUrl));
  EXPECT_THAT(client, AllOf(SpanNamed(kUnary), testing::IsClient(), testing::IsRootSpan(),
                            testing::StatusUnset(), scope, EventsAre(IsEmpty()),
                            AttributesAre({{"rpc.system.name", "grpc"},
                                           {"rpc.method", kUnary},
                                           {"rpc.response.status_code", "OK"},
                                           {"server.address", "localhost"},
                                           {"server.port", server.port()},
                                           {"network.peer.address", _},
                                           {"network.peer.port", server.port()}})));
  EXPECT_THAT(serving, AllOf(SpanNamed(kUnary), testing::IsServer(), HasParent(client),
                             testing::StatusUnset(), scope, EventsAre(IsEmpty()),
                             AttributesAre({{"rpc.system.name", "grpc"},
                                            {"rpc.method", kUnary},
                                            {"rpc.response.status_code", "OK"},
                                            {"server.address", "localhost"},
                                            {"server.port", server.port()},
                                            {"network.peer.address", "127.0.0.1"},
                                            {"network.peer.port", Number(Gt(0))}})));
  EXPECT_THAT(seen.traceparent, testing::IsTraceparentOf(client));
  EXPECT_EQ(seen.span_id, serving.span_id) << "the server span is current in the handler";
  EXPECT_EQ(spans.Unfinished(), 0U);
}

TEST(Unary, WritesTheMetricOfEachSide) {
  testing::MetricCatcher metrics;
  EchoServer server;
  CallUnary(TracedChannelTo(server.target()));
  server.server().Stop();
  EXPECT_THAT(metrics.Collect(),
              ElementsAre(AllOf(HistogramNamed("rpc.client.call.duration", "s"), HasCount(1U),
                                FromScope("otelwrap.grpc"),
                                AttributesAre({{"rpc.system.name", "grpc"},
                                               {"rpc.method", kUnary},
                                               {"rpc.response.status_code", "OK"},
                                               {"server.address", "localhost"},
                                               {"server.port", server.port()}})),
                          AllOf(HistogramNamed("rpc.server.call.duration", "s"), HasCount(1U),
                                FromScope("otelwrap.grpc"),
                                AttributesAre({{"rpc.system.name", "grpc"},
                                               {"rpc.method", kUnary},
                                               {"rpc.response.status_code", "OK"}}))));
}

TEST(Unary, ContinuesTheCallersTraceAndBaggage) {
  testing::SpanCatcher spans;
  Seen seen;
  EchoServer last(See(seen));
  const auto onward = TracedChannelTo(last.target());
  // The first server calls the next one from its handler.
  EchoServer first([&onward](::grpc::ServerContext&, const Text& request, Text& reply) {
    const Answer answer = CallUnary(onward, request.text());
    reply.set_text(answer.text);
    return answer.status;
  });
  const auto stub = Echo::NewStub(PlainChannel(first.target()));
  ::grpc::ClientContext call;
  call.AddMetadata("traceparent",
                   testing::MakeTraceparent(testing::kExampleTraceId, testing::kExampleSpanId));
  call.AddMetadata("baggage", "tenant=blue");
  Text request;
  Text reply;
  request.set_text("onward");
  ASSERT_TRUE(stub->Unary(&call, request, &reply).ok());
  EXPECT_EQ(reply.text(), "onward");

  const auto ended = spans.WaitFor(3);
  ASSERT_EQ(ended.size(), 3U);
  for (const auto& span : ended) EXPECT_EQ(span.trace_id, testing::kExampleTraceId);
  std::vector<testing::Span> entry;
  for (const auto& span : ended) {
    if (span.parent_span_id == testing::kExampleSpanId) entry.push_back(span);
  }
  ASSERT_EQ(entry.size(), 1U);
  EXPECT_THAT(entry[0], testing::IsServer());
  const auto client = testing::ChildrenOf(ended, entry[0]);
  ASSERT_EQ(client.size(), 1U);
  EXPECT_THAT(client[0], testing::IsClient());
  EXPECT_THAT(testing::ChildrenOf(ended, client[0]), ElementsAre(testing::IsServer()));
  EXPECT_EQ(seen.baggage, "blue") << "baggage goes through the handler to the next server";
}

TEST(Unary, IsAChildOfTheSpanThatIsCurrentAtTheCall) {
  testing::SpanCatcher spans;
  EchoServer server;
  const auto channel = TracedChannelTo(server.target());
  auto tracer = opentelemetry::trace::Provider::GetTracerProvider()->GetTracer("test");
  auto root = tracer->StartSpan("root");
  {
    const opentelemetry::trace::Scope scope(root);
    CallUnary(channel);
  }
  root->End();
  spans.WaitFor(3);
  const auto parent = spans.Named("root");
  EXPECT_THAT(testing::ChildrenOf(spans.Finished(), parent), ElementsAre(testing::IsClient()));
  EXPECT_FALSE(context::RuntimeContext::GetCurrent().HasKey(opentelemetry::trace::kSpanKey));
}

TEST(Unary, ReplacesATraceparentOfTheUsersOwn) {
  testing::SpanCatcher spans;
  Seen seen;
  EchoServer server(See(seen));
  const auto stub = Echo::NewStub(TracedChannelTo(server.target()));
  ::grpc::ClientContext call;
  call.AddMetadata("traceparent",
                   testing::MakeTraceparent(testing::kExampleTraceId, testing::kExampleSpanId));
  Text reply;
  ASSERT_TRUE(stub->Unary(&call, Text(), &reply).ok());
  const auto [client, serving] = WaitForPair(spans);
  EXPECT_THAT(seen.traceparent, testing::IsTraceparentOf(client));
  EXPECT_THAT(serving, HasParent(client));
}

}  // namespace
}  // namespace otelwrap::grpc
