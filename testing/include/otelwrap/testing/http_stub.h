// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// HttpStub: a small HTTP/1.1 server that answers by script and keeps what it was asked, to the
// byte: for tests of what really went over the wire.
//
//   HttpStub server;
//   server.Answer({404});   // the next request; those after it get 200 with no body
//   CallTheCode(server.url("/item"));
//   const HttpRequest request = server.Requests().at(0);
//   EXPECT_EQ(request.Header("traceparent"), TraceparentOf(spans.Only()));
//
// It knows Content-Length, chunked bodies, "Expect: 100-continue", HEAD and connections that are
// kept. What it does not know, HttpResponse::raw can say.
//
// Threads: all functions may be called from any thread; it has one thread and one more for each
// connection. An answering function runs on those.
// Ownership: the destructor joins the threads and closes every connection.
// Errors: the constructor throws std::runtime_error when it can't listen. A request that is not
// HTTP ends its connection.

#pragma once

#include <otelwrap/config.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace otelwrap::testing {

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
  std::string method;
  std::string target;   // as sent: "/item?x=1"
  std::string version;  // "HTTP/1.1"
  HttpHeaders headers;  // in their order, names as sent
  std::string body;     // of a chunked request: without the chunks' sizes
  std::string head;     // the request line and headers, to the byte
  int connection = 0;   // counted from 1

  // The value of a header, whatever its case; nullopt without one; the first of several.
  std::optional<std::string> Header(std::string_view name) const;

  // All values of a header.
  std::vector<std::string> AllOf(std::string_view name) const;
};

struct HttpResponse {
  int status = 200;
  std::string body;
  HttpHeaders headers;                  // Content-Length is added
  std::chrono::milliseconds delay{0};   // before the first byte
  bool close = false;                   // the connection, after this answer
  bool cut = false;                     // the connection, without any answer
  std::optional<std::string> raw = {};  // sent in place of all the above
};

class OTELWRAP_API HttpStub {
 public:
  HttpStub();
  ~HttpStub();
  HttpStub(const HttpStub&) = delete;
  HttpStub& operator=(const HttpStub&) = delete;

  uint16_t port() const;
  std::string url(std::string_view target = "/") const;

  // Answers one request; several calls answer that many, in their order.
  void Answer(HttpResponse response);

  // Answers every request for which there is no scripted answer left.
  void AnswerAll(std::function<HttpResponse(const HttpRequest&)> answer);

  // What has been asked so far. WaitFor gives up after `timeout` and returns what there is.
  std::vector<HttpRequest> Requests() const;
  std::vector<HttpRequest> WaitFor(
      size_t count, std::chrono::milliseconds timeout = std::chrono::seconds(5)) const;

  void Stop();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace otelwrap::testing
