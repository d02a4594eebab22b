// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/hiredis/command.h>

#include "library.h"
#include "traced_call.h"

namespace otelwrap::hiredis {
namespace {

inline redisReply* Send(const Instrumentation* instrumentation, redisContext* context,
                        const char* format, std::va_list arguments) noexcept {
  if (PassesBy(context)) {
    return static_cast<redisReply*>(library.v_command(context, format, arguments));
  }
  return TracedCommand({instrumentation, context, nullptr}, format, arguments);
}

inline redisReply* Send(const Instrumentation* instrumentation, redisContext* context, int count,
                        const char** arguments, const size_t* lengths) noexcept {
  if (PassesBy(context)) {
    return static_cast<redisReply*>(library.command_argv(context, count, arguments, lengths));
  }
  return TracedCommandArgv({instrumentation, context, nullptr}, count, arguments, lengths);
}

}  // namespace

redisReply* Command(redisContext* context, const char* format, ...) noexcept {
  std::va_list arguments;
  va_start(arguments, format);
  redisReply* reply = Send(nullptr, context, format, arguments);
  va_end(arguments);
  return reply;
}

redisReply* Command(const Instrumentation& instrumentation, redisContext* context,
                    const char* format, ...) noexcept {
  std::va_list arguments;
  va_start(arguments, format);
  redisReply* reply = Send(&instrumentation, context, format, arguments);
  va_end(arguments);
  return reply;
}

redisReply* vCommand(redisContext* context, const char* format, std::va_list arguments) noexcept {
  return Send(nullptr, context, format, arguments);
}

redisReply* vCommand(const Instrumentation& instrumentation, redisContext* context,
                     const char* format, std::va_list arguments) noexcept {
  return Send(&instrumentation, context, format, arguments);
}

redisReply* CommandArgv(redisContext* context, int count, const char** arguments,
                        const size_t* lengths) noexcept {
  return Send(nullptr, context, count, arguments, lengths);
}

redisReply* CommandArgv(const Instrumentation& instrumentation, redisContext* context, int count,
                        const char** arguments, const size_t* lengths) noexcept {
  return Send(&instrumentation, context, count, arguments, lengths);
}

}  // namespace otelwrap::hiredis
