// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// hiredis's asynchronous commands, traced, on a redisAsyncContext of your own. They take what
// hiredis takes and return what it returns; put the namespace in place of the prefix `redis`:
//
//   otelwrap::hiredis::AsyncCommand(context, OnReply, privdata, "GET %s", key);
//
// Each makes one CLIENT span, from the call to the reply, whose parent is what is current at the
// call. Your callback is called as hiredis would call it, with your privdata, and what was current
// at the call is current in it again: what it does next belongs to the same trace.
//
// The span ends exactly once, also where there is no reply: with the error of the connection that
// was lost, as `abandoned` when the context is freed with the command open, at once when hiredis
// refuses the command. A null callback is allowed; the reply is then seen by us alone. SUBSCRIBE,
// PSUBSCRIBE, SSUBSCRIBE and their opposites end when they were handed over: what follows are
// messages, which go straight to your callback, or with Options::message_spans in a span of their
// own (message.h). MONITOR ends with its first reply.
//
// Threads: as hiredis: one thread at a time for a context. Ownership: nothing of the context is
// used but the call: its data, ev, privdata, and its connect, disconnect and push callbacks are
// yours; an Instrumentation that is given must live until the reply (one with message_spans that a
// subscription is made by, until the connection is gone). Errors: REDIS_ERR, as hiredis. A null
// context gives REDIS_ERR.

#pragma once

#include <hiredis/async.h>
#include <hiredis/hiredis.h>
#include <otelwrap/config.h>
#include <otelwrap/hiredis/instrumentation.h>

#include <cstdarg>
#include <cstddef>

namespace otelwrap::hiredis {

OTELWRAP_API int AsyncCommand(redisAsyncContext* context, redisCallbackFn* callback, void* privdata,
                              const char* format, ...) noexcept;
OTELWRAP_API int AsyncCommand(const Instrumentation& instrumentation, redisAsyncContext* context,
                              redisCallbackFn* callback, void* privdata, const char* format,
                              ...) noexcept;

OTELWRAP_API int vAsyncCommand(redisAsyncContext* context, redisCallbackFn* callback,
                               void* privdata, const char* format, std::va_list arguments) noexcept;
OTELWRAP_API int vAsyncCommand(const Instrumentation& instrumentation, redisAsyncContext* context,
                               redisCallbackFn* callback, void* privdata, const char* format,
                               std::va_list arguments) noexcept;

OTELWRAP_API int AsyncCommandArgv(redisAsyncContext* context, redisCallbackFn* callback,
                                  void* privdata, int count, const char** arguments,
                                  const size_t* lengths) noexcept;
OTELWRAP_API int AsyncCommandArgv(const Instrumentation& instrumentation,
                                  redisAsyncContext* context, redisCallbackFn* callback,
                                  void* privdata, int count, const char** arguments,
                                  const size_t* lengths) noexcept;

// `bytes` is one command, as redisFormatCommand made it.
OTELWRAP_API int AsyncFormattedCommand(redisAsyncContext* context, redisCallbackFn* callback,
                                       void* privdata, const char* bytes, size_t size) noexcept;
OTELWRAP_API int AsyncFormattedCommand(const Instrumentation& instrumentation,
                                       redisAsyncContext* context, redisCallbackFn* callback,
                                       void* privdata, const char* bytes, size_t size) noexcept;

}  // namespace otelwrap::hiredis
