// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/hiredis/pipeline.h>

#include "library.h"
#include "session_table.h"
#include "traced_call.h"

namespace otelwrap::hiredis {
namespace {

inline int Append(const Instrumentation* instrumentation, redisContext* context, const char* format,
                  std::va_list arguments) noexcept {
  if (PassesBy(context)) return library.v_append_command(context, format, arguments);
  return TracedAppend({instrumentation, context, nullptr}, format, arguments);
}

inline int Append(const Instrumentation* instrumentation, redisContext* context, int count,
                  const char** arguments, const size_t* lengths) noexcept {
  if (PassesBy(context)) return library.append_command_argv(context, count, arguments, lengths);
  return TracedAppendArgv({instrumentation, context, nullptr}, count, arguments, lengths);
}

inline int Append(const Instrumentation* instrumentation, redisContext* context, const char* bytes,
                  size_t size) noexcept {
  if (PassesBy(context)) return library.append_formatted_command(context, bytes, size);
  return TracedAppendFormatted({instrumentation, context, nullptr}, bytes, size);
}

// While nothing is open on any context, a reply is nobody's.
inline bool IsNobodys(const redisContext* context) noexcept {
  return context != nullptr && !AreSessionsOpen();
}

}  // namespace

int AppendCommand(redisContext* context, const char* format, ...) noexcept {
  std::va_list arguments;
  va_start(arguments, format);
  const int result = Append(nullptr, context, format, arguments);
  va_end(arguments);
  return result;
}

int AppendCommand(const Instrumentation& instrumentation, redisContext* context, const char* format,
                  ...) noexcept {
  std::va_list arguments;
  va_start(arguments, format);
  const int result = Append(&instrumentation, context, format, arguments);
  va_end(arguments);
  return result;
}

int vAppendCommand(redisContext* context, const char* format, std::va_list arguments) noexcept {
  return Append(nullptr, context, format, arguments);
}

int vAppendCommand(const Instrumentation& instrumentation, redisContext* context,
                   const char* format, std::va_list arguments) noexcept {
  return Append(&instrumentation, context, format, arguments);
}

int AppendCommandArgv(redisContext* context, int count, const char** arguments,
                      const size_t* lengths) noexcept {
  return Append(nullptr, context, count, arguments, lengths);
}

int AppendCommandArgv(const Instrumentation& instrumentation, redisContext* context, int count,
                      const char** arguments, const size_t* lengths) noexcept {
  return Append(&instrumentation, context, count, arguments, lengths);
}

int AppendFormattedCommand(redisContext* context, const char* bytes, size_t size) noexcept {
  return Append(nullptr, context, bytes, size);
}

int AppendFormattedCommand(const Instrumentation& instrumentation, redisContext* context,
                           const char* bytes, size_t size) noexcept {
  return Append(&instrumentation, context, bytes, size);
}

int GetReply(redisContext* context, void** reply) noexcept {
  if (IsNobodys(context)) return library.get_reply(context, reply);
  return TracedGetReply({nullptr, context, nullptr}, reply);
}

int GetReplyFromReader(redisContext* context, void** reply) noexcept {
  if (IsNobodys(context)) return library.get_reply_from_reader(context, reply);
  return TracedGetReplyFromReader({nullptr, context, nullptr}, reply);
}

void Free(redisContext* context) noexcept {
  CloseSession(context);
  library.free_context(context);
}

}  // namespace otelwrap::hiredis
