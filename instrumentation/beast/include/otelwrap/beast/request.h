// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A traced HTTP request over a connected stream of the user's: writes the request with the headers
// of the trace, reads the response, and makes one CLIENT span and one duration of both.
//
//   error_code error = beast::Request(stream, buffer, request, response);
//   beast::AsyncRequest(stream, buffer, request, response, [](error_code error) { ... });
//   co_await beast::AsyncRequest(stream, buffer, request, response, net::use_awaitable);
//
// Where the request goes is read from its Host header, which HTTP/1.1 asks for. The buffer is kept
// between requests on the same stream, as everywhere in Beast.
//
// Threads: as http::read and http::write of the same stream. Ownership: everything stays the
// caller's, until the completion handler is called; the handler keeps its executor, allocator and
// cancellation slot. The headers of the trace stay in the request. Errors: Beast's own, untouched.

#pragma once

#include <cstdint>  // first: Boost 1.83 forgets it in field.hpp

#include <otelwrap/beast/client_span.h>
#include <otelwrap/beast/peer.h>
#include <boost/asio/compose.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/verb.hpp>
#include <boost/beast/http/write.hpp>

#include <memory>
#include <type_traits>
#include <utility>

namespace otelwrap::beast {
namespace internal {

template <class Stream, class Fields>
ClientSpan StartRequest(const Instrumentation& instrumentation, Stream& stream,
                        ::boost::beast::http::header<true, Fields>& request) noexcept {
  if (!common::Enabled(common::Component::kBeast)) return {};
  const Origin origin = Origin::Of(instrumentation, ViewOf(request, false), kIsTls<Stream>);
  ClientSpan span = StartClient(instrumentation, request, origin);
  if (span.IsRecording()) span.SetPeer(PeerOf(stream));
  return span;
}

// What was read: the status only where the headers came, be the body as it may.
template <class Parser>
void FinishRequest(ClientSpan& span, const Parser& parser,
                   ::boost::system::error_code error) noexcept {
  const bool answered = parser.is_header_done();
  span.Finish(answered ? parser.get().result_int() : 0, parser.get().version(), error);
}

template <class Stream, class Buffer, class Request, class Body, class Fields>
class RequestOperation {
 public:
  using Response = ::boost::beast::http::response<Body, Fields>;

  RequestOperation(const Instrumentation& instrumentation, Stream& stream, Buffer& buffer,
                   Request& request, Response& response)
      : stream_(stream),
        buffer_(buffer),
        request_(request),
        response_(response),
        state_(std::make_unique<State>(std::move(response))) {
    state_->parser.skip(request.method() == ::boost::beast::http::verb::head);
    state_->span = StartRequest(instrumentation, stream, request);
  }

  template <class Self>
  void operator()(Self& self, ::boost::system::error_code error = {}, size_t = 0) {
    const Step step = std::exchange(step_, static_cast<Step>(static_cast<int>(step_) + 1));
    if (step == Step::kWrite) {
      return ::boost::beast::http::async_write(stream_, request_, std::move(self));
    }
    if (step == Step::kRead && !error) {
      auto& parser = state_->parser;
      return ::boost::beast::http::async_read(stream_, buffer_, parser, std::move(self));
    }
    FinishRequest(state_->span, state_->parser, error);
    response_ = state_->parser.release();
    state_.reset();
    self.complete(error);
  }

 private:
  enum class Step { kWrite, kRead, kDone, kOver };
  // Stays where it is while Asio moves the operation about.
  struct State {
    explicit State(Response&& response) : parser(std::move(response)) {}
    ::boost::beast::http::response_parser<Body, typename Fields::allocator_type> parser;
    ClientSpan span;
  };

  Stream& stream_;
  Buffer& buffer_;
  Request& request_;
  Response& response_;
  std::unique_ptr<State> state_;
  Step step_ = Step::kWrite;
};

}  // namespace internal

template <class Stream, class Buffer, class RequestBody, class Fields, class Body>
::boost::system::error_code Request(const Instrumentation& instrumentation, Stream& stream,
                                    Buffer& buffer,
                                    ::boost::beast::http::request<RequestBody, Fields>& request,
                                    ::boost::beast::http::response<Body, Fields>& response) {
  ClientSpan span = internal::StartRequest(instrumentation, stream, request);
  ::boost::beast::http::response_parser<Body, typename Fields::allocator_type> parser(
      std::move(response));
  parser.skip(request.method() == ::boost::beast::http::verb::head);
  ::boost::system::error_code error;
  ::boost::beast::http::write(stream, request, error);
  if (!error) ::boost::beast::http::read(stream, buffer, parser, error);
  internal::FinishRequest(span, parser, error);
  response = parser.release();
  return error;
}

template <class Stream, class Buffer, class RequestBody, class Fields, class Body>
::boost::system::error_code Request(Stream& stream, Buffer& buffer,
                                    ::boost::beast::http::request<RequestBody, Fields>& request,
                                    ::boost::beast::http::response<Body, Fields>& response) {
  return Request(Default(), stream, buffer, request, response);
}

template <class Stream, class Buffer, class RequestBody, class Fields, class Body, class Token>
auto AsyncRequest(const Instrumentation& instrumentation, Stream& stream, Buffer& buffer,
                  ::boost::beast::http::request<RequestBody, Fields>& request,
                  ::boost::beast::http::response<Body, Fields>& response, Token&& token) {
  using Operation =
      internal::RequestOperation<Stream, Buffer, ::boost::beast::http::request<RequestBody, Fields>,
                                 Body, Fields>;
  return ::boost::asio::async_compose<Token, void(::boost::system::error_code)>(
      Operation(instrumentation, stream, buffer, request, response), token, stream);
}

template <class Stream, class Buffer, class RequestBody, class Fields, class Body, class Token>
auto AsyncRequest(Stream& stream, Buffer& buffer,
                  ::boost::beast::http::request<RequestBody, Fields>& request,
                  ::boost::beast::http::response<Body, Fields>& response, Token&& token) {
  return AsyncRequest(Default(), stream, buffer, request, response, std::forward<Token>(token));
}

}  // namespace otelwrap::beast
