// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Carries the caller's context to wherever a function is called: another thread, a pool, a queue.
//
//   std::thread worker(otelwrap::common::Bind([&] { CallRedis(); }));   // spans join the caller's
//   trace
//
// The context is current only while the function runs. Threads: the bound function may be called
// from any thread, as often as the function itself may. Ownership: owns the function and shares the
// context. Errors: what the function throws passes through.

#pragma once

#include <opentelemetry/context/context.h>
#include <opentelemetry/context/runtime_context.h>
#include <otelwrap/config.h>

#include <type_traits>
#include <utility>

namespace otelwrap::common {

template <class Function>
class BoundFunction {
 public:
  BoundFunction(opentelemetry::context::Context context, Function function)
      : context_(std::move(context)), function_(std::move(function)) {}

  template <class... Arguments>
  decltype(auto) operator()(Arguments&&... arguments) {
    const auto token = opentelemetry::context::RuntimeContext::Attach(context_);
    return function_(std::forward<Arguments>(arguments)...);
  }

 private:
  opentelemetry::context::Context context_;
  Function function_;
};

template <class Function>
BoundFunction<std::decay_t<Function>> Bind(opentelemetry::context::Context context,
                                           Function&& function) {
  return {std::move(context), std::forward<Function>(function)};
}

// With the thread's current context.
template <class Function>
BoundFunction<std::decay_t<Function>> Bind(Function&& function) {
  return {opentelemetry::context::RuntimeContext::GetCurrent(), std::forward<Function>(function)};
}

}  // namespace otelwrap::common
