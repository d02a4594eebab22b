// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The gateway: what customers talk to. GET /checkout/{item} asks the orders service over HTTP;
// GET /prices/{item} is asked by the inventory service in turn.

#include <otelwrap/beast/instrumentation.h>
#include <otelwrap/telemetry/telemetry.h>
#include <spdlog/spdlog.h>

#include <exception>
#include <string>

#include "http_client.h"
#include "http_server.h"
#include "logging.h"
#include "settings.h"

namespace chain {
namespace {

namespace http = boost::beast::http;

class Gateway {
 public:
  Response Handle(const Request& request, otelwrap::beast::ServerSpan& span) const {
    if (const std::string item = PathAfter(request, "/checkout/"); !item.empty()) {
      span.SetRoute("/checkout/{item}");
      return Checkout(item);
    }
    if (const std::string item = PathAfter(request, "/prices/"); !item.empty()) {
      span.SetRoute("/prices/{item}");
      spdlog::info("price of item {}", item);
      return Answer(http::status::ok, "9.99");
    }
    return Answer(http::status::not_found, "no such page");
  }

 private:
  Response Checkout(const std::string& item) const {
    spdlog::info("checkout of item {}", item);
    const HttpResult order = Get(orders_ + "/orders/" + item, "/orders/{item}");
    if (order.status == 200) return Answer(http::status::ok, order.body);
    spdlog::warn("no order for item {}: {}", item, order.error.empty() ? order.body : order.error);
    if (order.status == 404) return Answer(http::status::not_found, order.body);
    return Answer(http::status::bad_gateway, "orders can't be placed now");
  }

  const std::string orders_ = Setting("ORDERS_URL", "http://localhost:8081");
};

int Run() {
  const auto telemetry = otelwrap::telemetry::Start();
  StartLogging("gateway");

  auto options = TracingOptions();
  options.trace_id_header = true;  // customers can tell us which trace their trouble is in
  otelwrap::beast::SetDefault(otelwrap::beast::Make(options).value);

  const Gateway gateway;
  ServeUntilEnd(Setting("LISTEN_ADDRESS", "127.0.0.1"), PortSetting("GATEWAY_PORT", 8080),
                [&](const Request& request, auto& span) { return gateway.Handle(request, span); });
  return 0;
}

}  // namespace
}  // namespace chain

int main() {
  try {
    return chain::Run();
  } catch (const std::exception& error) {
    spdlog::critical("gateway: {}", error.what());
    return 1;
  }
}
