// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/hiredis/command.h>

#include "traced_call.h"

namespace otelwrap::hiredis {

redisReply* Command(redisContext* context, const char* format, ...) noexcept {
  std::va_list arguments;
  va_start(arguments, format);
  redisReply* reply = vCommand(context, format, arguments);
  va_end(arguments);
  return reply;
}

redisReply* Command(const Instrumentation& instrumentation, redisContext* context,
                    const char* format, ...) noexcept {
  std::va_list arguments;
  va_start(arguments, format);
  redisReply* reply = vCommand(instrumentation, context, format, arguments);
  va_end(arguments);
  return reply;
}

redisReply* vCommand(redisContext* context, const char* format, std::va_list arguments) noexcept {
  return TracedCommand({nullptr, context, nullptr}, format, arguments);
}

redisReply* vCommand(const Instrumentation& instrumentation, redisContext* context,
                     const char* format, std::va_list arguments) noexcept {
  return TracedCommand({&instrumentation, context, nullptr}, format, arguments);
}

redisReply* CommandArgv(redisContext* context, int count, const char** arguments,
                        const size_t* lengths) noexcept {
  return TracedCommandArgv({nullptr, context, nullptr}, count, arguments, lengths);
}

redisReply* CommandArgv(const Instrumentation& instrumentation, redisContext* context, int count,
                        const char** arguments, const size_t* lengths) noexcept {
  return TracedCommandArgv({&instrumentation, context, nullptr}, count, arguments, lengths);
}

}  // namespace otelwrap::hiredis
