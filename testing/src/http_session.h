// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// One connection of the HttpServer, from accept to close: read a head, read a body, answer, again.

#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include <memory>
#include <optional>

#include "http_server.h"

namespace otelwrap::testing {

class HttpSession : public std::enable_shared_from_this<HttpSession> {
 public:
  HttpSession(boost::asio::ip::tcp::socket socket, const HttpServerOptions& options,
              HttpHandler* handler);

  void ReadHead();

 private:
  using ErrorCode = boost::beast::error_code;

  void OnHead(ErrorCode error);
  void Continue();
  void ReadBody();
  void OnBody(ErrorCode error);
  void GiveUp(ErrorCode error);
  void Write(HttpAnswer answer, bool keep_alive);
  void OnWritten(ErrorCode error);
  void Linger();
  ServedRequest Head() const;

  boost::beast::tcp_stream stream_;
  const HttpServerOptions& options_;
  HttpHandler* handler_;
  boost::beast::flat_buffer buffer_;
  std::optional<boost::beast::http::request_parser<boost::beast::http::string_body>> parser_;
  boost::beast::http::response<boost::beast::http::empty_body> interim_;
  boost::beast::http::response<boost::beast::http::string_body> response_;
};

}  // namespace otelwrap::testing
