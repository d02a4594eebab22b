// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A traced gRPC server: the builder gets an interceptor of ours beside your own. Services stay as
// they were.
//
//   builder.experimental().SetInterceptorCreators(otelwrap::grpc::ServerStatsHandlers());
//
// The builder's setter replaces what was set before, so that your own interceptors go in here and
// come back in the right order. Each call makes one SERVER span, child of the caller's, and the
// rpc.server.call.duration metric. The span and the caller's baggage are current in a synchronous
// handler (streams too) and in the method body of a callback service. Elsewhere ask for them:
//
//   void OnReadDone(bool ok) override {            // reactions, completion queues, own threads
//     auto scope = otelwrap::grpc::MakeCurrent(*server_context);
//     ...
//   }
//
// A span ends when the status is sent and the call is closed; a call that the caller gave up, or
// whose time was up, ends as CANCELLED or DEADLINE_EXCEEDED, whatever the handler said of success.
//
// Threads: any. Ownership: the server shares the instrumentation; your interceptors become its.
// Errors: none; where memory is out, or the component is off when a call comes, it goes on
// untraced.

#pragma once

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_interceptor.h>

#include <otelwrap/common/operation.h>
#include <otelwrap/config.h>
#include <otelwrap/grpc/instrumentation.h>

#include <memory>
#include <vector>

namespace otelwrap::grpc {

using ServerInterceptorFactories =
    std::vector<std::unique_ptr<::grpc::experimental::ServerInterceptorFactoryInterface>>;

OTELWRAP_API ServerInterceptorFactories
ServerStatsHandlers(ServerInterceptorFactories own_interceptors = {});

// The same with an instrumentation of its own; null: the default one.
OTELWRAP_API ServerInterceptorFactories
ServerStatsHandlers(std::shared_ptr<const Instrumentation> instrumentation,
                    ServerInterceptorFactories own_interceptors = {});

// Makes the call's context current on this thread while the scope lives; nothing for a call that is
// not traced. Takes every kind of server context. REQUIRES: the context is alive; the scope ends on
// this thread, before the function returns to gRPC.
OTELWRAP_API common::OperationScope MakeCurrent(const ::grpc::ServerContextBase& context) noexcept;

}  // namespace otelwrap::grpc
