// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/hiredis/async.h>

#include "traced_async.h"

namespace otelwrap::hiredis {

int AsyncCommand(redisAsyncContext* context, redisCallbackFn* callback, void* privdata,
                 const char* format, ...) noexcept {
  std::va_list arguments;
  va_start(arguments, format);
  const int result = vAsyncCommand(context, callback, privdata, format, arguments);
  va_end(arguments);
  return result;
}

int AsyncCommand(const Instrumentation& instrumentation, redisAsyncContext* context,
                 redisCallbackFn* callback, void* privdata, const char* format, ...) noexcept {
  std::va_list arguments;
  va_start(arguments, format);
  const int result = vAsyncCommand(instrumentation, context, callback, privdata, format, arguments);
  va_end(arguments);
  return result;
}

int vAsyncCommand(redisAsyncContext* context, redisCallbackFn* callback, void* privdata,
                  const char* format, std::va_list arguments) noexcept {
  return TracedAsyncCommand({nullptr, context, callback, privdata, nullptr}, format, arguments);
}

int vAsyncCommand(const Instrumentation& instrumentation, redisAsyncContext* context,
                  redisCallbackFn* callback, void* privdata, const char* format,
                  std::va_list arguments) noexcept {
  return TracedAsyncCommand({&instrumentation, context, callback, privdata, nullptr}, format,
                            arguments);
}

int AsyncCommandArgv(redisAsyncContext* context, redisCallbackFn* callback, void* privdata,
                     int count, const char** arguments, const size_t* lengths) noexcept {
  return TracedAsyncCommandArgv({nullptr, context, callback, privdata, nullptr}, count, arguments,
                                lengths);
}

int AsyncCommandArgv(const Instrumentation& instrumentation, redisAsyncContext* context,
                     redisCallbackFn* callback, void* privdata, int count, const char** arguments,
                     const size_t* lengths) noexcept {
  return TracedAsyncCommandArgv({&instrumentation, context, callback, privdata, nullptr}, count,
                                arguments, lengths);
}

int AsyncFormattedCommand(redisAsyncContext* context, redisCallbackFn* callback, void* privdata,
                          const char* bytes, size_t size) noexcept {
  return TracedAsyncFormatted({nullptr, context, callback, privdata, nullptr}, bytes, size);
}

int AsyncFormattedCommand(const Instrumentation& instrumentation, redisAsyncContext* context,
                          redisCallbackFn* callback, void* privdata, const char* bytes,
                          size_t size) noexcept {
  return TracedAsyncFormatted({&instrumentation, context, callback, privdata, nullptr}, bytes,
                              size);
}

}  // namespace otelwrap::hiredis
