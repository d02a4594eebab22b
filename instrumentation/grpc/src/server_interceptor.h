// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// One call that a server serves. gRPC makes it when the call comes and destroys it with the call's
// ServerContext.
//
// Threads: a synchronous call stays on one thread, and runs from its first hook to its destruction
// inside that hook's Proceed(). Other calls send their status and are closed on threads of their
// own, hence the lock. Ownership: gRPC owns it; it shares the instrumentation.
// Errors: none are thrown.

#pragma once

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_interceptor.h>

#include <otelwrap/common/operation.h>
#include <otelwrap/grpc/instrumentation.h>

#include <chrono>
#include <memory>
#include <mutex>
#include <optional>

#include "describe.h"
#include "server_calls.h"

namespace otelwrap::grpc {

class ServerInterceptor final : public ::grpc::experimental::Interceptor {
 public:
  ServerInterceptor(std::shared_ptr<const Instrumentation> instrumentation,
                    ::grpc::experimental::ServerRpcInfo& call) noexcept;
  ~ServerInterceptor() override;

  void Intercept(::grpc::experimental::InterceptorBatchMethods* methods) override;

 private:
  void Start(::grpc::experimental::InterceptorBatchMethods& methods) noexcept;
  void DescribeEnds(common::AttributeSet& attributes) const noexcept;
  void OnSendStatus(const ::grpc::Status& status) noexcept;
  void OnSendMessage(bool sent) noexcept;
  void OnClose() noexcept;
  void End() noexcept;  // REQUIRES: mutex_ is held

  const std::shared_ptr<const Instrumentation> instrumentation_;
  ::grpc::experimental::ServerRpcInfo& call_;
  std::chrono::system_clock::time_point deadline_;
  std::optional<ServerCall> current_;

  std::mutex mutex_;
  common::Operation operation_;
  std::optional<int> status_;  // what the handler, and the user's interceptors, made of it
  PrintableText message_;
  bool cancelled_ = false;
  bool closed_ = false;
};

}  // namespace otelwrap::grpc
