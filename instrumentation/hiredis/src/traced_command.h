// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The core that the free functions and Context share: one command on a raw context, as an
// Operation. `instrumentation` null: the default. `database` null: nobody follows the context's
// database; else it is read before the command and set after it.

#pragma once

#include <hiredis/hiredis.h>
#include <otelwrap/hiredis/instrumentation.h>

#include <cstdarg>
#include <cstddef>

namespace otelwrap::hiredis {

redisReply* TracedCommand(const Instrumentation* instrumentation, redisContext* context,
                          int* database, const char* format, std::va_list arguments) noexcept;

redisReply* TracedCommandArgv(const Instrumentation* instrumentation, redisContext* context,
                              int* database, int count, const char** arguments,
                              const size_t* lengths) noexcept;

}  // namespace otelwrap::hiredis
