// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/common/switches.h>
#include <otelwrap/grpc/server.h>

#include <exception>
#include <new>
#include <utility>

#include "or_default.h"
#include "server_calls.h"
#include "server_interceptor.h"

namespace otelwrap::grpc {
namespace {

using ::grpc::experimental::Interceptor;
using ::grpc::experimental::ServerInterceptorFactoryInterface;
using ::grpc::experimental::ServerRpcInfo;

class ServerFactory final : public ServerInterceptorFactoryInterface {
 public:
  explicit ServerFactory(std::shared_ptr<const Instrumentation> instrumentation)
      : instrumentation_(std::move(instrumentation)) {}

  Interceptor* CreateServerInterceptor(ServerRpcInfo* call) override {
    if (!common::Enabled(common::Component::kGrpc) || IsIdle()) return nullptr;
    return new (std::nothrow) ServerInterceptor(instrumentation_, *call);
  }

 private:
  // Whether nothing would be recorded of a call, nor its caller's context read.
  bool IsIdle() const noexcept {
    const common::Instrumentation& server = instrumentation_->server();
    return !server.ObservesCalls() && !server.PropagatesContext();
  }

  const std::shared_ptr<const Instrumentation> instrumentation_;
};

}  // namespace

ServerInterceptorFactories ServerStatsHandlers(ServerInterceptorFactories own_interceptors) {
  return ServerStatsHandlers(nullptr, std::move(own_interceptors));
}

ServerInterceptorFactories ServerStatsHandlers(
    std::shared_ptr<const Instrumentation> instrumentation,
    ServerInterceptorFactories own_interceptors) {
  DropNull(own_interceptors);
  try {
    // A server runs the last one first on what comes in, and last on what goes out.
    own_interceptors.push_back(
        std::make_unique<ServerFactory>(OrDefault(std::move(instrumentation))));
  } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch): an untraced server, then
  }
  return own_interceptors;
}

common::OperationScope MakeCurrent(const ::grpc::ServerContextBase& context) noexcept {
  opentelemetry::context::Context found;
  return common::OperationScope(ServerCall::Find(&context, found) ? &found : nullptr);
}

}  // namespace otelwrap::grpc
