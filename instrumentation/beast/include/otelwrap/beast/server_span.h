// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The span of one request that a server of your own loop serves: SERVER, named `{method}` or
// `{method} {route}`, from the parsed headers to the written response.
//
//   auto span = beast::StartServer(parser.get(), peer);
//   span.SetRoute("/items/{id}");
//   { auto scope = span.MakeCurrent(); response = Handle(request); }   // synchronous handler
//   co_await span.Run(Handle(request));                                // coroutine
//   span.SetHeaders(response);
//   http::async_write(stream, response, span.Bind(on_written));        // callback
//   span.Finish(response, error);
//
// The parent is what the request's headers say, never the thread's current span. An upgrade is over
// when its handshake is answered: `ws.accept(request, error); span.Finish(101, error);`.
//
// Threads: moved between threads, used by one at a time. Ownership: move-only; the instrumentation
// must outlive it. A span that is dropped ends as an aborted request, with error.type "abandoned".
// Errors: nothing throws; Finish a second time does nothing.

#pragma once

#include <cstdint>  // first: Boost 1.83 forgets it in field.hpp

#include <otelwrap/asio/bind.h>
#include <otelwrap/asio/run.h>
#include <otelwrap/beast/instrumentation.h>
#include <otelwrap/beast/peer.h>
#include <otelwrap/beast/request_view.h>
#include <otelwrap/common/fixed_text.h>
#include <otelwrap/common/operation.h>
#include <otelwrap/propagators/http_fields_carrier.h>
#include <boost/asio/detail/config.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/core/no_exceptions_support.hpp>
#include <boost/system/error_code.hpp>

#include <exception>
#include <string_view>
#include <utility>

namespace otelwrap::beast {

inline constexpr char kTraceIdHeader[] = "Trace-Id";

class OTELWRAP_API ServerSpan {
 public:
  ServerSpan() noexcept {}  // does nothing  NOLINT(modernize-use-equals-default): {} would zero it
  ServerSpan(ServerSpan&& other) noexcept = default;
  ServerSpan& operator=(ServerSpan&& other) noexcept;
  ~ServerSpan() {
    if (operation_.IsActive()) Abandon();
  }

  // What non-template code starts from; see StartServer below.
  static ServerSpan Start(
      const Instrumentation& instrumentation, const RequestView& request, const Peer& peer,
      const opentelemetry::context::propagation::TextMapCarrier& headers) noexcept;

  // The template of the path that was matched, the application's root included; never the path.
  void SetRoute(std::string_view route) noexcept;
  // Notes the exception that is being handled, by its type alone. Call it in a catch block.
  void AddCurrentException() noexcept;

  bool IsRecording() const noexcept { return operation_.IsRecording(); }
  // The span's context, or the thread's current one where there is none.
  opentelemetry::context::Context Context() const noexcept;
  opentelemetry::trace::SpanContext SpanContext() const noexcept {
    return operation_.SpanContext();
  }

  // For code that does not suspend: never keep the scope over a co_await or until a callback.
  common::OperationScope MakeCurrent() const noexcept { return operation_.MakeCurrent(); }
  // A completion handler that runs within the span.
  template <class Handler>
  auto Bind(Handler&& handler) const {
    return asio::Bind(Context(), std::forward<Handler>(handler));
  }
#if defined(BOOST_ASIO_HAS_CO_AWAIT)
  // An awaitable that runs within the span, over its suspensions.
  template <class Awaitable>
  auto Run(Awaitable work) const {
    return asio::Run(Context(), std::move(work));
  }
#endif

  // What Options::trace_id_header asks for.
  template <class Fields>
  void SetHeaders(::boost::beast::http::header<false, Fields>& response) const noexcept {
    char text[kTraceIdSize];
    if (!shows_trace_id_ || !WriteTraceId(text)) return;
    propagators::HttpFieldsWriter<Fields>(response).Set(kTraceIdHeader, {text, sizeof text});
  }

  // The response was written, or could not be.
  template <class Fields>
  void Finish(const ::boost::beast::http::header<false, Fields>& response,
              ::boost::system::error_code error = {}) noexcept {
    Finish(response.result_int(), error);
  }
  // Status 0: no response was sent.
  void Finish(unsigned status, ::boost::system::error_code error = {}) noexcept {
    if (operation_.IsActive()) FinishActive(status, error);
  }

 private:
  static constexpr size_t kTraceIdSize = 32;
  bool WriteTraceId(char (&text)[kTraceIdSize]) const noexcept;
  void FinishActive(unsigned status, ::boost::system::error_code error) noexcept;
  void End(common::Outcome& outcome) noexcept;
  void Abandon() noexcept;

  common::Operation operation_;
  std::string_view method_;
  common::FixedText<160> route_;
  bool shows_trace_id_ = false;
};

template <class Fields>
ServerSpan StartServer(const Instrumentation& instrumentation,
                       const ::boost::beast::http::header<true, Fields>& request,
                       const Peer& peer) noexcept {
  if (!common::Enabled(common::Component::kBeast)) return {};
  const propagators::HttpFieldsReader<Fields> headers(request);
  const bool forwarded = instrumentation.options().trust_forwarded_headers;
  return ServerSpan::Start(instrumentation, internal::ViewOf(request, forwarded), peer, headers);
}

template <class Fields>
ServerSpan StartServer(const ::boost::beast::http::header<true, Fields>& request,
                       const Peer& peer) noexcept {
  if (!common::Enabled(common::Component::kBeast)) return {};
  return StartServer(Default(), request, peer);
}

}  // namespace otelwrap::beast
