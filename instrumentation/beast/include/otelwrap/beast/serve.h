// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A traced server's connection, synchronous: reads requests, calls the handler with the request's
// span current, writes what it returns, until the connection ends.
//
//   while (true) {
//     tcp::socket socket = acceptor.accept();
//     std::thread([socket = std::move(socket)]() mutable {
//       otelwrap::beast::Serve(socket, [](const beast::ServerRequest& request) {
//         http::response<http::string_body> response(http::status::ok, request.version());
//         response.body() = "hello";
//         return response;
//       });
//     }).detach();
//   }
//
// A handler takes the request, or the request and its ServerSpan& (to SetRoute), and returns a
// response of any body. One span and one duration for each request, from its headers to its written
// response. Version, keep-alive and length of the response are set here. A handler that throws is
// answered with 500. What is no HTTP gets 400 and what is too large 413 or 431; of these only 413
// has a span, because only there the request's headers could be read.
//
// Threads: blocks the caller's; one connection on one thread. Ownership: the stream stays the
// caller's, who closes it; after a 101 it is open, and the next protocol's.
// Errors: returned; none where either side ended the connection between two requests.

#pragma once

#include <cstdint>  // first: Boost 1.83 forgets it in field.hpp

#include <otelwrap/beast/exchange.h>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/write.hpp>

#include <utility>

namespace otelwrap::beast {
namespace internal {

// One connection's state: what the steps below hand to one another.
template <class Stream, class Handler>
class Connection {
 public:
  Connection(const Instrumentation& instrumentation, Stream& stream, Handler& handler,
             const ServeLimits& limits)
      : instrumentation_(instrumentation),
        stream_(stream),
        handler_(handler),
        limits_(limits),
        peer_(PeerOf(stream)) {}

  error_code Run() {
    while (ServeOne()) {
    }
    if (!upgraded_) EndStream(stream_);
    return error_;
  }

 private:
  // False when the connection is over.
  bool ServeOne() {
    RequestParser parser;
    SetLimits(parser, limits_);
    http::read_header(stream_, buffer_, parser, error_);
    const HeaderRead read = Judge(error_);
    if (read == HeaderRead::kGone || read == HeaderRead::kBad ||
        error_ == http::error::header_limit) {
      return EndWithout(read);
    }
    ServerSpan span = StartServer(instrumentation_, parser.get(), peer_);
    if (read == HeaderRead::kDone) ReadBody(parser);
    if (error_ == http::error::body_limit) return Refuse(span);
    if (error_) {
      span.Finish(0, error_);
      return false;
    }
    return Respond(parser.get(), span);
  }

  bool EndWithout(HeaderRead read) {
    if (read != HeaderRead::kGone) {
      PlainResponse refusal = Refusal(error_);
      error_code ignored;
      http::write(stream_, refusal, ignored);
    }
    if (error_ == http::error::end_of_stream) error_ = {};
    return false;
  }

  void ReadBody(RequestParser& parser) {
    if (ExpectsContinue(parser.get())) {
      http::response<http::empty_body> go_on(http::status::continue_, 11);
      http::write(stream_, go_on, error_);
      if (error_) return;
    }
    http::read(stream_, buffer_, parser, error_);
  }

  bool Refuse(ServerSpan& span) {
    PlainResponse refusal = Refusal(error_);
    span.SetHeaders(refusal);
    error_code write_error;
    http::write(stream_, refusal, write_error);
    span.Finish(refusal, write_error);
    return false;
  }

  bool Respond(const ServerRequest& request, ServerSpan& span) {
    auto response = Answer(handler_, request, span);
    using Response = decltype(response);
    http::serializer<false, typename Response::body_type, typename Response::fields_type> writer(
        response);
    if (request.method() == http::verb::head) {
      http::write_header(stream_, writer, error_);
    } else {
      http::write(stream_, writer, error_);
    }
    if (error_ == http::error::end_of_stream) error_ = {};  // the body says that it ends the stream
    span.Finish(response, error_);
    upgraded_ = !error_ && response.result() == http::status::switching_protocols;
    return !error_ && KeepsOpen(response);
  }

  const Instrumentation& instrumentation_;
  Stream& stream_;
  Handler& handler_;
  const ServeLimits& limits_;
  const Peer peer_;
  ::boost::beast::flat_buffer buffer_;
  error_code error_;
  bool upgraded_ = false;
};

}  // namespace internal

template <class Stream, class Handler>
::boost::system::error_code Serve(const Instrumentation& instrumentation, Stream& stream,
                                  Handler&& handler, const ServeLimits& limits = {}) {
  return internal::Connection<Stream, std::remove_reference_t<Handler>>(instrumentation, stream,
                                                                        handler, limits)
      .Run();
}

template <class Stream, class Handler>
::boost::system::error_code Serve(Stream& stream, Handler&& handler,
                                  const ServeLimits& limits = {}) {
  return Serve(Default(), stream, std::forward<Handler>(handler), limits);
}

}  // namespace otelwrap::beast
