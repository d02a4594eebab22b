// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// hiredis's calls that send one command and wait for its reply, traced, on a redisContext of your
// own. They take what hiredis takes and return what it returns; put the namespace in place of the
// prefix `redis`:
//
//   redisReply* reply = otelwrap::hiredis::Command(context, "SET %s %b", key, value, size);
//   ...
//   freeReplyObject(reply);
//
// Each makes one CLIENT span, named like the command, that begins before the bytes are sent and
// ends when the reply is there. MULTI begins a transaction, which is one span up to the reply of
// EXEC. Where replies of appended commands are still to come (pipeline.h), hiredis gives the first
// of them, and the command joins their span; so it is on a non-blocking context, whose reply
// GetReply() has. db.namespace is not recorded for a context of your own, because nobody can see
// what else SELECTs on it; hiredis::Context does.
//
// Threads: as hiredis: one thread at a time for a context. Ownership: the reply is yours, the
// context stays yours, nothing is kept about it. Errors: null on a lost connection, as
// context->err tells; a reply of type REDIS_REPLY_ERROR is the server's. errno is what the library
// left. A null context gives null.

#pragma once

#include <hiredis/hiredis.h>
#include <otelwrap/config.h>
#include <otelwrap/hiredis/instrumentation.h>

#include <cstdarg>
#include <cstddef>

namespace otelwrap::hiredis {

OTELWRAP_API redisReply* Command(redisContext* context, const char* format, ...) noexcept;
OTELWRAP_API redisReply* Command(const Instrumentation& instrumentation, redisContext* context,
                                 const char* format, ...) noexcept;

OTELWRAP_API redisReply* vCommand(redisContext* context, const char* format,
                                  std::va_list arguments) noexcept;
OTELWRAP_API redisReply* vCommand(const Instrumentation& instrumentation, redisContext* context,
                                  const char* format, std::va_list arguments) noexcept;

// `lengths` may be null: the arguments end at their NUL.
OTELWRAP_API redisReply* CommandArgv(redisContext* context, int count, const char** arguments,
                                     const size_t* lengths) noexcept;
OTELWRAP_API redisReply* CommandArgv(const Instrumentation& instrumentation, redisContext* context,
                                     int count, const char** arguments,
                                     const size_t* lengths) noexcept;

}  // namespace otelwrap::hiredis
