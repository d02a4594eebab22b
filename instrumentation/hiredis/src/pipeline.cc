// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/hiredis/pipeline.h>

#include "library.h"
#include "session_table.h"
#include "traced_call.h"

namespace otelwrap::hiredis {

int AppendCommand(redisContext* context, const char* format, ...) noexcept {
  std::va_list arguments;
  va_start(arguments, format);
  const int result = vAppendCommand(context, format, arguments);
  va_end(arguments);
  return result;
}

int AppendCommand(const Instrumentation& instrumentation, redisContext* context, const char* format,
                  ...) noexcept {
  std::va_list arguments;
  va_start(arguments, format);
  const int result = vAppendCommand(instrumentation, context, format, arguments);
  va_end(arguments);
  return result;
}

int vAppendCommand(redisContext* context, const char* format, std::va_list arguments) noexcept {
  return TracedAppend({nullptr, context, nullptr}, format, arguments);
}

int vAppendCommand(const Instrumentation& instrumentation, redisContext* context,
                   const char* format, std::va_list arguments) noexcept {
  return TracedAppend({&instrumentation, context, nullptr}, format, arguments);
}

int AppendCommandArgv(redisContext* context, int count, const char** arguments,
                      const size_t* lengths) noexcept {
  return TracedAppendArgv({nullptr, context, nullptr}, count, arguments, lengths);
}

int AppendCommandArgv(const Instrumentation& instrumentation, redisContext* context, int count,
                      const char** arguments, const size_t* lengths) noexcept {
  return TracedAppendArgv({&instrumentation, context, nullptr}, count, arguments, lengths);
}

int AppendFormattedCommand(redisContext* context, const char* bytes, size_t size) noexcept {
  return TracedAppendFormatted({nullptr, context, nullptr}, bytes, size);
}

int AppendFormattedCommand(const Instrumentation& instrumentation, redisContext* context,
                           const char* bytes, size_t size) noexcept {
  return TracedAppendFormatted({&instrumentation, context, nullptr}, bytes, size);
}

int GetReply(redisContext* context, void** reply) noexcept {
  return TracedGetReply({nullptr, context, nullptr}, reply);
}

int GetReplyFromReader(redisContext* context, void** reply) noexcept {
  return TracedGetReplyFromReader({nullptr, context, nullptr}, reply);
}

void Free(redisContext* context) noexcept {
  CloseSession(context);
  library.free_context(context);
}

}  // namespace otelwrap::hiredis
