// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/common/switches.h>
#include <otelwrap/mysql/async.h>

#include <new>
#include <string_view>
#include <utility>

#include "connect.h"
#include "fetches.h"
#include "library.h"
#include "traced_call.h"

namespace otelwrap::mysql {
namespace {

bool IsOff() noexcept { return !common::Enabled(common::Component::kMysql); }

std::string_view View(const char* text) noexcept {
  return text == nullptr ? std::string_view() : std::string_view(text);
}

// A query that begins, and what to send of it. The library may read it until the query is done, so
// that it is ours only where it is kept so long.
std::string_view Begin(const Instrumentation& instrumentation, MYSQL* handle,
                       std::string_view sql) noexcept {
  OpenCall begun = StartQuery(instrumentation, handle, sql, nullptr);
  begun.in_flight = true;
  OpenCalls().Keep(*handle, std::move(begun));
  if (!SentSql::IsWanted(instrumentation)) return sql;
  OpenCall* kept = OpenCalls().FindInFlight(*handle);
  if (kept == nullptr) return sql;
  kept->sent.reset(new (std::nothrow) SentSql(instrumentation, handle, kept->operation, sql));
  return kept->sent != nullptr ? kept->sent->text() : sql;
}

void Finish(const Instrumentation& instrumentation, MYSQL* handle, OpenCall&& call,
            int result) noexcept {
  FinishQuery(instrumentation, handle, std::move(call),
              ResultOf(*handle, result, ActiveLibrary().error_number(handle)));
}

void FinishInFlight(const Instrumentation& instrumentation, MYSQL* handle, int result) noexcept {
  Finish(instrumentation, handle, OpenCalls().TakeInFlight(*handle), result);
}

void BeginConnect(const Instrumentation& instrumentation, MYSQL* handle, const char* host,
                  const char* database, unsigned int port, const char* unix_socket) noexcept {
  EndAllOf(*handle);  // of another one that was at this address
  AddConnectionAttributes(instrumentation, handle);
  OpenCall call;
  call.in_flight = call.connecting = true;
  if (instrumentation.settings().connect) {
    const Peer peer = PeerToBe(instrumentation, View(host), port, View(unix_socket));
    call.operation = StartCommand(instrumentation, handle, {"connect", View(database), {}}, &peer);
  }
  OpenCalls().Keep(*handle, std::move(call));
}

void FinishConnect(const Instrumentation& instrumentation, MYSQL* handle, bool failed) noexcept {
  FinishCommand(instrumentation, handle, OpenCalls().TakeInFlight(*handle).operation, failed);
}

}  // namespace

#ifdef MARIADB_PACKAGE_VERSION_ID

int RealQueryStart(const Instrumentation& instrumentation, int* result, MYSQL* handle,
                   const char* sql, unsigned long length) noexcept {
  if (handle == nullptr || sql == nullptr) {
    *result = 1;
    return 0;
  }
  const Library& library = ActiveLibrary();
  if (IsOff()) return library.real_query_start(result, handle, sql, length);
  const std::string_view sent = Begin(instrumentation, handle, {sql, length});
  const int waits = library.real_query_start(result, handle, sent.data(), sent.size());
  if (waits == 0) FinishInFlight(instrumentation, handle, *result);
  return waits;
}

int RealQueryStart(int* result, MYSQL* handle, const char* sql, unsigned long length) noexcept {
  return RealQueryStart(Default(), result, handle, sql, length);
}

int RealQueryCont(const Instrumentation& instrumentation, int* result, MYSQL* handle,
                  int ready) noexcept {
  if (handle == nullptr) {
    *result = 1;
    return 0;
  }
  const int waits = ActiveLibrary().real_query_cont(result, handle, ready);
  if (waits == 0) FinishInFlight(instrumentation, handle, *result);
  return waits;
}

int RealQueryCont(int* result, MYSQL* handle, int ready) noexcept {
  return RealQueryCont(Default(), result, handle, ready);
}

int RealConnectStart(const Instrumentation& instrumentation, MYSQL** result, MYSQL* handle,
                     const char* host, const char* user, const char* password, const char* database,
                     unsigned int port, const char* unix_socket,
                     unsigned long client_flags) noexcept {
  if (handle == nullptr) {
    *result = nullptr;
    return 0;
  }
  if (!IsOff()) BeginConnect(instrumentation, handle, host, database, port, unix_socket);
  const int waits = ActiveLibrary().real_connect_start(result, handle, host, user, password,
                                                       database, port, unix_socket, client_flags);
  if (waits == 0) FinishConnect(instrumentation, handle, *result == nullptr);
  return waits;
}

int RealConnectStart(MYSQL** result, MYSQL* handle, const char* host, const char* user,
                     const char* password, const char* database, unsigned int port,
                     const char* unix_socket, unsigned long client_flags) noexcept {
  return RealConnectStart(Default(), result, handle, host, user, password, database, port,
                          unix_socket, client_flags);
}

int RealConnectCont(const Instrumentation& instrumentation, MYSQL** result, MYSQL* handle,
                    int ready) noexcept {
  if (handle == nullptr) {
    *result = nullptr;
    return 0;
  }
  const int waits = ActiveLibrary().real_connect_cont(result, handle, ready);
  if (waits == 0) FinishConnect(instrumentation, handle, *result == nullptr);
  return waits;
}

int RealConnectCont(MYSQL** result, MYSQL* handle, int ready) noexcept {
  return RealConnectCont(Default(), result, handle, ready);
}

int NextResultStart(const Instrumentation& instrumentation, int* result, MYSQL* handle) noexcept {
  if (handle == nullptr) {
    *result = 1;
    return 0;
  }
  BeginNext(*handle);
  const int waits = ActiveLibrary().next_result_start(result, handle);
  if (waits == 0) {
    FinishNext(instrumentation, handle, *result);
  } else {
    OpenCalls().Await(*handle);
  }
  return waits;
}

int NextResultStart(int* result, MYSQL* handle) noexcept {
  return NextResultStart(Default(), result, handle);
}

int NextResultCont(const Instrumentation& instrumentation, int* result, MYSQL* handle,
                   int ready) noexcept {
  if (handle == nullptr) {
    *result = 1;
    return 0;
  }
  const int waits = ActiveLibrary().next_result_cont(result, handle, ready);
  if (waits == 0) FinishNext(instrumentation, handle, *result);
  return waits;
}

int NextResultCont(int* result, MYSQL* handle, int ready) noexcept {
  return NextResultCont(Default(), result, handle, ready);
}

#else

net_async_status RealQueryNonblocking(const Instrumentation& instrumentation, MYSQL* handle,
                                      const char* sql, unsigned long length) noexcept {
  if (handle == nullptr || sql == nullptr) return NET_ASYNC_ERROR;
  const Library& library = ActiveLibrary();
  if (IsOff()) return library.real_query_nonblocking(handle, sql, length);
  const OpenCall* under_way = OpenCalls().FindInFlight(*handle);
  std::string_view sent(sql, length);
  if (under_way == nullptr || under_way->connecting) {
    sent = Begin(instrumentation, handle, sent);
  } else if (under_way->sent != nullptr) {
    sent = under_way->sent->text();
  }
  const net_async_status status = library.real_query_nonblocking(handle, sent.data(), sent.size());
  if (status != NET_ASYNC_NOT_READY) {
    FinishInFlight(instrumentation, handle, status == NET_ASYNC_ERROR ? 1 : 0);
  }
  return status;
}

net_async_status RealQueryNonblocking(MYSQL* handle, const char* sql,
                                      unsigned long length) noexcept {
  return RealQueryNonblocking(Default(), handle, sql, length);
}

net_async_status RealConnectNonblocking(const Instrumentation& instrumentation, MYSQL* handle,
                                        const char* host, const char* user, const char* password,
                                        const char* database, unsigned int port,
                                        const char* unix_socket,
                                        unsigned long client_flags) noexcept {
  if (handle == nullptr) return NET_ASYNC_ERROR;
  const auto connect = [&]() noexcept {
    return ActiveLibrary().real_connect_nonblocking(handle, host, user, password, database, port,
                                                    unix_socket, client_flags);
  };
  if (IsOff()) return connect();
  if (OpenCalls().FindInFlight(*handle) == nullptr) {
    BeginConnect(instrumentation, handle, host, database, port, unix_socket);
  }
  const net_async_status status = connect();
  if (status != NET_ASYNC_NOT_READY) {
    FinishConnect(instrumentation, handle, status == NET_ASYNC_ERROR);
  }
  return status;
}

net_async_status RealConnectNonblocking(MYSQL* handle, const char* host, const char* user,
                                        const char* password, const char* database,
                                        unsigned int port, const char* unix_socket,
                                        unsigned long client_flags) noexcept {
  return RealConnectNonblocking(Default(), handle, host, user, password, database, port,
                                unix_socket, client_flags);
}

net_async_status NextResultNonblocking(const Instrumentation& instrumentation,
                                       MYSQL* handle) noexcept {
  if (handle == nullptr) return NET_ASYNC_ERROR;
  BeginNext(*handle);
  const net_async_status status = ActiveLibrary().next_result_nonblocking(handle);
  if (status == NET_ASYNC_NOT_READY) {
    OpenCalls().Await(*handle);
    return status;
  }
  const bool none = status == NET_ASYNC_COMPLETE_NO_MORE_RESULTS;
  FinishNext(instrumentation, handle, none ? -1 : status == NET_ASYNC_ERROR ? 1 : 0);
  return status;
}

net_async_status NextResultNonblocking(MYSQL* handle) noexcept {
  return NextResultNonblocking(Default(), handle);
}

#endif

}  // namespace otelwrap::mysql
