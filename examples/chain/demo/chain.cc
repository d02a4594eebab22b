// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "demo/chain.h"

#include <otelwrap/testing/free_port.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include <utility>

namespace chain {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using otelwrap::testing::FreePort;
using otelwrap::testing::ServerSpec;

bool Listens(uint16_t port) {
  asio::io_context context;
  tcp::socket socket(context);
  boost::system::error_code error;
  return !socket.connect({asio::ip::make_address("127.0.0.1"), port}, error);
}

}  // namespace

Chain::Chain(const ChainOptions& options) : options_(options), gateway_port_(FreePort()) {
  options_.progress("starting redis-server");
  redis_ = std::make_unique<otelwrap::testing::RedisServer>();
  options_.progress("starting the database");
  StartDatabase();

  options_.progress("starting inventory, orders and gateway");
  const uint16_t inventory = FreePort();
  StartService("inventory", inventory,
               {"INVENTORY_PORT=" + std::to_string(inventory),
                "REDIS_PORT=" + std::to_string(redis_->port()),
                "MYSQL_PORT=" + std::to_string(mysql_->port()),
                "GATEWAY_URL=http://localhost:" + std::to_string(gateway_port_)});
  const uint16_t orders = FreePort();
  StartService("orders", orders,
               {"ORDERS_PORT=" + std::to_string(orders),
                "INVENTORY_ADDRESS=localhost:" + std::to_string(inventory)});
  StartService("gateway", gateway_port_,
               {"GATEWAY_PORT=" + std::to_string(gateway_port_),
                "ORDERS_URL=http://localhost:" + std::to_string(orders)});
}

Chain::~Chain() = default;

void Chain::StartDatabase() {
  otelwrap::testing::MysqlOptions database;
  database.statements = otelwrap::testing::MysqlTelemetryStatements(options_.otlp_endpoint);
  database_makes_spans_ = !database.statements.empty();
  if (database_makes_spans_) database.arguments = {"--performance-schema=ON"};
  for (const char* statement :
       {"CREATE DATABASE shop", "CREATE TABLE shop.item (id INT PRIMARY KEY, name VARCHAR(100))",
        "INSERT INTO shop.item VALUES (1, 'book'), (2, 'lamp')"}) {
    database.statements.emplace_back(statement);
  }
  mysql_ = std::make_unique<otelwrap::testing::MysqlServer>(database);
}

void Chain::StartService(const std::string& name, uint16_t port,
                         std::vector<std::string> environment) {
  environment.push_back("OTEL_SERVICE_NAME=" + name);
  environment.push_back("OTEL_EXPORTER_OTLP_ENDPOINT=" + options_.otlp_endpoint);
  environment.push_back("OTEL_BSP_SCHEDULE_DELAY=100");
  environment.push_back(options_.programs + "/chain-" + name);
  services_.push_back(
      {name, std::make_unique<otelwrap::testing::ServerProcess>([&](const std::string&, uint16_t) {
         ServerSpec spec;
         spec.program = "env";
         spec.arguments = environment;
         spec.ready = [port] { return Listens(port); };
         return spec;
       })});
}

std::string Chain::Url() const { return "http://127.0.0.1:" + std::to_string(gateway_port_); }

std::string Chain::LogOf(const std::string& service) const {
  for (const Service& one : services_) {
    if (one.name == service) return one.process->Log();
  }
  return "";
}

Reply Ask(const std::string& url, const std::string& path) {
  const size_t colon = url.rfind(':');
  const std::string scheme = "http://";
  const std::string host = url.substr(scheme.size(), colon - scheme.size());
  asio::io_context context;
  tcp::resolver resolver(context);
  tcp::socket socket(context);
  asio::connect(socket, resolver.resolve(host, url.substr(colon + 1)));
  http::request<http::empty_body> request(http::verb::get, path, 11);
  request.set(http::field::host, url.substr(scheme.size()));
  request.set(http::field::connection, "close");
  http::write(socket, request);
  boost::beast::flat_buffer buffer;
  http::response<http::string_body> response;
  http::read(socket, buffer, response);
  return {static_cast<int>(response.result_int()), std::string(response["Trace-Id"]),
          response.body()};
}

}  // namespace chain
