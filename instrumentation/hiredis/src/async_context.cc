// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/common/never_destroyed.h>
#include <otelwrap/hiredis/async_context.h>

#include <exception>
#include <mutex>
#include <new>
#include <unordered_map>
#include <utility>

#include "connect.h"
#include "library.h"
#include "traced_async.h"

namespace otelwrap::hiredis {

// What outlives an AsyncContext that is destroyed in a callback: hiredis frees its context, and
// calls the last callbacks, only after that.
struct AsyncConnection {
  redisAsyncContext* context = nullptr;  // null: gone
  std::shared_ptr<const Instrumentation> instrumentation;
  redisConnectCallback* on_connect = nullptr;
  redisDisconnectCallback* on_disconnect = nullptr;
  Connecting connecting;
  MeasuredConnection measured;

  const Instrumentation& Used() const noexcept {
    return instrumentation != nullptr ? *instrumentation : Default();
  }
  bool is_orphan = false;  // its AsyncContext is gone
};

namespace {

// hiredis's callbacks are given the context alone, whose slots are the user's.
class Connections {
 public:
  bool Add(AsyncConnection* connection) noexcept {
    try {
      const std::lock_guard<std::mutex> lock(mutex_);
      all_[connection->context] = connection;
      return true;
    } catch (const std::exception&) {  // memory is out
      return false;
    }
  }

  AsyncConnection* Find(const redisAsyncContext* context) noexcept {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto found = all_.find(context);
    return found != all_.end() ? found->second : nullptr;
  }

  void Remove(const redisAsyncContext* context) noexcept {
    const std::lock_guard<std::mutex> lock(mutex_);
    all_.erase(context);
  }

 private:
  std::mutex mutex_;
  std::unordered_map<const redisAsyncContext*, AsyncConnection*> all_;
};

Connections& TheConnections() noexcept {
  // Never destroyed: connections may end when the process does.
  static common::NeverDestroyed<Connections> instance;
  return instance.get();
}

// hiredis is about to free the context.
void Gone(AsyncConnection* connection) noexcept {
  TheConnections().Remove(connection->context);
  connection->context = nullptr;
  connection->measured = {};
  if (connection->is_orphan) delete connection;
}

void OnConnect(const redisAsyncContext* context, int status) {
  AsyncConnection* connection = TheConnections().Find(context);
  if (connection == nullptr) return;
  connection->measured = EndConnect(connection->Used(), &context->c, &connection->connecting);
  if (connection->on_connect != nullptr) connection->on_connect(context, status);
  if (status != REDIS_OK && TheConnections().Find(context) == connection) Gone(connection);
}

void OnDisconnect(const redisAsyncContext* context, int status) {
  AsyncConnection* connection = TheConnections().Find(context);
  if (connection == nullptr) return;
  redisDisconnectCallback* const callback = connection->on_disconnect;
  Gone(connection);
  if (callback != nullptr) callback(context, status);
}

}  // namespace

AsyncContext::AsyncContext(const char* host, int port,
                           SharedInstrumentation instrumentation) noexcept
    : AsyncContext(TcpOptions(host, port), std::move(instrumentation)) {}

AsyncContext::AsyncContext(const redisOptions& options,
                           SharedInstrumentation instrumentation) noexcept
    : connection_(new(std::nothrow) AsyncConnection) {
  if (connection_ == nullptr) return;
  connection_->instrumentation = std::move(instrumentation);
  connection_->connecting = StartConnect(connection_->Used(), options);
  connection_->context = library.async_connect(&options);
  redisAsyncContext* const context = connection_->context;
  if (context == nullptr || context->err != 0) {
    EndConnect(connection_->Used(), context != nullptr ? &context->c : nullptr,
               &connection_->connecting);
  }
  if (context == nullptr) return;
  if (!TheConnections().Add(connection_.get())) {
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
    TheConnections().Remove(context);
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
  const AsyncTarget target{connection_->instrumentation.get(), connection_->context, callback,
                           privdata, connection_->instrumentation};
  return TracedAsyncCommand(target, format, arguments);
}

int AsyncContext::CommandArgv(redisCallbackFn* callback, void* privdata, int count,
                              const char** arguments, const size_t* lengths) noexcept {
  if (connection_ == nullptr) return REDIS_ERR;
  const AsyncTarget target{connection_->instrumentation.get(), connection_->context, callback,
                           privdata, connection_->instrumentation};
  return TracedAsyncCommandArgv(target, count, arguments, lengths);
}

int AsyncContext::FormattedCommand(redisCallbackFn* callback, void* privdata, const char* bytes,
                                   size_t size) noexcept {
  if (connection_ == nullptr) return REDIS_ERR;
  const AsyncTarget target{connection_->instrumentation.get(), connection_->context, callback,
                           privdata, connection_->instrumentation};
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
