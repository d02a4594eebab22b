// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The inventory: a gRPC service over Redis and MySQL that asks the gateway for the price.

#include <grpcpp/grpcpp.h>
#include <otelwrap/grpc/server.h>
#include <otelwrap/telemetry/telemetry.h>
#include <spdlog/spdlog.h>

#include <exception>
#include <memory>
#include <stdexcept>
#include <string>

#include "http_client.h"
#include "logging.h"
#include "settings.h"
#include "shop.grpc.pb.h"
#include "signals.h"
#include "stock.h"

namespace chain {
namespace {

class InventoryService final : public shop::Inventory::Service {
 public:
  grpc::Status Reserve(grpc::ServerContext*, const shop::ReserveRequest* request,
                       shop::ReserveReply* reply) override {
    const auto name = stock_.Name(request->item());
    if (!name) return {grpc::StatusCode::NOT_FOUND, "no such item"};
    const HttpResult price =
        Get(gateway_ + "/prices/" + std::to_string(request->item()), "/prices/{item}");
    if (price.status != 200) return {grpc::StatusCode::UNAVAILABLE, "no price"};
    spdlog::info("reserved a {}", *name);
    reply->set_name(*name);
    reply->set_price(price.body);
    return grpc::Status::OK;
  }

 private:
  const std::string gateway_ = Setting("GATEWAY_URL", "http://localhost:8080");
  Stock stock_;
};

int Run() {
  BlockEndSignals();
  const auto telemetry = otelwrap::telemetry::Start();
  StartLogging("inventory");
  InventoryService service;
  grpc::ServerBuilder builder;
  builder.AddListeningPort(Setting("LISTEN_ADDRESS", "127.0.0.1") + ":" +
                               std::to_string(PortSetting("INVENTORY_PORT", 50051)),
                           grpc::InsecureServerCredentials());
  builder.RegisterService(&service);
  builder.experimental().SetInterceptorCreators(otelwrap::grpc::ServerStatsHandlers());
  const std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
  if (server == nullptr) throw std::runtime_error("the port can't be had");
  WaitForEnd();
  server->Shutdown();
  return 0;
}

}  // namespace
}  // namespace chain

int main() {
  try {
    return chain::Run();
  } catch (const std::exception& error) {
    spdlog::critical("inventory: {}", error.what());
    return 1;
  }
}
