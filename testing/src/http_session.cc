// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "http_session.h"

#include <boost/beast/core/bind_handler.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/rfc7230.hpp>
#include <boost/beast/http/write.hpp>

#include <utility>

namespace otelwrap::testing {

namespace beast = boost::beast;
namespace http = boost::beast::http;

namespace {

// How long the rest of a refused request is read and thrown away: closing at once would reset the
// connection, and the client might lose the answer.
constexpr std::chrono::seconds kLingerTime{1};

unsigned StatusOf(beast::error_code error) {
  if (error == http::error::body_limit) return 413;
  if (error == http::error::header_limit) return 431;
  return 400;
}

bool IsHttpError(beast::error_code error) {
  return error.category() == make_error_code(http::error::end_of_stream).category() &&
         error != http::error::end_of_stream;
}

}  // namespace

HttpSession::HttpSession(boost::asio::ip::tcp::socket socket, const HttpServerOptions& options,
                         HttpHandler* handler)
    : stream_(std::move(socket)), options_(options), handler_(handler) {}

void HttpSession::ReadHead() {
  parser_.emplace();
  parser_->body_limit(options_.max_body_bytes);
  stream_.expires_after(options_.idle_timeout);
  http::async_read_header(
      stream_, buffer_, *parser_,
      [self = shared_from_this()](ErrorCode error, size_t) { self->OnHead(error); });
}

ServedRequest HttpSession::Head() const {
  const auto& message = parser_->get();
  ServedRequest head;
  head.method = std::string(message.method_string());
  head.path = std::string(message.target());
  head.path.resize(std::min(head.path.size(), head.path.find('?')));
  head.content_type = std::string(message[http::field::content_type]);
  head.content_encoding = std::string(message[http::field::content_encoding]);
  return head;
}

void HttpSession::OnHead(ErrorCode error) {
  if (error) return GiveUp(error);
  if (auto refusal = handler_->Refuse(Head())) return Write(std::move(*refusal), false);
  const auto expect = parser_->get()[http::field::expect];
  if (beast::iequals(expect, "100-continue")) return Continue();
  ReadBody();
}

void HttpSession::Continue() {
  interim_ = {http::status::continue_, 11};
  http::async_write(stream_, interim_, [self = shared_from_this()](ErrorCode error, size_t) {
    if (!error) self->ReadBody();
  });
}

void HttpSession::ReadBody() {
  http::async_read(stream_, buffer_, *parser_,
                   [self = shared_from_this()](ErrorCode error, size_t) { self->OnBody(error); });
}

void HttpSession::OnBody(ErrorCode error) {
  if (error) return GiveUp(error);
  ServedRequest request = Head();
  request.body = std::move(parser_->get().body());
  Write(handler_->Handle(request), parser_->get().keep_alive());
}

// A closed, broken or idle connection just ends; there is nobody to answer.
void HttpSession::GiveUp(ErrorCode error) {
  if (IsHttpError(error)) Write(handler_->GaveUp(StatusOf(error), Head(), error.message()), false);
}

void HttpSession::Write(HttpAnswer answer, bool keep_alive) {
  response_ = {};
  response_.version(11);
  response_.result(answer.status);
  response_.set(http::field::content_type, answer.content_type);
  if (answer.status == 405) response_.set(http::field::allow, "POST");
  response_.keep_alive(keep_alive);
  response_.body() = std::move(answer.body);
  response_.prepare_payload();
  http::async_write(stream_, response_, [self = shared_from_this()](ErrorCode error, size_t) {
    self->OnWritten(error);
  });
}

void HttpSession::OnWritten(ErrorCode error) {
  if (error) return;
  if (response_.keep_alive()) return ReadHead();
  ErrorCode ignored;
  stream_.socket().shutdown(boost::asio::ip::tcp::socket::shutdown_send, ignored);
  stream_.expires_after(kLingerTime);
  Linger();
}

void HttpSession::Linger() {
  buffer_.clear();
  stream_.async_read_some(buffer_.prepare(size_t{16} << 10U),
                          [self = shared_from_this()](ErrorCode error, size_t) {
                            if (!error) self->Linger();
                          });
}

}  // namespace otelwrap::testing
