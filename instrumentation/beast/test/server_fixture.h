// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What the tests of both servers share: catchers, a parent from afar, a handler.

#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <opentelemetry/baggage/baggage_context.h>
#include <opentelemetry/context/runtime_context.h>
#include <opentelemetry/trace/context.h>
#include <otelwrap/beast/exchange.h>
#include <otelwrap/testing/metric_catcher.h>
#include <otelwrap/testing/metric_matchers.h>
#include <otelwrap/testing/span_catcher.h>
#include <otelwrap/testing/span_matchers.h>
#include <boost/beast/http/string_body.hpp>

#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>

#include "loopback.h"

namespace otelwrap::beast {

inline constexpr char kTraceId[] = "4bf92f3577b34da6a3ce929d0e0e4736";
inline constexpr char kParentId[] = "00f067aa0ba902b7";
inline constexpr char kTraceparentLine[] =
    "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\r\n";

// A request without a body.
inline std::string Get(const std::string& target, const std::string& headers = {}) {
  return "GET " + target + " HTTP/1.1\r\nHost: shop.example:8080\r\n" + headers + "\r\n";
}

// What a handler saw of the current context.
struct Seen {
  std::string span_id;
  std::string baggage;  // of the key "user"
};

inline std::string Hex(const opentelemetry::trace::SpanId& id) {
  char text[16];
  id.ToLowerBase16(text);
  return {text, sizeof text};
}

inline Seen LookAround() {
  namespace context = opentelemetry::context;
  const context::Context current = context::RuntimeContext::GetCurrent();
  Seen seen;
  seen.span_id = Hex(opentelemetry::trace::GetSpan(current)->GetContext().span_id());
  std::string value;
  opentelemetry::baggage::GetBaggage(current)->GetValue("user", seen.baggage);
  return seen;
}

// The application: /items/<n>, /fail, /throw, /nobody (a response that can't be), else 404.
inline PlainResponse Application(const ServerRequest& request, ServerSpan& span, Seen& seen) {
  namespace http = ::boost::beast::http;
  seen = LookAround();
  const std::string target(request.target());
  PlainResponse response(http::status::ok, request.version());
  if (target.rfind("/items/", 0) == 0) {
    span.SetRoute("/items/{id}");
    response.body() = "item";
  } else if (target == "/throw") {
    throw std::invalid_argument("secret");
  } else if (target == "/fail") {
    response.result(http::status::service_unavailable);
  } else if (target == "/nobody") {
    response.result(http::status::no_content);
    response.body() = "a body that must not be";
  } else if (target == "/upgrade") {
    response.result(http::status::switching_protocols);
    response.set(http::field::upgrade, "echo");
    response.set(http::field::connection, "upgrade");
  } else {
    response.result(http::status::not_found);
  }
  return response;
}

class ServerTest : public ::testing::Test {
 protected:
  testing::SpanCatcher spans_;
  testing::MetricCatcher metrics_;
  Seen seen_;
};

}  // namespace otelwrap::beast
