// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The orders service: GET /orders/{item} reserves the item in the inventory over gRPC.

#include <grpcpp/grpcpp.h>
#include <otelwrap/beast/instrumentation.h>
#include <otelwrap/grpc/channel.h>
#include <otelwrap/telemetry/telemetry.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <cstdlib>
#include <exception>
#include <memory>
#include <string>

#include "http_server.h"
#include "logging.h"
#include "settings.h"
#include "shop.grpc.pb.h"

namespace chain {
namespace {

namespace http = boost::beast::http;

class Orders {
 public:
  Orders()
      : inventory_(shop::Inventory::NewStub(otelwrap::grpc::CreateChannel(
            Setting("INVENTORY_ADDRESS", "localhost:50051"), grpc::InsecureChannelCredentials()))) {
  }

  Response Handle(const Request& request, otelwrap::beast::ServerSpan& span) const {
    const std::string item = PathAfter(request, "/orders/");
    if (item.empty()) return Answer(http::status::not_found, "no such page");
    span.SetRoute("/orders/{item}");
    return Order(item);
  }

 private:
  Response Order(const std::string& item) const {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(5));
    shop::ReserveRequest request;
    request.set_item(std::strtoll(item.c_str(), nullptr, 10));
    shop::ReserveReply reply;
    const grpc::Status status = inventory_->Reserve(&context, request, &reply);
    if (status.ok()) {
      spdlog::info("order for a {} at {}", reply.name(), reply.price());
      return Answer(http::status::ok, "ordered: " + reply.name() + " at " + reply.price());
    }
    spdlog::warn("item {} can't be ordered: {}", item, status.error_message());
    if (status.error_code() == grpc::StatusCode::NOT_FOUND) {
      return Answer(http::status::not_found, "no such item");
    }
    return Answer(http::status::bad_gateway, "the inventory does not answer");
  }

  const std::unique_ptr<shop::Inventory::Stub> inventory_;
};

int Run() {
  const auto telemetry = otelwrap::telemetry::Start();
  StartLogging("orders");
  otelwrap::beast::SetDefault(otelwrap::beast::Make(TracingOptions()).value);
  const Orders orders;
  ServeUntilEnd(Setting("LISTEN_ADDRESS", "127.0.0.1"), PortSetting("ORDERS_PORT", 8081),
                [&](const Request& request, auto& span) { return orders.Handle(request, span); });
  return 0;
}

}  // namespace
}  // namespace chain

int main() {
  try {
    return chain::Run();
  } catch (const std::exception& error) {
    spdlog::critical("orders: {}", error.what());
    return 1;
  }
}
