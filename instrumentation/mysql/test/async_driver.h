// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Drives calls that do not block, in the dialect of the installed library, in a loop around
// poll(2): ours, or for comparison the library's own.

#pragma once

#include <otelwrap/mysql/async.h>
#include <poll.h>

#include <chrono>
#include <string_view>

namespace otelwrap::mysql {

enum class Who { kOurs, kBare };

// How an attempt went: whether it ended, how, and how often it was continued.
struct Driven {
  bool ended = false;
  bool succeeded = false;
  int turns = 0;
};

inline constexpr std::chrono::milliseconds kPatience{20000};

#ifdef MARIADB_PACKAGE_VERSION_ID

// `start` and `go_on` give what to wait for; `succeeded` is asked at the end.
template <class Start, class GoOn, class Succeeded>
Driven Drive(MYSQL* handle, std::chrono::milliseconds patience, Start start, GoOn go_on,
             Succeeded succeeded) {
  Driven driven;
  const auto end = std::chrono::steady_clock::now() + patience;
  int waits = start();
  while (waits != 0) {
    short events = 0;
    if ((waits & MYSQL_WAIT_READ) != 0) events |= POLLIN;
    if ((waits & MYSQL_WAIT_WRITE) != 0) events |= POLLOUT;
    pollfd wanted = {static_cast<int>(mysql_get_socket(handle)), events, 0};
    if (poll(&wanted, 1, 20) > 0) {
      ++driven.turns;
      waits = go_on(waits);
    } else if (std::chrono::steady_clock::now() > end) {
      return driven;
    }
  }
  driven.ended = true;
  driven.succeeded = succeeded();
  return driven;
}

inline Driven DriveConnect(Who who, const Instrumentation& instrumentation, MYSQL* handle,
                           unsigned int port, const char* password = "",
                           std::chrono::milliseconds patience = kPatience) {
  mysql_options(handle, MYSQL_OPT_NONBLOCK, nullptr);
  MYSQL* result = nullptr;
  const char* const host = "127.0.0.1";
  return Drive(
      handle, patience,
      [&] {
        return who == Who::kOurs
                   ? RealConnectStart(instrumentation, &result, handle, host, "root", password,
                                      "shop", port, nullptr, CLIENT_MULTI_STATEMENTS)
                   : mysql_real_connect_start(&result, handle, host, "root", password, "shop", port,
                                              nullptr, CLIENT_MULTI_STATEMENTS);
      },
      [&](int ready) {
        return who == Who::kOurs ? RealConnectCont(instrumentation, &result, handle, ready)
                                 : mysql_real_connect_cont(&result, handle, ready);
      },
      [&] { return result != nullptr; });
}

inline Driven DriveQuery(Who who, const Instrumentation& instrumentation, MYSQL* handle,
                         std::string_view sql, std::chrono::milliseconds patience = kPatience) {
  int result = 1;
  return Drive(
      handle, patience,
      [&] {
        return who == Who::kOurs
                   ? RealQueryStart(instrumentation, &result, handle, sql.data(), sql.size())
                   : mysql_real_query_start(&result, handle, sql.data(), sql.size());
      },
      [&](int ready) {
        return who == Who::kOurs ? RealQueryCont(instrumentation, &result, handle, ready)
                                 : mysql_real_query_cont(&result, handle, ready);
      },
      [&] { return result == 0; });
}

inline Driven DriveNextResult(Who who, const Instrumentation& instrumentation, MYSQL* handle,
                              std::chrono::milliseconds patience = kPatience) {
  int result = 1;
  return Drive(
      handle, patience,
      [&] {
        return who == Who::kOurs ? NextResultStart(instrumentation, &result, handle)
                                 : mysql_next_result_start(&result, handle);
      },
      [&](int ready) {
        return who == Who::kOurs ? NextResultCont(instrumentation, &result, handle, ready)
                                 : mysql_next_result_cont(&result, handle, ready);
      },
      [&] { return result == 0; });
}

inline Driven DrivePrepare(Who who, const Instrumentation& instrumentation, MYSQL* handle,
                           MYSQL_STMT* statement, std::string_view sql,
                           std::chrono::milliseconds patience = kPatience) {
  int result = 1;
  return Drive(
      handle, patience,
      [&] {
        return who == Who::kOurs
                   ? StmtPrepareStart(instrumentation, &result, statement, sql.data(), sql.size())
                   : mysql_stmt_prepare_start(&result, statement, sql.data(), sql.size());
      },
      [&](int ready) {
        return who == Who::kOurs ? StmtPrepareCont(instrumentation, &result, statement, ready)
                                 : mysql_stmt_prepare_cont(&result, statement, ready);
      },
      [&] { return result == 0; });
}

inline Driven DriveExecute(Who who, const Instrumentation& instrumentation, MYSQL* handle,
                           MYSQL_STMT* statement, std::chrono::milliseconds patience = kPatience) {
  int result = 1;
  return Drive(
      handle, patience,
      [&] {
        return who == Who::kOurs ? StmtExecuteStart(instrumentation, &result, statement)
                                 : mysql_stmt_execute_start(&result, statement);
      },
      [&](int ready) {
        return who == Who::kOurs ? StmtExecuteCont(instrumentation, &result, statement, ready)
                                 : mysql_stmt_execute_cont(&result, statement, ready);
      },
      [&] { return result == 0; });
}

#else

// While a connection is made, its socket may not be there yet.
template <class Call>
Driven Drive(MYSQL* handle, std::chrono::milliseconds patience, Call call) {
  Driven driven;
  const auto end = std::chrono::steady_clock::now() + patience;
  net_async_status status = call();
  while (status == NET_ASYNC_NOT_READY) {
    if (std::chrono::steady_clock::now() > end) return driven;
    pollfd wanted = {handle->net.fd, POLLIN, 0};
    poll(&wanted, wanted.fd > 0 ? 1 : 0, 20);
    ++driven.turns;
    status = call();
  }
  driven.ended = true;
  driven.succeeded = status == NET_ASYNC_COMPLETE;
  return driven;
}

inline Driven DriveConnect(Who who, const Instrumentation& instrumentation, MYSQL* handle,
                           unsigned int port, const char* password = "",
                           std::chrono::milliseconds patience = kPatience) {
  const char* const host = "127.0.0.1";
  return Drive(handle, patience, [&] {
    return who == Who::kOurs
               ? RealConnectNonblocking(instrumentation, handle, host, "root", password, "shop",
                                        port, nullptr, CLIENT_MULTI_STATEMENTS)
               : mysql_real_connect_nonblocking(handle, host, "root", password, "shop", port,
                                                nullptr, CLIENT_MULTI_STATEMENTS);
  });
}

inline Driven DriveQuery(Who who, const Instrumentation& instrumentation, MYSQL* handle,
                         std::string_view sql, std::chrono::milliseconds patience = kPatience) {
  return Drive(handle, patience, [&] {
    return who == Who::kOurs ? RealQueryNonblocking(instrumentation, handle, sql.data(), sql.size())
                             : mysql_real_query_nonblocking(handle, sql.data(), sql.size());
  });
}

inline Driven DriveNextResult(Who who, const Instrumentation& instrumentation, MYSQL* handle,
                              std::chrono::milliseconds patience = kPatience) {
  return Drive(handle, patience, [&] {
    return who == Who::kOurs ? NextResultNonblocking(instrumentation, handle)
                             : mysql_next_result_nonblocking(handle);
  });
}

#endif

}  // namespace otelwrap::mysql
