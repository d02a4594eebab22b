// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/beast/client_span.h>
#include <boost/beast/http/empty_body.hpp>

namespace http = boost::beast::http;

int main() {
  http::request<http::empty_body> request{http::verb::get, "/item", 11};
  const otelwrap::beast::Origin origin("http", "shop.example");
  auto span = otelwrap::beast::StartClient(request, origin);
  span.Finish(http::response<http::empty_body>{http::status::ok, 11});
  return origin.target() != nullptr ? 0 : 1;
}
