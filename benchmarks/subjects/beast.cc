// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Serving one parsed request: from 127.0.0.1:40000, with a User-Agent and a traceparent, answered
// with Content-Type and 1,024 bytes; nothing is read from a socket or written to one.

#include <benchmark/benchmark.h>
#include <otelwrap/beast/server_span.h>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include <string>

#include "harness/subject.h"

namespace otelwrap::benchmarks {
namespace {

namespace http = ::boost::beast::http;

using Request = http::request<http::string_body>;
using Response = http::response<http::string_body>;

const Request& TheRequest() {
  static const Request& request = *[] {
    auto* made = new Request(http::verb::get, "/items/1", 11);
    made->set(http::field::host, "127.0.0.1:8080");
    made->set(http::field::user_agent, "benchmark/1.0");
    made->set("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    return made;
  }();
  return request;
}

Response Handle(const Request& request) {
  static const std::string& body = *new std::string(1024, 'x');
  Response response(http::status::ok, request.version());
  response.set(http::field::content_type, "text/plain");
  response.body() = body;
  return response;
}

void Bare(size_t times) {
  for (size_t i = 0; i < times; ++i) {
    const Response response = Handle(TheRequest());
    benchmark::DoNotOptimize(&response);
  }
}

void Instrumented(size_t times) {
  beast::Peer peer;
  peer.address.Assign("127.0.0.1");
  peer.port = 40000;
  for (size_t i = 0; i < times; ++i) {
    beast::ServerSpan span = beast::StartServer(TheRequest(), peer);
    const Response response = Handle(TheRequest());
    benchmark::DoNotOptimize(&response);
    span.Finish(response);
  }
}

const ComponentRegistration kServe("beast-serve", Bare, Instrumented);

}  // namespace
}  // namespace otelwrap::benchmarks
