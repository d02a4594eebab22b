// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// AsyncContext: a redisAsyncContext that is traced, and known to be gone. hiredis frees such a
// context itself when its connection ends; this object sees that happen, frees what is left when it
// goes out of scope, and converts to redisAsyncContext* meanwhile, for the event loop's adapter and
// everything else of hiredis:
//
//   otelwrap::hiredis::AsyncContext redis("127.0.0.1", 6379);
//   if (redis.ErrorCode() != 0) Complain(redis.Error());
//   redisLibeventAttach(redis, base);
//   redis.Command(OnReply, privdata, "GET %s", key);
//
// It has the connect and the disconnect callback of its context, and calls those that you give to
// it; data, push callback and all the rest are yours. Its commands make the spans that async.h
// describes, and db.namespace: a new connection is in database 0, and SELECTs through this object
// or the functions of async.h are followed (one by redisAsyncCommand itself is not seen); with
// Options::connection_spans there is one for the connection, which ends with the connect callback.
//
// Threads: as hiredis: one thread at a time. Ownership: owns the context until hiredis frees it;
// may be destroyed in a callback. The Instrumentation is kept until the last reply.
// Errors: nothing throws. On a context that is gone commands return REDIS_ERR.

#pragma once

#include <hiredis/async.h>
#include <hiredis/hiredis.h>
#include <otelwrap/config.h>
#include <otelwrap/hiredis/instrumentation.h>

#include <cstdarg>
#include <cstddef>
#include <memory>

namespace otelwrap::hiredis {

struct AsyncConnection;

class OTELWRAP_API AsyncContext {
 public:
  using SharedInstrumentation = std::shared_ptr<const Instrumentation>;

  // Begins to connect. Instrumentation null: Default(), at each call.
  AsyncContext(const char* host, int port,
               SharedInstrumentation instrumentation = nullptr) noexcept;
  explicit AsyncContext(const redisOptions& options,
                        SharedInstrumentation instrumentation = nullptr) noexcept;
  ~AsyncContext();
  AsyncContext(const AsyncContext&) = delete;
  AsyncContext& operator=(const AsyncContext&) = delete;

  // Null: gone.
  operator redisAsyncContext*() const noexcept;  // NOLINT: meant to convert
  redisAsyncContext* operator->() const noexcept;

  // As redisAsyncSetConnectCallback, after the event loop's adapter was attached; null: none.
  void SetConnectCallback(redisConnectCallback* callback) noexcept;
  void SetDisconnectCallback(redisDisconnectCallback* callback) noexcept;

  // As redisAsyncCommand, redisvAsyncCommand and so on: REDIS_OK or REDIS_ERR.
  int Command(redisCallbackFn* callback, void* privdata, const char* format, ...) noexcept;
  int vCommand(redisCallbackFn* callback, void* privdata, const char* format,
               std::va_list arguments) noexcept;
  int CommandArgv(redisCallbackFn* callback, void* privdata, int count, const char** arguments,
                  const size_t* lengths) noexcept;
  int FormattedCommand(redisCallbackFn* callback, void* privdata, const char* bytes,
                       size_t size) noexcept;

  // As redisAsyncDisconnect: what was sent is still answered.
  void Disconnect() noexcept;

  // REDIS_ERR_* and hiredis's own text of it; REDIS_ERR_EOF for a context that is gone.
  int ErrorCode() const noexcept;
  const char* Error() const noexcept;

 private:
  std::unique_ptr<AsyncConnection> connection_;  // null: no memory
};

}  // namespace otelwrap::hiredis
