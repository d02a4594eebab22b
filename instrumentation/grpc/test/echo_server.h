// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A real gRPC server in the test's process, on a free loopback port, with a handler that the test
// writes; and what every scenario expects of its spans.

#pragma once

#include <grpcpp/grpcpp.h>
#include <otelwrap/grpc/channel.h>
#include <otelwrap/grpc/server.h>
#include <otelwrap/testing/span_catcher.h>
#include <otelwrap/testing/span_matchers.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "echo.grpc.pb.h"

namespace otelwrap::grpc {

using otelwrap::test::Echo;
using otelwrap::test::Text;

inline constexpr char kUnary[] = "otelwrap.test.Echo/Unary";

using UnaryHandler = std::function<::grpc::Status(::grpc::ServerContext&, const Text&, Text&)>;

// Unary: the handler, or an echo. The streams echo each message; a download makes three of one.
class EchoService final : public Echo::Service {
 public:
  explicit EchoService(UnaryHandler handler = {}) : handler_(std::move(handler)) {}

  ::grpc::Status Unary(::grpc::ServerContext* context, const Text* request, Text* reply) override;
  ::grpc::Status Upload(::grpc::ServerContext* context, ::grpc::ServerReader<Text>* reader,
                        Text* reply) override;
  ::grpc::Status Download(::grpc::ServerContext* context, const Text* request,
                          ::grpc::ServerWriter<Text>* writer) override;
  ::grpc::Status Chat(::grpc::ServerContext* context,
                      ::grpc::ServerReaderWriter<Text, Text>* stream) override;

 private:
  const UnaryHandler handler_;
};

// Serves from construction to destruction, which waits until every call is over.
class TestServer {
 public:
  // `prepare`: adds services (and queues) to the builder.
  explicit TestServer(const std::function<void(::grpc::ServerBuilder&)>& prepare,
                      ServerInterceptorFactories interceptors = ServerStatsHandlers());
  ~TestServer() { Stop(); }
  TestServer(const TestServer&) = delete;
  TestServer& operator=(const TestServer&) = delete;

  void Stop();
  int port() const { return port_; }
  std::string target() const { return "localhost:" + std::to_string(port_); }

 private:
  int port_ = 0;
  std::unique_ptr<::grpc::Server> server_;
};

// One synchronous EchoService.
class EchoServer {
 public:
  explicit EchoServer(UnaryHandler handler = {},
                      ServerInterceptorFactories interceptors = ServerStatsHandlers())
      : service_(std::move(handler)),
        server_([this](::grpc::ServerBuilder& builder) { builder.RegisterService(&service_); },
                std::move(interceptors)) {}

  TestServer& server() { return server_; }
  int port() const { return server_.port(); }
  std::string target() const { return server_.target(); }

 private:
  EchoService service_;
  TestServer server_;
};

std::shared_ptr<::grpc::Channel> PlainChannel(const std::string& target);
std::shared_ptr<::grpc::Channel> TracedChannelTo(
    const std::string& target, std::shared_ptr<const Instrumentation> instrumentation = nullptr,
    ClientInterceptorFactories own = {});

struct Answer {
  ::grpc::Status status;
  std::string text;
};

Answer CallUnary(Echo::StubInterface& stub, const std::string& text = "hello",
                 std::chrono::milliseconds timeout = std::chrono::seconds(20));
Answer CallUnary(const std::shared_ptr<::grpc::ChannelInterface>& channel,
                 const std::string& text = "hello");

// The two spans of a call to our own server, whatever their order.
struct Pair {
  testing::Span client;
  testing::Span server;
};
Pair WaitForPair(const testing::SpanCatcher& spans);

}  // namespace otelwrap::grpc
