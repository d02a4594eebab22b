// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What is known about the connections of AsyncContext: whose they are, and which database they are
// in. The traced functions find it by hiredis's context, so that a command counts however it was
// sent through us.
//
// Threads: the table may be used by any; a connection by one at a time, as its context.

#pragma once

#include <hiredis/async.h>
#include <otelwrap/hiredis/async_context.h>
#include <otelwrap/hiredis/instrumentation.h>

#include <memory>

#include "connect.h"
#include "database.h"

namespace otelwrap::hiredis {

// Kept until the last reply.
struct AsyncSession {
  std::shared_ptr<const Instrumentation> instrumentation;  // null: the default
  Database database;

  const Instrumentation& Used() const noexcept {
    return instrumentation != nullptr ? *instrumentation : Default();
  }
};

// What outlives an AsyncContext that is destroyed in a callback: hiredis frees its context, and
// calls the last callbacks, only after that.
struct AsyncConnection {
  redisAsyncContext* context = nullptr;  // null: gone
  std::shared_ptr<AsyncSession> session;
  redisConnectCallback* on_connect = nullptr;
  redisDisconnectCallback* on_disconnect = nullptr;
  Connecting connecting;
  MeasuredConnection measured;
  bool is_orphan = false;  // its AsyncContext is gone
};

// False: memory is out.
bool AddConnection(AsyncConnection* connection) noexcept;
void RemoveConnection(const redisAsyncContext* context) noexcept;
// Null: not there.
AsyncConnection* FindConnection(const redisAsyncContext* context) noexcept;

}  // namespace otelwrap::hiredis
