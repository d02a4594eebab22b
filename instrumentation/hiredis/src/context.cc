// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/hiredis/context.h>

#include <utility>

#include "describe.h"
#include "traced_command.h"

namespace otelwrap::hiredis {
namespace {

constexpr int kFirstDatabase = 0;

redisOptions TcpOptions(const char* host, int port) noexcept {
  redisOptions options{};
  REDIS_OPTIONS_SET_TCP(&options, host, port);
  return options;
}

redisOptions UnixOptions(const char* path) noexcept {
  redisOptions options{};
  REDIS_OPTIONS_SET_UNIX(&options, path);
  return options;
}

}  // namespace

Context::Context(const char* host, int port, SharedInstrumentation instrumentation) noexcept
    : Context(TcpOptions(host, port), std::move(instrumentation)) {}

Context Context::ToUnixSocket(const char* path, SharedInstrumentation instrumentation) noexcept {
  return Context(UnixOptions(path), std::move(instrumentation));
}

Context::Context(const redisOptions& options, SharedInstrumentation instrumentation) noexcept
    : context_(redisConnectWithOptions(&options)),
      instrumentation_(std::move(instrumentation)),
      database_(options.type == REDIS_CONN_USERFD ? kNoDatabase : kFirstDatabase) {}

Context::Context(redisContext* connection, SharedInstrumentation instrumentation) noexcept
    : context_(connection), instrumentation_(std::move(instrumentation)), database_(kNoDatabase) {}

Reply Context::Command(const char* format, ...) noexcept {
  std::va_list arguments;
  va_start(arguments, format);
  Reply reply = vCommand(format, arguments);
  va_end(arguments);
  return reply;
}

Reply Context::vCommand(const char* format, std::va_list arguments) noexcept {
  return Reply(
      TracedCommand(instrumentation_.get(), context_.get(), &database_, format, arguments));
}

Reply Context::CommandArgv(int count, const char** arguments, const size_t* lengths) noexcept {
  return Reply(TracedCommandArgv(instrumentation_.get(), context_.get(), &database_, count,
                                 arguments, lengths));
}

int Context::Reconnect() noexcept {
  if (context_ == nullptr) return REDIS_ERR;
  const int result = redisReconnect(context_.get());
  database_ = context_->connection_type == REDIS_CONN_USERFD ? kNoDatabase : kFirstDatabase;
  return result;
}

int Context::ErrorCode() const noexcept {
  return context_ != nullptr ? context_->err : REDIS_ERR_OOM;
}

const char* Context::Error() const noexcept {
  return context_ != nullptr ? context_->errstr : "Out of memory";
}

}  // namespace otelwrap::hiredis
