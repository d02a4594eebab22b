// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "http_server.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <thread>
#include <utility>

#include "signals.h"

namespace chain {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;

otelwrap::beast::Options TracingOptions() {
  otelwrap::beast::Options options;
  options.server_filter = [](const otelwrap::beast::RequestView& request) {
    return request.target != kHealthPath;
  };
  return options;
}

void ServeUntilEnd(const std::string& address, uint16_t port, const Handler& handler) {
  BlockEndSignals();
  asio::io_context context;
  const Handler answer = [&handler](const Request& request, otelwrap::beast::ServerSpan& span) {
    return request.target() == kHealthPath ? Answer(http::status::ok, "ok")
                                           : handler(request, span);
  };
  tcp::acceptor acceptor(context, {asio::ip::make_address(address), port});
  std::thread([&] {
    while (true) {
      std::thread([socket = acceptor.accept(), &answer]() mutable {
        // What failed is in its span; that a customer has hung up is no news.
        static_cast<void>(otelwrap::beast::Serve(socket, answer));
      }).detach();
    }
  }).detach();
  WaitForEnd();
}

Response Answer(http::status status, std::string body) {
  Response response(status, 11);
  response.set(http::field::content_type, "text/plain");
  response.body() = std::move(body);
  return response;
}

std::string PathAfter(const Request& request, const std::string& prefix) {
  const std::string target(request.target());
  return target.rfind(prefix, 0) == 0 ? target.substr(prefix.size()) : "";
}

}  // namespace chain
