// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A small HTTP/1.1 server on one thread (Boost.Beast): keep-alive, chunked bodies, 100-continue, a
// bound on every size and on idle time. What a request means is its handler's affair.
//
// Threads: the handler is called on the server's thread alone; Stop may be called from any other.

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace otelwrap::testing {

// Not HttpRequest: http_stub.h has one, and a program may link both.
struct ServedRequest {
  std::string method;
  std::string path;  // without the query
  std::string content_type;
  std::string content_encoding;
  std::string body;
};

struct HttpAnswer {
  unsigned status = 200;
  std::string content_type;
  std::string body;
};

class HttpHandler {
 public:
  virtual ~HttpHandler() = default;

  // Sees a request before its body is read; an answer refuses it unread.
  virtual std::optional<HttpAnswer> Refuse(const ServedRequest& head) = 0;

  virtual HttpAnswer Handle(const ServedRequest& request) = 0;

  // A request that the server itself gave up: not HTTP, cut off, or too large.
  virtual HttpAnswer GaveUp(unsigned status, const ServedRequest& head, const std::string& why) = 0;
};

struct HttpServerOptions {
  std::string address;
  uint16_t port = 0;
  size_t max_body_bytes = 0;
  std::chrono::milliseconds idle_timeout{0};
};

class HttpServer {
 public:
  // Null: `error` says why. The handler outlives the server.
  static std::unique_ptr<HttpServer> Start(const HttpServerOptions& options, HttpHandler* handler,
                                           std::string* error);
  ~HttpServer();
  HttpServer(const HttpServer&) = delete;
  HttpServer& operator=(const HttpServer&) = delete;

  uint16_t Port() const { return port_; }

  // Closes the port and every connection and joins the thread.
  void Stop();

 private:
  struct Network;

  HttpServer(HttpServerOptions options, HttpHandler* handler);
  std::string Listen();  // empty, or what went wrong
  void Accept();
  void Pause();

  const HttpServerOptions options_;
  HttpHandler* const handler_;
  uint16_t port_ = 0;
  std::unique_ptr<Network> network_;
  std::mutex stop_mutex_;
  std::thread thread_;
};

}  // namespace otelwrap::testing
