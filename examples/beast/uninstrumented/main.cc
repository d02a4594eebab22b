// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A small synchronous HTTP server on Boost.Beast, without telemetry: beast-uninstrumented [port].

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

#include <cstdlib>
#include <iostream>
#include <thread>
#include <utility>

namespace http = boost::beast::http;
using tcp = boost::asio::ip::tcp;

namespace {

using Request = http::request<http::string_body>;
using Response = http::response<http::string_body>;

Response Handle(const Request& request) {
  Response response(http::status::ok, request.version());
  response.keep_alive(request.keep_alive());
  response.body() = "item " + std::string(request.target()) + "\n";
  response.prepare_payload();
  return response;
}

void Serve(tcp::socket& socket) {
  boost::beast::flat_buffer buffer;
  boost::system::error_code error;
  bool keep_alive = true;
  while (keep_alive) {
    Request request;
    http::read(socket, buffer, request, error);
    if (error) return;
    const Response response = Handle(request);
    http::write(socket, response, error);
    keep_alive = !error && response.keep_alive();
  }
}

}  // namespace

int main(int argc, char** argv) {
  const auto port = static_cast<unsigned short>(argc > 1 ? std::atoi(argv[1]) : 8080);
  boost::asio::io_context io;
  tcp::acceptor acceptor(io, {boost::asio::ip::make_address("127.0.0.1"), port});
  std::cout << "listening on " << acceptor.local_endpoint() << std::endl;
  while (true) {
    std::thread([socket = acceptor.accept()]() mutable { Serve(socket); }).detach();
  }
}
