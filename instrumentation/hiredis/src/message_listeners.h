// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The callbacks of subscriptions, under spans: hiredis carries one of ours, which makes the span of
// each message and calls the user's within it.
//
// Only hiredis knows how long it keeps a subscription's callback, so that none is ever freed: there
// is one for each callback, privdata and instrumentation, and no more than kMostListeners.
//
// Threads: any. Errors: the user's own callback, untraced, where memory or room is out.

#pragma once

#include <hiredis/async.h>
#include <otelwrap/hiredis/instrumentation.h>

#include <cstddef>
#include <memory>

namespace otelwrap::hiredis {

inline constexpr size_t kMostListeners = 4096;

struct AsyncCallback {
  redisCallbackFn* function;
  void* privdata;
};

// `instrumentation` null: the default. `kept` is, for ever.
AsyncCallback TracedCallback(const AsyncCallback& own, const Instrumentation* instrumentation,
                             const std::shared_ptr<const Instrumentation>& kept) noexcept;

}  // namespace otelwrap::hiredis
