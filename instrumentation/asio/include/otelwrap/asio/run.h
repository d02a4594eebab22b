// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// For C++20 coroutines: runs an awaitable within an OpenTelemetry context, over every suspension.
//
//   co_await otelwrap::asio::Run(span_context, Handle(request));
//
// The awaitable gets an executor that carries the context (context_executor.h) on top of the
// caller's own; the caller goes on with its own context. Never attach a context in a coroutine by
// hand: at the next co_await the thread goes on to somebody else's code with it.
//
// Threads: as the coroutine's executor. Ownership: takes the awaitable over. Errors: an exception
// of the awaitable comes out of the co_await; a cancelled one is cancelled as it would be bare.

#pragma once

#include <boost/asio/detail/config.hpp>

#if defined(BOOST_ASIO_HAS_CO_AWAIT)

#include <otelwrap/asio/context_executor.h>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <utility>

namespace otelwrap::asio {

template <class Result, class Executor>
::boost::asio::awaitable<Result, Executor> Run(opentelemetry::context::Context context,
                                               ::boost::asio::awaitable<Result, Executor> work) {
  const Executor executor = co_await ::boost::asio::this_coro::executor;
  // The work's end resumes the caller from within the work's context, by an inline dispatch: the
  // caller's own must be put on top.
  co_return co_await ::boost::asio::co_spawn(
      WithContext(executor, std::move(context)), std::move(work),
      ::boost::asio::bind_executor(WithContext(executor),
                                   ::boost::asio::use_awaitable_t<Executor>{}));
}

}  // namespace otelwrap::asio

#endif
