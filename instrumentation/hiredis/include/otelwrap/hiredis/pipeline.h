// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// hiredis's pipelines, traced, on a redisContext of your own: commands are appended, and their
// replies read one by one. They take what hiredis takes and return what it returns:
//
//   otelwrap::hiredis::AppendCommand(context, "GET %s", first);
//   otelwrap::hiredis::AppendCommand(context, "GET %s", second);
//   void* reply = nullptr;
//   while (more && otelwrap::hiredis::GetReply(context, &reply) == REDIS_OK) ...
//
// One CLIENT span for all of them, `PIPELINE GET` (or `PIPELINE` where they differ), from the first
// append to the last reply; with Options::span_per_command one for each command. A pipeline of
// MULTI to EXEC is `MULTI SET`, and one of a single command is that command. Whose first commands
// are appended here reads all replies here: replies that were read by redisGetReply are noticed,
// and end what is open as abandoned.
//
// Of a context of your own nothing is kept but while replies, or the end of a transaction, are
// waited for, while it is subscribed (RESP2), and while CLIENT REPLY is off. Free() ends what is
// still open then; after a redisFree() it ends as abandoned, when the address comes back, or when
// other such contexts are used a second later.
//
// Threads: as hiredis: one thread at a time for a context. Ownership: replies are yours, the
// context stays yours; an Instrumentation that is given must live until the last reply, or Free();
// where a redisFree() comes between, for good. Errors: REDIS_ERR, as context->err tells. A null
// context gives REDIS_ERR.

#pragma once

#include <hiredis/hiredis.h>
#include <otelwrap/config.h>
#include <otelwrap/hiredis/instrumentation.h>

#include <cstdarg>
#include <cstddef>

namespace otelwrap::hiredis {

OTELWRAP_API int AppendCommand(redisContext* context, const char* format, ...) noexcept;
OTELWRAP_API int AppendCommand(const Instrumentation& instrumentation, redisContext* context,
                               const char* format, ...) noexcept;

OTELWRAP_API int vAppendCommand(redisContext* context, const char* format,
                                std::va_list arguments) noexcept;
OTELWRAP_API int vAppendCommand(const Instrumentation& instrumentation, redisContext* context,
                                const char* format, std::va_list arguments) noexcept;

OTELWRAP_API int AppendCommandArgv(redisContext* context, int count, const char** arguments,
                                   const size_t* lengths) noexcept;
OTELWRAP_API int AppendCommandArgv(const Instrumentation& instrumentation, redisContext* context,
                                   int count, const char** arguments,
                                   const size_t* lengths) noexcept;

// `bytes` is one command, as redisFormatCommand made it.
OTELWRAP_API int AppendFormattedCommand(redisContext* context, const char* bytes,
                                        size_t size) noexcept;
OTELWRAP_API int AppendFormattedCommand(const Instrumentation& instrumentation,
                                        redisContext* context, const char* bytes,
                                        size_t size) noexcept;

// The next reply; `reply` may be null: it is freed. On a non-blocking context it may be none yet.
OTELWRAP_API int GetReply(redisContext* context, void** reply) noexcept;
OTELWRAP_API int GetReplyFromReader(redisContext* context, void** reply) noexcept;

// As redisFree. Only needed where a pipeline or a transaction may still be open.
OTELWRAP_API void Free(redisContext* context) noexcept;

}  // namespace otelwrap::hiredis
