// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What the two servers, serve.h and async_serve.h, share: limits, and the steps between a request
// that was read and a response that is to be written. Not for direct use but for ServeLimits.
//
// Threads: free functions and values. Errors: none but what a handler throws, which becomes a 500.

#pragma once

#include <cstdint>  // first: Boost 1.83 forgets it in field.hpp

#include <otelwrap/beast/server_span.h>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/rfc7230.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/core/no_exceptions_support.hpp>

#include <chrono>
#include <type_traits>
#include <utility>

namespace otelwrap::beast {

// The request that a handler gets.
using ServerRequest = ::boost::beast::http::request<::boost::beast::http::string_body>;
// What the servers themselves answer with: a failure and no text.
using PlainResponse = ::boost::beast::http::response<::boost::beast::http::string_body>;

struct ServeLimits {
  uint32_t header_bytes = 16 * 1024;  // more is answered with 431
  uint64_t body_bytes = 1024 * 1024;  // more is answered with 413
  // For one request, or the wait for it. Only async_serve.h on a tcp_stream can keep to it.
  std::chrono::steady_clock::duration timeout = std::chrono::seconds(30);
};

namespace internal {

namespace http = ::boost::beast::http;
using ::boost::system::error_code;
using RequestParser = http::request_parser<http::string_body>;

// What became of a read of headers.
enum class HeaderRead : uint8_t { kDone, kTooLarge, kBad, kGone };

inline HeaderRead Judge(const error_code& error) noexcept {
  if (!error) return HeaderRead::kDone;
  if (error == http::error::body_limit || error == http::error::header_limit) {
    return HeaderRead::kTooLarge;
  }
  const bool closed = error == http::error::end_of_stream || error == http::error::partial_message;
  const bool parsed = error.category() == http::make_error_code(http::error::bad_method).category();
  return parsed && !closed ? HeaderRead::kBad : HeaderRead::kGone;
}

// The answer to what can't be served, after which the connection is closed.
inline PlainResponse Refusal(const error_code& error) {
  http::status status = http::status::bad_request;
  if (error == http::error::body_limit) status = http::status::payload_too_large;
  if (error == http::error::header_limit) {
    status = http::status::request_header_fields_too_large;
  }
  PlainResponse response(status, 11);
  response.keep_alive(false);
  response.prepare_payload();
  return response;
}

inline void SetLimits(RequestParser& parser, const ServeLimits& limits) {
  parser.header_limit(limits.header_bytes);
  parser.body_limit(limits.body_bytes);
}

inline bool ExpectsContinue(const ServerRequest& request) {
  return ::boost::beast::iequals(request[http::field::expect], "100-continue");
}

// Calls a handler that takes the request, or the request and its span.
template <class Handler>
decltype(auto) Call(Handler& handler, const ServerRequest& request, ServerSpan& span) {
  if constexpr (std::is_invocable_v<Handler&, const ServerRequest&, ServerSpan&>) {
    return handler(request, span);
  } else {
    return handler(request);
  }
}

// Makes the response fit the request: version, keep-alive, length, the span's headers. Throws what
// Beast throws of a response that can't be (a 204 with a body).
template <class Response>
void Fit(const ServerRequest& request, const ServerSpan& span, Response& response) {
  const bool keep = request.keep_alive() && response.keep_alive();
  response.version(request.version());
  const bool upgrade = response.result() == http::status::switching_protocols;
  if (!upgrade) response.keep_alive(keep);
  if (!upgrade && !response.has_content_length() && !response.chunked()) response.prepare_payload();
  span.SetHeaders(response);
}

// Call it in a catch block: notes the exception, and makes the answer to it.
template <class Response>
Response Failure(const ServerRequest& request, ServerSpan& span) {
  span.AddCurrentException();
  Response failure;
  failure.result(http::status::internal_server_error);
  Fit(request, span, failure);
  return failure;
}

// The handler's response, made within the span; a 500 where it throws.
template <class Handler>
auto Answer(Handler& handler, const ServerRequest& request, ServerSpan& span) {
  using Response = std::decay_t<decltype(Call(handler, request, span))>;
  BOOST_TRY {
    const auto scope = span.MakeCurrent();
    Response response(Call(handler, request, span));
    Fit(request, span, response);
    return response;
  }
  BOOST_CATCH(...) { return Failure<Response>(request, span); }
  BOOST_CATCH_END
}

// Whether another request may come over the connection. After an upgrade it is the caller's.
template <class Response>
bool KeepsOpen(const Response& response) {
  return response.keep_alive() && response.result() != http::status::switching_protocols;
}

// Tells the peer that nothing more comes; a TLS stream is its owner's to end, and so is one that
// was upgraded.
template <class Stream>
void EndStream(Stream& stream) noexcept {
  if constexpr (!kIsTls<Stream>) {
    error_code ignored;
    auto& socket = SocketOf(stream);
    socket.shutdown(std::decay_t<decltype(socket)>::shutdown_send, ignored);
  }
}

}  // namespace internal
}  // namespace otelwrap::beast
