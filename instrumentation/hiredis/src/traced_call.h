// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The core that the free functions and Context share: hiredis's synchronous calls on a raw context,
// as operations.
//
// Threads: as hiredis: one thread at a time for a context.

#pragma once

#include <hiredis/hiredis.h>
#include <otelwrap/common/switches.h>
#include <otelwrap/hiredis/instrumentation.h>

#include <cstdarg>
#include <cstddef>
#include <string_view>

#include "session.h"

namespace otelwrap::hiredis {

// The connection that a call is made on.
struct Connection {
  const Instrumentation* instrumentation;  // null: the default
  redisContext* context;
  Session* session;  // null: a context of the user's own
};

// Whether a call on a context of the user's own goes to hiredis at once: off is one load and this
// branch. (Where there is a session, it has to hear of it.)
inline bool PassesBy(const redisContext* context) noexcept {
  return !common::Enabled(common::Component::kHiredis) && context != nullptr;
}

// Send a command and wait for its reply.
redisReply* TracedCommand(const Connection& connection, const char* format,
                          std::va_list arguments) noexcept;
redisReply* TracedCommandArgv(const Connection& connection, int count, const char** arguments,
                              const size_t* lengths) noexcept;

// Put a command into the output buffer; its reply comes later.
int TracedAppend(const Connection& connection, const char* format, std::va_list arguments) noexcept;
int TracedAppendArgv(const Connection& connection, int count, const char** arguments,
                     const size_t* lengths) noexcept;
int TracedAppendFormatted(const Connection& connection, const char* bytes, size_t size) noexcept;

int TracedGetReply(const Connection& connection, void** reply) noexcept;
int TracedGetReplyFromReader(const Connection& connection, void** reply) noexcept;

}  // namespace otelwrap::hiredis
