// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A completion handler that runs within an OpenTelemetry context, and only while it runs.
//
//   timer.async_wait(otelwrap::asio::Bind(span_context, [](error_code error) { ... }));
//   socket.async_read_some(buffer, otelwrap::asio::Bind(handler));   // the current context
//
// Everything associated with the handler (executor, allocator, cancellation slot) stays as it was.
// A composed operation's own steps run without the context: they are the library's. For coroutines
// bind the executor instead (context_executor.h), or use Run (run.h).
//
// Threads: as safe as the handler. Ownership: owns the handler, shares the context; both go when
// the handler is destroyed, run or not. Errors: what the handler throws passes through.

#pragma once

#include <opentelemetry/context/context.h>
#include <opentelemetry/context/runtime_context.h>
#include <otelwrap/asio/attach.h>
#include <boost/asio/associator.hpp>

#include <type_traits>
#include <utility>

namespace otelwrap::asio {

template <class Handler>
class ContextHandler {
 public:
  ContextHandler(opentelemetry::context::Context context, Handler handler)
      : context_(std::move(context)), handler_(std::move(handler)) {}

  const Handler& handler() const noexcept { return handler_; }

  template <class... Arguments>
  void operator()(Arguments&&... arguments) {
    const Attach attached(context_);
    std::move(handler_)(std::forward<Arguments>(arguments)...);
  }

 private:
  opentelemetry::context::Context context_;
  Handler handler_;
};

template <class Handler>
ContextHandler<std::decay_t<Handler>> Bind(opentelemetry::context::Context context,
                                           Handler&& handler) {
  return {std::move(context), std::forward<Handler>(handler)};
}

// With the thread's current context.
template <class Handler>
ContextHandler<std::decay_t<Handler>> Bind(Handler&& handler) {
  return {opentelemetry::context::RuntimeContext::GetCurrent(), std::forward<Handler>(handler)};
}

}  // namespace otelwrap::asio

// Asio asks a handler for its executor and the rest by this trait: ours answers as the inner does.
template <template <class, class> class Associator, class Handler, class Default>
struct boost::asio::associator<Associator, otelwrap::asio::ContextHandler<Handler>, Default>
    : Associator<Handler, Default> {
  static typename Associator<Handler, Default>::type get(
      const otelwrap::asio::ContextHandler<Handler>& bound) noexcept {
    return Associator<Handler, Default>::get(bound.handler());
  }

  static auto get(const otelwrap::asio::ContextHandler<Handler>& bound,
                  const Default& otherwise) noexcept
      -> decltype(Associator<Handler, Default>::get(bound.handler(), otherwise)) {
    return Associator<Handler, Default>::get(bound.handler(), otherwise);
  }
};
