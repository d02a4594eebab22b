// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "echo_server.h"

#include <gtest/gtest.h>

#include <utility>

namespace otelwrap::grpc {

::grpc::Status EchoService::Unary(::grpc::ServerContext* context, const Text* request,
                                  Text* reply) {
  if (handler_) return handler_(*context, *request, *reply);
  *reply = *request;
  return ::grpc::Status::OK;
}

::grpc::Status EchoService::Upload(::grpc::ServerContext* /*context*/,
                                   ::grpc::ServerReader<Text>* reader, Text* reply) {
  Text part;
  while (reader->Read(&part)) reply->set_text(reply->text() + part.text());
  return ::grpc::Status::OK;
}

::grpc::Status EchoService::Download(::grpc::ServerContext* /*context*/, const Text* request,
                                     ::grpc::ServerWriter<Text>* writer) {
  for (int i = 0; i < 3; ++i) writer->Write(*request);
  return ::grpc::Status::OK;
}

::grpc::Status EchoService::Chat(::grpc::ServerContext* /*context*/,
                                 ::grpc::ServerReaderWriter<Text, Text>* stream) {
  Text part;
  while (stream->Read(&part)) stream->Write(part);
  return ::grpc::Status::OK;
}

TestServer::TestServer(const std::function<void(::grpc::ServerBuilder&)>& prepare,
                       ServerInterceptorFactories interceptors) {
  ::grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", ::grpc::InsecureServerCredentials(), &port_);
  builder.experimental().SetInterceptorCreators(std::move(interceptors));
  prepare(builder);
  server_ = builder.BuildAndStart();
  EXPECT_NE(server_, nullptr);
}

void TestServer::Stop() {
  if (server_ == nullptr) return;
  server_->Shutdown(std::chrono::system_clock::now() + std::chrono::seconds(10));
  server_->Wait();
}

namespace {

// Else a channel shares the connections, and the failures, of an earlier test's server that had the
// same port.
::grpc::ChannelArguments ConnectionsOfItsOwn() {
  ::grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return arguments;
}

}  // namespace

std::shared_ptr<::grpc::Channel> PlainChannel(const std::string& target) {
  return ::grpc::CreateCustomChannel(target, ::grpc::InsecureChannelCredentials(),
                                     ConnectionsOfItsOwn());
}

std::shared_ptr<::grpc::Channel> TracedChannelTo(
    const std::string& target, std::shared_ptr<const Instrumentation> instrumentation,
    ClientInterceptorFactories own) {
  return CreateChannel(std::move(instrumentation), target, ::grpc::InsecureChannelCredentials(),
                       ConnectionsOfItsOwn(), std::move(own));
}

Answer CallUnary(Echo::StubInterface& stub, const std::string& text,
                 std::chrono::milliseconds timeout) {
  ::grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + timeout);
  Text request;
  Text reply;
  request.set_text(text);
  ::grpc::Status status = stub.Unary(&context, request, &reply);
  return {std::move(status), reply.text()};
}

Answer CallUnary(const std::shared_ptr<::grpc::ChannelInterface>& channel,
                 const std::string& text) {
  const auto stub = Echo::NewStub(channel);
  return CallUnary(*stub, text);
}

Pair WaitForPair(const testing::SpanCatcher& spans) {
  Pair pair;
  const auto ended = spans.WaitFor(2);
  EXPECT_EQ(ended.size(), 2U) << ::testing::PrintToString(ended);
  for (const testing::Span& span : ended) {
    (span.kind == testing::SpanKind::kClient ? pair.client : pair.server) = span;
  }
  return pair;
}

}  // namespace otelwrap::grpc
