// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/hiredis/context.h>

#include <new>
#include <utility>

#include "connect.h"
#include "describe.h"
#include "session.h"
#include "traced_call.h"

namespace otelwrap::hiredis {
namespace {

constexpr int kFirstDatabase = 0;

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
    : instrumentation_(std::move(instrumentation)),
      session_(new(std::nothrow)
                   Session(options.type == REDIS_CONN_USERFD ? kNoDatabase : kFirstDatabase)) {
  MeasuredConnection measured;
  context_.reset(TracedConnect(Used(), options, &measured));
  if (session_ != nullptr) session_->measured() = std::move(measured);
}

Context::Context(redisContext* connection, SharedInstrumentation instrumentation) noexcept
    : instrumentation_(std::move(instrumentation)),
      context_(connection),
      session_(new(std::nothrow) Session(kNoDatabase)) {
  if (context_ == nullptr || session_ == nullptr) return;
  session_->Leave(*context_);
  session_->measured() = MeasuredConnection(Used(), EndpointOf(*context_));
  session_->measured().TakenOver();
}

Context::Context(Context&& other) noexcept = default;

Context& Context::operator=(Context&& other) noexcept {
  session_ = std::move(other.session_);  // first: what is open ends by what traces it
  context_ = std::move(other.context_);
  instrumentation_ = std::move(other.instrumentation_);
  return *this;
}

Context::~Context() = default;

Reply Context::Command(const char* format, ...) noexcept {
  std::va_list arguments;
  va_start(arguments, format);
  Reply reply = vCommand(format, arguments);
  va_end(arguments);
  return reply;
}

Reply Context::vCommand(const char* format, std::va_list arguments) noexcept {
  return Reply(
      TracedCommand({instrumentation_.get(), context_.get(), session_.get()}, format, arguments));
}

Reply Context::CommandArgv(int count, const char** arguments, const size_t* lengths) noexcept {
  return Reply(TracedCommandArgv({instrumentation_.get(), context_.get(), session_.get()}, count,
                                 arguments, lengths));
}

int Context::AppendCommand(const char* format, ...) noexcept {
  std::va_list arguments;
  va_start(arguments, format);
  const int result = vAppendCommand(format, arguments);
  va_end(arguments);
  return result;
}

int Context::vAppendCommand(const char* format, std::va_list arguments) noexcept {
  return TracedAppend({instrumentation_.get(), context_.get(), session_.get()}, format, arguments);
}

int Context::AppendCommandArgv(int count, const char** arguments, const size_t* lengths) noexcept {
  return TracedAppendArgv({instrumentation_.get(), context_.get(), session_.get()}, count,
                          arguments, lengths);
}

int Context::AppendFormattedCommand(const char* bytes, size_t size) noexcept {
  return TracedAppendFormatted({instrumentation_.get(), context_.get(), session_.get()}, bytes,
                               size);
}

Reply Context::GetReply() noexcept {
  void* reply = nullptr;
  TracedGetReply({instrumentation_.get(), context_.get(), session_.get()}, &reply);
  return Reply(static_cast<redisReply*>(reply));
}

int Context::Reconnect() noexcept {
  if (context_ == nullptr) return REDIS_ERR;
  if (session_ != nullptr) session_->Abandon();
  MeasuredConnection measured;
  const int result = TracedReconnect(Used(), context_.get(), &measured);
  if (session_ != nullptr) {
    const bool is_new = context_->connection_type != REDIS_CONN_USERFD;
    session_->SetDatabase(is_new ? kFirstDatabase : kNoDatabase);
    session_->Leave(*context_);
    session_->measured() = std::move(measured);
  }
  return result;
}

int Context::ErrorCode() const noexcept {
  return context_ != nullptr ? context_->err : REDIS_ERR_OOM;
}

const char* Context::Error() const noexcept {
  return context_ != nullptr ? context_->errstr : "Out of memory";
}

}  // namespace otelwrap::hiredis
