// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A gRPC server and one call to it, in one program. Traced: compare it with its uninstrumented
// twin.

#include <grpcpp/grpcpp.h>
#include <otelwrap/grpc/channel.h>
#include <otelwrap/grpc/server.h>
#include <otelwrap/telemetry/telemetry.h>

#include <cstdio>
#include <memory>
#include <string>

#include "echo.grpc.pb.h"

namespace {

class EchoService final : public echo::Echo::Service {
  grpc::Status Say(grpc::ServerContext* /*context*/, const echo::Text* request,
                   echo::Text* reply) override {
    reply->set_text(request->text());
    return grpc::Status::OK;
  }
};

int Call(const std::string& target) {
  auto channel = otelwrap::grpc::CreateChannel(target, grpc::InsecureChannelCredentials());
  auto stub = echo::Echo::NewStub(channel);
  grpc::ClientContext context;
  echo::Text request;
  echo::Text reply;
  request.set_text("hello");
  const grpc::Status status = stub->Say(&context, request, &reply);
  if (!status.ok()) {
    std::fprintf(stderr, "call failed: %s\n", status.error_message().c_str());
    return 1;
  }
  std::printf("answer: %s\n", reply.text().c_str());
  return 0;
}

}  // namespace

int main() {
  const auto telemetry = otelwrap::telemetry::Start();
  EchoService service;
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&service);
  builder.experimental().SetInterceptorCreators(otelwrap::grpc::ServerStatsHandlers());
  const auto server = builder.BuildAndStart();
  if (server == nullptr) return 1;
  const int result = Call("localhost:" + std::to_string(port));
  server->Shutdown();
  return result;
}
