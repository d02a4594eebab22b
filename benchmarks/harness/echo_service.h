// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// /otelwrap.bench.Echo/Unary, a BytesValue there and back: a server of our own on a free loopback
// port, and a call to it. What protoc would write for a service of one method, by hand.

#pragma once

#include <google/protobuf/wrappers.pb.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/client_unary_call.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/impl/rpc_method.h>
#include <grpcpp/support/method_handler.h>

#include <memory>
#include <stdexcept>
#include <string>

namespace otelwrap::benchmarks {

class EchoService final : public ::grpc::Service {
 public:
  using Message = google::protobuf::BytesValue;
  static constexpr char kMethod[] = "/otelwrap.bench.Echo/Unary";
  static constexpr size_t kMessageSize = 100;

  EchoService() {
    using Handler = ::grpc::internal::RpcMethodHandler<EchoService, Message, Message>;
    const auto echo = [](EchoService*, ::grpc::ServerContext*, const Message* request,
                         Message* reply) {
      *reply = *request;
      return ::grpc::Status::OK;
    };
    AddMethod(new ::grpc::internal::RpcServiceMethod(
        kMethod, ::grpc::internal::RpcMethod::NORMAL_RPC, new Handler(echo, this)));
  }
};

// Serves, on threads of its own, until it is destroyed.
class EchoServer {
 public:
  EchoServer() {
    int port = 0;
    ::grpc::ServerBuilder builder;
    builder.AddListeningPort("127.0.0.1:0", ::grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(&service_);
    server_ = builder.BuildAndStart();
    if (server_ == nullptr) throw std::runtime_error("the echo server can't start");
    target_ = "127.0.0.1:" + std::to_string(port);
  }
  ~EchoServer() { server_->Shutdown(); }
  EchoServer(const EchoServer&) = delete;
  EchoServer& operator=(const EchoServer&) = delete;

  const std::string& target() const { return target_; }

 private:
  EchoService service_;
  std::unique_ptr<::grpc::Server> server_;
  std::string target_;
};

// One call. Throws std::runtime_error where it fails.
inline void CallEcho(::grpc::Channel& channel) {
  static const ::grpc::internal::RpcMethod& method = *new ::grpc::internal::RpcMethod(
      EchoService::kMethod, ::grpc::internal::RpcMethod::NORMAL_RPC);
  static const EchoService::Message& request = *[] {
    auto* made = new EchoService::Message;
    made->set_value(std::string(EchoService::kMessageSize, 'x'));
    return made;
  }();
  ::grpc::ClientContext context;
  EchoService::Message reply;
  const ::grpc::Status status =
      ::grpc::internal::BlockingUnaryCall(&channel, method, &context, request, &reply);
  if (!status.ok()) throw std::runtime_error("echo: " + status.error_message());
}

}  // namespace otelwrap::benchmarks
