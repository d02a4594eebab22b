// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/beast/serve.h>
#include <boost/asio/io_context.hpp>

namespace beast = otelwrap::beast;
namespace http = boost::beast::http;

int main() {
  boost::asio::io_context io;
  boost::asio::ip::tcp::acceptor acceptor(io, {boost::asio::ip::tcp::v4(), 8080});
  auto socket = acceptor.accept();
  beast::Serve(socket, [](const beast::ServerRequest& request, beast::ServerSpan& span) {
    span.SetRoute("/items/{id}");  // span GET /items/{id}, current in here
    return http::response<http::string_body>(http::status::ok, request.version());
  });
}
