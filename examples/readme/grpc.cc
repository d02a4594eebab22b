// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <grpcpp/grpcpp.h>
#include <otelwrap/grpc/channel.h>
#include <otelwrap/grpc/server.h>

int main() {
  auto channel = otelwrap::grpc::CreateChannel("orders:50051", grpc::InsecureChannelCredentials());
  grpc::ServerBuilder builder;
  builder.experimental().SetInterceptorCreators(otelwrap::grpc::ServerStatsHandlers());
  // builder.RegisterService(&service); the server's span is current in each method of it
}
