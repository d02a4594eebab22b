// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A unary call of 100 bytes there and back, client instrumented, over one loopback connection to an
// uninstrumented server on other threads. Only the client's thread is timed.

#include <otelwrap/grpc/channel.h>

#include <memory>
#include <string>

#include "harness/echo_service.h"
#include "harness/subject.h"

namespace otelwrap::benchmarks {
namespace {

const std::string& Target() {
  static const EchoServer& server = *new EchoServer;
  return server.target();
}

void Call(::grpc::Channel& channel, size_t times) {
  for (size_t i = 0; i < times; ++i) CallEcho(channel);
}

void Bare(size_t times) {
  static const auto& channel = *new std::shared_ptr<::grpc::Channel>(
      ::grpc::CreateChannel(Target(), ::grpc::InsecureChannelCredentials()));
  Call(*channel, times);
}

void Instrumented(size_t times) {
  static const auto& channel = *new std::shared_ptr<::grpc::Channel>(
      grpc::CreateChannel(Target(), ::grpc::InsecureChannelCredentials()));
  Call(*channel, times);
}

const ComponentRegistration kUnary("grpc-unary", Bare, Instrumented);

}  // namespace
}  // namespace otelwrap::benchmarks
