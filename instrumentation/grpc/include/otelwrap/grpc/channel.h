// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A traced gRPC channel: ::grpc::CreateCustomChannel with an interceptor of ours. Stubs, contexts
// and calls stay as they were.
//
//   auto channel = otelwrap::grpc::CreateChannel("orders:50051", credentials);
//   auto stub = Orders::NewStub(channel);   // every call: one CLIENT span, trace context in its
//                                           // metadata, rpc.client.call.duration
//
// A call's span begins when the call is started, as a child of the context that is current on that
// thread, and ends with its status. A call that is dropped without one (a stream whose Finish() was
// never called) ends as CANCELLED, which is what gRPC makes of it, when its ClientContext goes.
//
// Where nothing is recorded (no-op providers), a call takes along the context that is current when
// it is made, or prepared, if there is one.
//
// Threads: any. Ownership: the channel shares the instrumentation; your interceptors become its.
// Errors: gRPC's own (bad targets and null credentials make a channel whose calls fail). Where
// memory is out, or the component is off when a call starts, the call goes on untraced.

#pragma once

#include <grpcpp/channel.h>
#include <grpcpp/security/credentials.h>
#include <grpcpp/support/channel_arguments.h>
#include <grpcpp/support/client_interceptor.h>

#include <otelwrap/config.h>
#include <otelwrap/grpc/instrumentation.h>

#include <memory>
#include <string>
#include <vector>

namespace otelwrap::grpc {

using ClientInterceptorFactories =
    std::vector<std::unique_ptr<::grpc::experimental::ClientInterceptorFactoryInterface>>;

// Your own interceptors run inside ours, in their order: they see our metadata, and the span sees
// the status that they let through.
OTELWRAP_API std::shared_ptr<::grpc::Channel> CreateChannel(
    const std::string& target, const std::shared_ptr<::grpc::ChannelCredentials>& credentials,
    const ::grpc::ChannelArguments& arguments = {},
    ClientInterceptorFactories own_interceptors = {});

// The same with an instrumentation of its own; null: the default one.
OTELWRAP_API std::shared_ptr<::grpc::Channel> CreateChannel(
    std::shared_ptr<const Instrumentation> instrumentation, const std::string& target,
    const std::shared_ptr<::grpc::ChannelCredentials>& credentials,
    const ::grpc::ChannelArguments& arguments = {},
    ClientInterceptorFactories own_interceptors = {});

}  // namespace otelwrap::grpc
