// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A traced server's connection, asynchronous: serve.h for an io_context.
//
//   acceptor.async_accept([&](error_code error, tcp::socket socket) {
//     otelwrap::beast::AsyncServe(tcp_stream(std::move(socket)), handler);
//     ...
//
// A handler is one of Serve's, or takes a third argument to answer later, from any thread:
//
//   [&](const beast::ServerRequest& request, beast::ServerSpan& span, auto respond) {
//     timer.async_wait(span.Bind([respond](error_code) { respond(MakeResponse()); }));
//   }
//
// `respond` is copied at will and called once with a response of any body; a second call does
// nothing. When its last copy goes uncalled, the span ends as aborted and the connection closes.
// Request and span stay valid until it is called. Coroutines use StartServer and Run on a loop of
// their own.
//
// Threads: the connection's steps run on the stream's executor, one at a time; give a stream with a
// strand to an io_context of several threads. Ownership: takes the stream and the handler, and
// closes the stream at the end, also after a 101: upgrade in a loop of your own. The
// instrumentation must outlive the connection. Errors: they end it, and show on the span.

#pragma once

#include <cstdint>  // first: Boost 1.83 forgets it in field.hpp

#include <otelwrap/beast/exchange.h>
#include <boost/asio/dispatch.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/write.hpp>

#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace otelwrap::beast {
namespace internal {

// Answers one request of a session; the number tells a late call from one in time.
template <class Session>
class Respond {
 public:
  Respond(std::shared_ptr<Session> session, uint64_t request)
      : session_(std::move(session)), request_(request) {}

  template <class Response>
  void operator()(Response response) const {
    ::boost::asio::dispatch(session_->get_executor(), [session = session_, request = request_,
                                                       response = std::move(response)]() mutable {
      session->Respond(request, std::move(response));
    });
  }

 private:
  std::shared_ptr<Session> session_;
  uint64_t request_;
};

template <class Stream, class Handler>
class Session : public std::enable_shared_from_this<Session<Stream, Handler>> {
 public:
  Session(const Instrumentation& instrumentation, Stream stream, Handler handler,
          const ServeLimits& limits)
      : instrumentation_(instrumentation),
        stream_(std::move(stream)),
        handler_(std::move(handler)),
        limits_(limits),
        peer_(PeerOf(stream_)) {}

  auto get_executor() { return stream_.get_executor(); }

  void Read() {
    parser_.emplace();
    SetLimits(*parser_, limits_);
    Expire();
    http::async_read_header(
        stream_, buffer_, *parser_,
        [self = this->shared_from_this()](error_code error, size_t) { self->OnHeader(error); });
  }

  template <class Response>
  void Respond(uint64_t request, Response response) {
    if (request != request_ || answered_) return;
    BOOST_TRY { Fit(parser_->get(), span_, response); }
    BOOST_CATCH(...) { return WriteAnswer(Failure<PlainResponse>(parser_->get(), span_)); }
    BOOST_CATCH_END
    WriteAnswer(std::move(response));
  }

 private:
  void Expire() {
    if constexpr (std::is_same_v<Stream, ::boost::beast::tcp_stream>) {
      stream_.expires_after(limits_.timeout);
    }
  }

  void OnHeader(error_code error) {
    const HeaderRead read = Judge(error);
    if (read == HeaderRead::kGone) return EndStream(stream_);
    if (read == HeaderRead::kBad || error == http::error::header_limit) {
      return Write(Refusal(error), false);
    }
    span_ = StartServer(instrumentation_, parser_->get(), peer_);
    ++request_;
    answered_ = false;
    if (error) return Refuse(error);
    if (ExpectsContinue(parser_->get())) return WriteContinue();
    ReadBody();
  }

  void Refuse(error_code error) {
    PlainResponse refusal = Refusal(error);
    span_.SetHeaders(refusal);
    Write(std::move(refusal), false);
  }

  void WriteContinue() {
    auto go_on = std::make_shared<http::response<http::empty_body>>(http::status::continue_, 11);
    http::async_write(stream_, *go_on,
                      [self = this->shared_from_this(), go_on](error_code error, size_t) {
                        error ? self->span_.Finish(0, error) : self->ReadBody();
                      });
  }

  void ReadBody() {
    http::async_read(
        stream_, buffer_, *parser_,
        [self = this->shared_from_this()](error_code error, size_t) { self->OnRequest(error); });
  }

  void OnRequest(error_code error) {
    if (error == http::error::body_limit) return Refuse(error);
    if (error) return span_.Finish(0, error);
    const ServerRequest& request = parser_->get();
    if constexpr (std::is_invocable_v<Handler&, const ServerRequest&, ServerSpan&,
                                      internal::Respond<Session>>) {
      CallLater(request);
    } else {
      WriteAnswer(Answer(handler_, request, span_));
    }
  }

  void CallLater(const ServerRequest& request) {
    const internal::Respond<Session> respond(this->shared_from_this(), request_);
    BOOST_TRY {
      const auto scope = span_.MakeCurrent();
      handler_(request, span_, respond);
    }
    BOOST_CATCH(...) {
      if (!answered_) WriteAnswer(Failure<PlainResponse>(request, span_));
    }
    BOOST_CATCH_END
  }

  template <class Response>
  void WriteAnswer(Response response) {
    answered_ = true;
    Write(std::move(response), parser_->get().method() == http::verb::head);
  }

  template <class Response>
  void Write(Response response, bool head) {
    using Serializer =
        http::serializer<false, typename Response::body_type, typename Response::fields_type>;
    struct Pending {
      explicit Pending(Response&& its_response)
          : response(std::move(its_response)), serializer(response) {}
      Response response;
      Serializer serializer;
    };
    auto pending = std::make_shared<Pending>(std::move(response));
    auto done = [self = this->shared_from_this(), pending](error_code error, size_t) {
      self->OnWritten(error, pending->response);
    };
    Expire();
    if (head) {
      http::async_write_header(stream_, pending->serializer, std::move(done));
    } else {
      http::async_write(stream_, pending->serializer, std::move(done));
    }
  }

  template <class Response>
  void OnWritten(error_code error, const Response& response) {
    if (error == http::error::end_of_stream) error = {};
    span_.Finish(response, error);
    if (!error && KeepsOpen(response)) return Read();
    EndStream(stream_);
  }

  const Instrumentation& instrumentation_;
  Stream stream_;
  Handler handler_;
  const ServeLimits limits_;
  const Peer peer_;
  ::boost::beast::flat_buffer buffer_;
  std::optional<RequestParser> parser_;
  ServerSpan span_;
  uint64_t request_ = 0;  // how many have come
  bool answered_ = true;
};

}  // namespace internal

template <class Stream, class Handler>
void AsyncServe(const Instrumentation& instrumentation, Stream stream, Handler handler,
                const ServeLimits& limits = {}) {
  std::make_shared<internal::Session<Stream, Handler>>(instrumentation, std::move(stream),
                                                       std::move(handler), limits)
      ->Read();
}

template <class Stream, class Handler>
void AsyncServe(Stream stream, Handler handler, const ServeLimits& limits = {}) {
  AsyncServe(Default(), std::move(stream), std::move(handler), limits);
}

}  // namespace otelwrap::beast
