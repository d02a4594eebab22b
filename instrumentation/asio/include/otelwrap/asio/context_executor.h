// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// An executor that carries an OpenTelemetry context: whatever it runs finds that context current,
// and other handlers of the same io_context do not.
//
//   auto executor = otelwrap::asio::WithContext(io.get_executor(), span_context);
//   net::post(executor, [] { CallRedis(); });                  // spans join the trace
//   net::co_spawn(executor, Session(), net::detached);         // also after every co_await
//   net::steady_timer timer(executor);                         // its handlers too
//
// It wraps any executor (an io_context's, a strand, a thread pool's, any_io_executor) and may
// itself be kept in an any_io_executor or given to make_strand. Its context is fixed: for a child
// span make another executor. What is posted to the inner executor by its own name loses the
// context; what is dispatched to it from within may run at once, inside the context of whoever
// dispatches.
//
// Threads: as safe as the inner executor. Ownership: shares the context, copies the executor.
// Errors: as the inner executor's; a handler that throws leaves the old context current.

#pragma once

#include <opentelemetry/context/context.h>
#include <opentelemetry/context/runtime_context.h>
#include <otelwrap/asio/attach.h>
#include <boost/asio/execution.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/query.hpp>
#include <boost/asio/require.hpp>

#include <type_traits>
#include <utility>

namespace otelwrap::asio {

// A function object that runs another within a context. Made by ContextExecutor.
template <class Function>
class ContextFunction {
 public:
  template <class F>
  ContextFunction(const opentelemetry::context::Context& context, F&& function)
      : context_(context), function_(std::forward<F>(function)) {}

  void operator()() {
    const Attach attached(context_);
    std::move(function_)();
  }

 private:
  opentelemetry::context::Context context_;
  Function function_;
};

template <class Inner>
class ContextExecutor {
 public:
  using inner_executor_type = Inner;

  ContextExecutor(Inner inner, opentelemetry::context::Context context) noexcept
      : inner_(std::move(inner)), context_(std::move(context)) {}

  const Inner& inner() const noexcept { return inner_; }
  const opentelemetry::context::Context& context() const noexcept { return context_; }

  template <class Function>
  void execute(Function&& function) const {
    inner_.execute(
        ContextFunction<std::decay_t<Function>>(context_, std::forward<Function>(function)));
  }

  template <class Property,
            std::enable_if_t<::boost::asio::can_query<const Inner&, Property>::value, int> = 0>
  decltype(auto) query(const Property& property) const
      noexcept(::boost::asio::is_nothrow_query<const Inner&, Property>::value) {
    return ::boost::asio::query(inner_, property);
  }

  template <class Property,
            std::enable_if_t<::boost::asio::can_require<const Inner&, Property>::value, int> = 0>
  auto require(const Property& property) const {
    return Rewrapped(::boost::asio::require(inner_, property));
  }

  template <class Property,
            std::enable_if_t<::boost::asio::can_prefer<const Inner&, Property>::value, int> = 0>
  auto prefer(const Property& property) const {
    return Rewrapped(::boost::asio::prefer(inner_, property));
  }

  friend bool operator==(const ContextExecutor& a, const ContextExecutor& b) noexcept {
    return a.inner_ == b.inner_ && a.context_ == b.context_;
  }
  friend bool operator!=(const ContextExecutor& a, const ContextExecutor& b) noexcept {
    return !(a == b);
  }

 private:
  template <class Executor>
  ContextExecutor<std::decay_t<Executor>> Rewrapped(Executor&& executor) const {
    return {std::forward<Executor>(executor), context_};
  }

  Inner inner_;
  opentelemetry::context::Context context_;
};

template <class Executor>
ContextExecutor<Executor> WithContext(Executor executor, opentelemetry::context::Context context) {
  return {std::move(executor), std::move(context)};
}

// With the thread's current context.
template <class Executor>
ContextExecutor<Executor> WithContext(Executor executor) {
  return {std::move(executor), opentelemetry::context::RuntimeContext::GetCurrent()};
}

}  // namespace otelwrap::asio
