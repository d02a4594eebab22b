// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// One client call. gRPC makes it when the call is made and destroys it with the ClientContext,
// which may be long after the call's end.
//
// Threads: gRPC calls it from one thread at a time at the points that it looks at: the start runs
// on the caller's thread, the end wherever the status is received. Ownership: gRPC owns it; it
// shares its channel. Errors: none are thrown.

#pragma once

#include <grpcpp/support/client_interceptor.h>

#include <otelwrap/common/operation.h>
#include <otelwrap/grpc/instrumentation.h>

#include <memory>

namespace otelwrap::grpc {

// What is fixed for a channel.
struct TracedChannel {
  std::shared_ptr<const Instrumentation> instrumentation;
  std::shared_ptr<const common::Target> target;
};

class ClientInterceptor final : public ::grpc::experimental::Interceptor {
 public:
  ClientInterceptor(std::shared_ptr<const TracedChannel> channel,
                    ::grpc::experimental::ClientRpcInfo& call) noexcept
      : channel_(std::move(channel)), call_(call) {}
  // Without a status gRPC cancels the call now, and so its operation ends.
  ~ClientInterceptor() override;

  void Intercept(::grpc::experimental::InterceptorBatchMethods* methods) override;

 private:
  void Start(::grpc::experimental::InterceptorBatchMethods& methods) noexcept;
  void End(const ::grpc::Status* status) noexcept;

  const std::shared_ptr<const TracedChannel> channel_;
  ::grpc::experimental::ClientRpcInfo& call_;
  common::Operation operation_;
};

}  // namespace otelwrap::grpc
