// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <grpcpp/create_channel.h>

#include <otelwrap/common/switches.h>
#include <otelwrap/common/target.h>
#include <otelwrap/grpc/channel.h>

#include <exception>
#include <new>
#include <utility>

#include "client_interceptor.h"
#include "describe.h"
#include "or_default.h"

namespace otelwrap::grpc {
namespace {

using ::grpc::experimental::ClientInterceptorFactoryInterface;
using ::grpc::experimental::ClientRpcInfo;
using ::grpc::experimental::Interceptor;

class ClientFactory final : public ClientInterceptorFactoryInterface {
 public:
  explicit ClientFactory(std::shared_ptr<const TracedChannel> channel)
      : channel_(std::move(channel)) {}

  Interceptor* CreateClientInterceptor(ClientRpcInfo* call) override {
    // An interceptor costs a call a round through gRPC's core, even where it does nothing.
    if (!common::Enabled(common::Component::kGrpc) ||
        channel_->instrumentation->client().IgnoresCallsFromHere()) {
      return nullptr;
    }
    return new (std::nothrow) ClientInterceptor(channel_, *call);
  }

 private:
  const std::shared_ptr<const TracedChannel> channel_;
};

std::unique_ptr<ClientInterceptorFactoryInterface> MakeFactory(
    std::shared_ptr<const Instrumentation> instrumentation, const std::string& target) {
  const Endpoint endpoint = ParseTarget(target);
  auto made = common::Target::Make(instrumentation->options(), endpoint.address, endpoint.port);
  return std::make_unique<ClientFactory>(std::make_shared<const TracedChannel>(
      TracedChannel{std::move(instrumentation), std::move(made)}));
}

}  // namespace

std::shared_ptr<::grpc::Channel> CreateChannel(
    const std::string& target, const std::shared_ptr<::grpc::ChannelCredentials>& credentials,
    const ::grpc::ChannelArguments& arguments, ClientInterceptorFactories own_interceptors) {
  return CreateChannel(nullptr, target, credentials, arguments, std::move(own_interceptors));
}

std::shared_ptr<::grpc::Channel> CreateChannel(
    std::shared_ptr<const Instrumentation> instrumentation, const std::string& target,
    const std::shared_ptr<::grpc::ChannelCredentials>& credentials,
    const ::grpc::ChannelArguments& arguments, ClientInterceptorFactories own_interceptors) {
  DropNull(own_interceptors);
  try {
    // The first one sees a call's start before, and its end after all others.
    own_interceptors.insert(own_interceptors.begin(),
                            MakeFactory(OrDefault(std::move(instrumentation)), target));
  } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch): an untraced channel, then
  }
  return ::grpc::experimental::CreateCustomChannelWithInterceptors(target, credentials, arguments,
                                                                   std::move(own_interceptors));
}

}  // namespace otelwrap::grpc
