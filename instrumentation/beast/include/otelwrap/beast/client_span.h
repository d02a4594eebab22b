// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The span of one request that a client of your own loop makes: CLIENT, named `{method}`, from the
// injected headers to the read response.
//
//   const beast::Origin shop("http", "shop.example", 8080);   // once for a host
//   auto span = beast::StartClient(request, shop);            // writes traceparent and baggage
//   http::write(stream, request, error);
//   if (!error) http::read(stream, buffer, response, error);
//   span.Finish(response, error);
//
// The headers of the trace are set in the request; a second attempt with the same request gets a
// span and headers of its own. Status codes from 400 are failures; a request that its own program
// cancelled (operation_aborted) is none.
//
// Threads: moved between threads, used by one at a time. Ownership: move-only; the instrumentation
// must outlive it. A span that is dropped ends with error.type "abandoned". Errors: nothing throws.

#pragma once

#include <cstdint>  // first: Boost 1.83 forgets it in field.hpp

#include <otelwrap/beast/instrumentation.h>
#include <otelwrap/beast/peer.h>
#include <otelwrap/beast/request_view.h>
#include <otelwrap/common/operation.h>
#include <otelwrap/common/target.h>
#include <otelwrap/propagators/http_fields_carrier.h>
#include <boost/beast/http/message.hpp>
#include <boost/system/error_code.hpp>

#include <memory>
#include <string_view>

namespace otelwrap::beast {

// Where requests go. Immutable and cheap to copy.
class OTELWRAP_API Origin {
 public:
  // Port 0: the scheme's own. A scheme other than https counts as http.
  Origin(const Instrumentation& instrumentation, std::string_view scheme, std::string_view host,
         uint16_t port = 0) noexcept;
  Origin(std::string_view scheme, std::string_view host, uint16_t port = 0) noexcept
      : Origin(Default(), scheme, host, port) {}
  // As the request's own target or Host header says.
  static Origin Of(const Instrumentation& instrumentation, const RequestView& request,
                   bool tls) noexcept;

  bool tls() const noexcept { return tls_; }
  const std::shared_ptr<const common::Target>& target() const noexcept { return target_; }

 private:
  bool tls_;
  std::shared_ptr<const common::Target> target_;
};

class OTELWRAP_API ClientSpan {
 public:
  ClientSpan() noexcept {}  // does nothing  NOLINT(modernize-use-equals-default): {} would zero it

  // What non-template code starts from; see StartClient below.
  static ClientSpan Start(const Instrumentation& instrumentation, const RequestView& request,
                          const Origin& origin,
                          opentelemetry::context::propagation::TextMapCarrier& headers) noexcept;

  bool IsRecording() const noexcept { return operation_.IsRecording(); }
  opentelemetry::trace::SpanContext SpanContext() const noexcept {
    return operation_.SpanContext();
  }
  // The connection's real other end, a proxy for example.
  void SetPeer(const Peer& peer) noexcept;

  // The response was read, or could not be: then nothing of it is looked at.
  template <class Fields>
  void Finish(const ::boost::beast::http::header<false, Fields>& response,
              ::boost::system::error_code error = {}) noexcept {
    Finish(error ? 0 : response.result_int(), response.version(), error);
  }
  // Status 0: no response was read.
  void Finish(unsigned status, unsigned version, ::boost::system::error_code error = {}) noexcept {
    if (operation_.IsActive()) FinishActive(status, version, error);
  }

 private:
  void FinishActive(unsigned status, unsigned version, ::boost::system::error_code error) noexcept;

  common::Operation operation_;
};

template <class Fields>
ClientSpan StartClient(const Instrumentation& instrumentation,
                       ::boost::beast::http::header<true, Fields>& request,
                       const Origin& origin) noexcept {
  if (!common::Enabled(common::Component::kBeast)) return {};
  propagators::HttpFieldsWriter<Fields> headers(request);
  return ClientSpan::Start(instrumentation, internal::ViewOf(request, false), origin, headers);
}

template <class Fields>
ClientSpan StartClient(::boost::beast::http::header<true, Fields>& request,
                       const Origin& origin) noexcept {
  if (!common::Enabled(common::Component::kBeast)) return {};
  return StartClient(Default(), request, origin);
}

}  // namespace otelwrap::beast
