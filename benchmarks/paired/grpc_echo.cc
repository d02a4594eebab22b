// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A unary call, 100 bytes there and back, to an uninstrumented server of our own.

#include <otelwrap/grpc/channel.h>

#include <memory>

#include "harness/echo_service.h"
#include "paired/scenario.h"

namespace otelwrap::benchmarks {
namespace {

class GrpcSession final : public Session {
 public:
  GrpcSession()
      : bare_(::grpc::CreateCustomChannel(server_.target(), ::grpc::InsecureChannelCredentials(),
                                          OwnConnection("bare"))),
        traced_(grpc::CreateChannel(server_.target(), ::grpc::InsecureChannelCredentials(),
                                    OwnConnection("traced"))) {}

  void Bare() override { CallEcho(*bare_); }
  void Traced() override { CallEcho(*traced_); }

 private:
  // gRPC shares connections between channels whose arguments are equal.
  static ::grpc::ChannelArguments OwnConnection(const char* name) {
    ::grpc::ChannelArguments arguments;
    arguments.SetString("otelwrap.bench", name);
    return arguments;
  }

  EchoServer server_;
  std::shared_ptr<::grpc::Channel> bare_;
  std::shared_ptr<::grpc::Channel> traced_;
};

}  // namespace

Scenario GrpcEcho() {
  return {"grpc-echo-client", [] { return std::string(); },
          [] { return std::make_unique<GrpcSession>(); }};
}

}  // namespace otelwrap::benchmarks
