// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Callers that ask for methods that nobody serves, or that only a generic service does: their texts
// never become a span name or a metric attribute.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/generic/generic_stub.h>
#include <otelwrap/testing/metric_catcher.h>

#include <memory>
#include <string>
#include <utility>

#include "echo_server.h"

namespace otelwrap::grpc {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using testing::FailedWith;
using testing::HasAttribute;
using testing::LacksAttribute;
using testing::SpanNamed;

::grpc::Status CallByName(const std::string& target, const std::string& path) {
  ::grpc::TemplatedGenericStub<Text, Text> stub(PlainChannel(target));
  ::grpc::ClientContext context;
  ::grpc::CompletionQueue queue;
  Text reply;
  ::grpc::Status status;
  auto call = stub.PrepareUnaryCall(&context, path, Text(), &queue);
  call->StartCall();
  call->Finish(&reply, &status, nullptr);
  void* tag = nullptr;
  bool ok = false;
  EXPECT_TRUE(queue.Next(&tag, &ok));
  return status;
}

class Generic final : public ::grpc::CallbackGenericService {
  class Reactor final : public ::grpc::ServerGenericBidiReactor {
   public:
    Reactor() { StartRead(&message_); }
    void OnReadDone(bool /*ok*/) override { Finish(::grpc::Status::OK); }
    void OnDone() override { delete this; }

   private:
    ::grpc::ByteBuffer message_;
  };

  ::grpc::ServerGenericBidiReactor* CreateReactor(
      ::grpc::GenericCallbackServerContext* /*context*/) override {
    return new Reactor;
  }
};

TEST(UnknownMethod, OnASynchronousServer) {
  testing::SpanCatcher spans;
  testing::MetricCatcher metrics;
  EchoServer server;
  const auto status = CallByName(server.target(), "/a.stranger/Wrote");
  EXPECT_EQ(status.error_code(), ::grpc::StatusCode::UNIMPLEMENTED);
  server.server().Stop();
  // gRPC does not tell us the path, so that there is no original either.
  EXPECT_THAT(spans.Finished(),
              ElementsAre(AllOf(
                  SpanNamed("grpc"), testing::IsServer(), HasAttribute("rpc.method", "_OTHER"),
                  LacksAttribute("rpc.method_original"), FailedWith("UNIMPLEMENTED"))));
  EXPECT_THAT(metrics.Named("rpc.server.call.duration"), HasAttribute("rpc.method", "_OTHER"));
}

TEST(UnknownMethod, OnAGenericService) {
  testing::SpanCatcher spans;
  testing::MetricCatcher metrics;
  Generic service;
  TestServer server([&service](::grpc::ServerBuilder& builder) {
    builder.RegisterCallbackGenericService(&service);
  });
  CallByName(server.target(), "/a.stranger/Wrote");
  EXPECT_THAT(spans.WaitFor(1),
              ElementsAre(AllOf(SpanNamed("grpc"), testing::IsServer(),
                                HasAttribute("rpc.method", "_OTHER"),
                                HasAttribute("rpc.method_original", "a.stranger/Wrote"))));
  server.Stop();
  EXPECT_THAT(metrics.Named("rpc.server.call.duration"),
              AllOf(HasAttribute("rpc.method", "_OTHER"), LacksAttribute("rpc.method_original")));
}

TEST(UnknownMethod, OfAGenericServiceMayBeListed) {
  testing::SpanCatcher spans;
  Options options;
  options.known_methods = {"proxied.Service/Method"};
  Generic service;
  TestServer server(
      [&service](::grpc::ServerBuilder& builder) {
        builder.RegisterCallbackGenericService(&service);
      },
      ServerStatsHandlers(Make(std::move(options)).value));
  CallByName(server.target(), "/proxied.Service/Method");
  EXPECT_THAT(spans.WaitFor(1),
              ElementsAre(AllOf(SpanNamed("proxied.Service/Method"),
                                HasAttribute("rpc.method", "proxied.Service/Method"),
                                LacksAttribute("rpc.method_original"))));
}

}  // namespace
}  // namespace otelwrap::grpc
