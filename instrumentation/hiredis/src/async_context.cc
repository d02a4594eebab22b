// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/hiredis/async_context.h>

#include <exception>
#include <memory>
#include <utility>

#include "async_connection.h"
#include "connect.h"
#include "library.h"
#include "traced_async.h"

namespace otelwrap::hiredis {

namespace {

constexpr int kFirstDatabase = 0;

// hiredis is about to free the context.
void Gone(AsyncConnection* connection) noexcept {
  RemoveConnection(connection->context);
  connection->context = nullptr;
  connection->measured = {};
  if (connection->is_orphan) delete connection;
}

void OnConnect(const redisAsyncContext* context, int status) {
  AsyncConnection* connection = FindConnection(context);
  if (connection == nullptr) return;
  connection->measured =
      EndConnect(connection->session->Used(), &context->c, &connection->connecting);
  if (connection->on_connect != nullptr) connection->on_connect(context, status);
  if (status != REDIS_OK && FindConnection(context) == connection) Gone(connection);
}

void OnDisconnect(const redisAsyncContext* context, int status) {
  AsyncConnection* connection = FindConnection(context);
  if (connection == nullptr) return;
  redisDisconnectCallback* const callback = connection->on_disconnect;
  Gone(connection);
  if (callback != nullptr) callback(context, status);
}

std::unique_ptr<AsyncConnection> MakeConnection(
    const redisOptions& options, std::shared_ptr<const Instrumentation> instrumentation) noexcept {
  try {
    const bool is_new = options.type != REDIS_CONN_USERFD;
    auto connection = std::make_unique<AsyncConnection>();
    connection->session = std::make_shared<AsyncSession>();
    connection->session->instrumentation = std::move(instrumentation);
    connection->session->database = Database(is_new ? kFirstDatabase : kNoDatabase);
    return connection;
  } catch (const std::exception&) {  // memory is out
    return nullptr;
  }
}

}  // namespace

AsyncContext::AsyncContext(const char* host, int port,
                           SharedInstrumentation instrumentation) noexcept
    : AsyncContext(TcpOptions(host, port), std::move(instrumentation)) {}

AsyncContext::AsyncContext(const redisOptions& options,
                           SharedInstrumentation instrumentation) noexcept
    : connection_(MakeConnection(options, std::move(instrumentation))) {
  if (connection_ == nullptr) return;
  connection_->connecting = StartConnect(connection_->session->Used(), options);
  connection_->context = library.async_connect(&options);
  redisAsyncContext* const context = connection_->context;
  if (context == nullptr || context->err != 0) {
    EndConnect(connection_->session->Used(), context != nullptr ? &context->c : nullptr,
               &connection_->connecting);
  }
  if (context == nullptr) return;
  if (!AddConnection(connection_.get())) {
    redisAsyncFree(context);
    connection_->context = nullptr;
    return;
  }
  redisAsyncSetConnectCallback(context, OnConnect);
  redisAsyncSetDisconnectCallback(context, OnDisconnect);
}

AsyncContext::~AsyncContext() {
  if (connection_ == nullptr || connection_->context == nullptr) return;
  AsyncConnection* const connection = connection_.release();
  redisAsyncContext* const context = connection->context;
  connection->is_orphan = true;
  const bool is_told = (context->c.flags & REDIS_CONNECTED) != 0;
  redisAsyncFree(context);
  // Only a context that was connected says when it goes.
  if (!is_told) {
    RemoveConnection(context);
    delete connection;
  }
}

AsyncContext::operator redisAsyncContext*() const noexcept {
  return connection_ != nullptr ? connection_->context : nullptr;
}

redisAsyncContext* AsyncContext::operator->() const noexcept { return *this; }

void AsyncContext::SetConnectCallback(redisConnectCallback* callback) noexcept {
  if (connection_ == nullptr) return;
  connection_->on_connect = callback;
  // What hiredis does for a callback that is set: a connection shows when it can be written to.
  redisAsyncContext* const context = connection_->context;
  if (context != nullptr && context->ev.addWrite != nullptr) {
    context->ev.addWrite(context->ev.data);
  }
}

void AsyncContext::SetDisconnectCallback(redisDisconnectCallback* callback) noexcept {
  if (connection_ != nullptr) connection_->on_disconnect = callback;
}

int AsyncContext::Command(redisCallbackFn* callback, void* privdata, const char* format,
                          ...) noexcept {
  std::va_list arguments;
  va_start(arguments, format);
  const int result = vCommand(callback, privdata, format, arguments);
  va_end(arguments);
  return result;
}

int AsyncContext::vCommand(redisCallbackFn* callback, void* privdata, const char* format,
                           std::va_list arguments) noexcept {
  if (connection_ == nullptr) return REDIS_ERR;
  const AsyncTarget target{nullptr, connection_->context, callback, privdata, connection_->session};
  return TracedAsyncCommand(target, format, arguments);
}

int AsyncContext::CommandArgv(redisCallbackFn* callback, void* privdata, int count,
                              const char** arguments, const size_t* lengths) noexcept {
  if (connection_ == nullptr) return REDIS_ERR;
  const AsyncTarget target{nullptr, connection_->context, callback, privdata, connection_->session};
  return TracedAsyncCommandArgv(target, count, arguments, lengths);
}

int AsyncContext::FormattedCommand(redisCallbackFn* callback, void* privdata, const char* bytes,
                                   size_t size) noexcept {
  if (connection_ == nullptr) return REDIS_ERR;
  const AsyncTarget target{nullptr, connection_->context, callback, privdata, connection_->session};
  return TracedAsyncFormatted(target, bytes, size);
}

void AsyncContext::Disconnect() noexcept {
  if (connection_ != nullptr && connection_->context != nullptr) {
    redisAsyncDisconnect(connection_->context);
  }
}

int AsyncContext::ErrorCode() const noexcept {
  if (connection_ == nullptr) return REDIS_ERR_OOM;
  return connection_->context != nullptr ? connection_->context->err : REDIS_ERR_EOF;
}

const char* AsyncContext::Error() const noexcept {
  if (connection_ == nullptr) return "Out of memory";
  return connection_->context != nullptr ? connection_->context->errstr : "The connection is gone";
}

}  // namespace otelwrap::hiredis
