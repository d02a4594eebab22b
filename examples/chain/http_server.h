// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A small HTTP server: one thread for each connection, each served by otelwrap's traced session.

#pragma once

#include <otelwrap/beast/serve.h>

#include <cstdint>
#include <functional>
#include <string>

namespace chain {

using Request = otelwrap::beast::ServerRequest;
using Response = boost::beast::http::response<boost::beast::http::string_body>;
using Handler = std::function<Response(const Request&, otelwrap::beast::ServerSpan&)>;

// Answered with "ok", for whoever looks whether the service is alive.
inline constexpr char kHealthPath[] = "/health";

// Everything is traced but the health checks.
otelwrap::beast::Options TracingOptions();

// Serves until SIGTERM or Ctrl-C. Throws where the port can't be had.
void ServeUntilEnd(const std::string& address, uint16_t port, const Handler& handler);

Response Answer(boost::beast::http::status status, std::string body);

// "42" for the path "/orders/42" and the prefix "/orders/"; empty where it does not fit.
std::string PathAfter(const Request& request, const std::string& prefix);

}  // namespace chain
