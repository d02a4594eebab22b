// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The core of the asynchronous functions: a command with a callback, as an operation that our own
// callback ends.
//
// Threads: as hiredis: one thread at a time for a context.

#pragma once

#include <hiredis/async.h>
#include <otelwrap/hiredis/instrumentation.h>

#include <cstdarg>
#include <cstddef>
#include <memory>

namespace otelwrap::hiredis {

struct AsyncSession;

// What a command is sent on, and what its reply is for.
struct AsyncTarget {
  const Instrumentation* instrumentation;  // null: the session's, or the default
  redisAsyncContext* context;
  redisCallbackFn* callback;
  void* privdata;
  std::shared_ptr<AsyncSession> session;  // of an AsyncContext; null: not known to be one's
};

int TracedAsyncCommand(AsyncTarget target, const char* format, std::va_list arguments) noexcept;
int TracedAsyncCommandArgv(AsyncTarget target, int count, const char** arguments,
                           const size_t* lengths) noexcept;
int TracedAsyncFormatted(AsyncTarget target, const char* bytes, size_t size) noexcept;

}  // namespace otelwrap::hiredis
