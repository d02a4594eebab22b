// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Context: a redisContext that is owned, connected on construction, and traced. Thin: it converts
// to redisContext*, so that every other function of hiredis takes it as it is.
//
//   otelwrap::hiredis::Context redis("127.0.0.1", 6379);
//   otelwrap::hiredis::Reply reply = redis.Command("GET %s", key);
//   if (reply == nullptr) Complain(redis.Error());
//
// Its commands, pipelines and transactions make the spans and the metric that command.h and
// pipeline.h describe, and db.namespace: a new connection is in database 0, and successful SELECTs
// through this object are followed. Commands that went past it, through the raw pointer, are
// noticed by how far hiredis has read: the database is not known then until the next SELECT, and a
// pipeline that was open ends as abandoned. (A redisReconnect past it may not be noticed.)
//
// TLS: redisInitiateSSLWithContext(redis, ssl) after construction, and after each Reconnect().
//
// Threads: as hiredis: one thread at a time. Ownership: owns the connection and closes it; a Reply
// is owned by whoever holds it and outlives the Context. The Instrumentation is kept.
// Errors: nothing throws. A constructor that could not connect leaves a Context whose commands
// return null, as Error() tells.

#pragma once

#include <hiredis/hiredis.h>
#include <otelwrap/config.h>
#include <otelwrap/hiredis/instrumentation.h>

#include <cstdarg>
#include <cstddef>
#include <memory>

namespace otelwrap::hiredis {

class Session;

struct ReplyDeleter {
  void operator()(redisReply* reply) const noexcept { freeReplyObject(reply); }
};
using Reply = std::unique_ptr<redisReply, ReplyDeleter>;

struct ContextDeleter {
  void operator()(redisContext* context) const noexcept { redisFree(context); }
};

class OTELWRAP_API Context {
 public:
  using SharedInstrumentation = std::shared_ptr<const Instrumentation>;

  // Connect. Instrumentation null: Default(), at each call.
  Context(const char* host, int port, SharedInstrumentation instrumentation = nullptr) noexcept;
  static Context ToUnixSocket(const char* path,
                              SharedInstrumentation instrumentation = nullptr) noexcept;
  explicit Context(const redisOptions& options,
                   SharedInstrumentation instrumentation = nullptr) noexcept;

  // Takes over a connection, whose database is not known until the next SELECT.
  explicit Context(redisContext* connection,
                   SharedInstrumentation instrumentation = nullptr) noexcept;

  Context(Context&& other) noexcept;
  Context& operator=(Context&& other) noexcept;
  ~Context();

  operator redisContext*() const noexcept { return context_.get(); }  // NOLINT: meant to convert
  redisContext* operator->() const noexcept { return context_.get(); }

  // As redisCommand, redisvCommand and redisCommandArgv.
  Reply Command(const char* format, ...) noexcept;
  Reply vCommand(const char* format, std::va_list arguments) noexcept;
  Reply CommandArgv(int count, const char** arguments, const size_t* lengths) noexcept;

  // As redisAppendCommand and so on: REDIS_OK or REDIS_ERR.
  int AppendCommand(const char* format, ...) noexcept;
  int vAppendCommand(const char* format, std::va_list arguments) noexcept;
  int AppendCommandArgv(int count, const char** arguments, const size_t* lengths) noexcept;
  int AppendFormattedCommand(const char* bytes, size_t size) noexcept;

  // The next reply; null: none, as ErrorCode() tells. (On a non-blocking connection: none yet.)
  Reply GetReply() noexcept;

  // As redisReconnect: REDIS_OK or REDIS_ERR.
  int Reconnect() noexcept;

  // REDIS_ERR_* and hiredis's own text of it; 0 and "" while all is well.
  int ErrorCode() const noexcept;
  const char* Error() const noexcept;

 private:
  const Instrumentation& Used() const noexcept {
    return instrumentation_ != nullptr ? *instrumentation_ : Default();
  }

  SharedInstrumentation instrumentation_;
  std::unique_ptr<redisContext, ContextDeleter> context_;
  std::unique_ptr<Session> session_;  // ends what is open before the rest goes; null: no memory
};

}  // namespace otelwrap::hiredis
