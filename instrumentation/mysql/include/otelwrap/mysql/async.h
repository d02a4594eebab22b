// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Traced calls that do not block, in the dialect of the library that this was built with. Each is
// called as the library's own is, again and again until it is done; there is one span over it all.
// libmysqlclient has none for prepared statements.
//
//   // MariaDB Connector/C
//   int result = 0;
//   int waits = mysql::RealQueryStart(&result, handle, sql, length);
//   while (waits != 0) waits = mysql::RealQueryCont(&result, handle, WaitFor(handle, waits));
//
//   // libmysqlclient
//   while (mysql::RealQueryNonblocking(handle, sql, length) == NET_ASYNC_NOT_READY) Wait(handle);
//
// Span, metric, several results, and what the server gets of the trace: as query.h, session.h and
// statement.h say. A call that is never finished ends as abandoned when its handle is used again.
//
// Threads: as the handle: one thread at a time, not always the same one. Ownership: as the
// library's: the text must live until it is done. Errors: the library's own result comes back; a
// null handle or text is a failure at once.

#pragma once

#include <mysql.h>
#include <otelwrap/config.h>
#include <otelwrap/mysql/instrumentation.h>

namespace otelwrap::mysql {

#ifdef MARIADB_PACKAGE_VERSION_ID

// Were mysql_real_query_start and mysql_real_query_cont: 0, or what to wait for (MYSQL_WAIT_READ
// ...).
OTELWRAP_API int RealQueryStart(int* result, MYSQL* handle, const char* sql,
                                unsigned long length) noexcept;
OTELWRAP_API int RealQueryStart(const Instrumentation& instrumentation, int* result, MYSQL* handle,
                                const char* sql, unsigned long length) noexcept;
OTELWRAP_API int RealQueryCont(int* result, MYSQL* handle, int ready) noexcept;
OTELWRAP_API int RealQueryCont(const Instrumentation& instrumentation, int* result, MYSQL* handle,
                               int ready) noexcept;

// Were mysql_real_connect_start and mysql_real_connect_cont.
OTELWRAP_API int RealConnectStart(MYSQL** result, MYSQL* handle, const char* host, const char* user,
                                  const char* password, const char* database, unsigned int port,
                                  const char* unix_socket, unsigned long client_flags) noexcept;
OTELWRAP_API int RealConnectStart(const Instrumentation& instrumentation, MYSQL** result,
                                  MYSQL* handle, const char* host, const char* user,
                                  const char* password, const char* database, unsigned int port,
                                  const char* unix_socket, unsigned long client_flags) noexcept;
OTELWRAP_API int RealConnectCont(MYSQL** result, MYSQL* handle, int ready) noexcept;
OTELWRAP_API int RealConnectCont(const Instrumentation& instrumentation, MYSQL** result,
                                 MYSQL* handle, int ready) noexcept;

// Were mysql_next_result_start and mysql_next_result_cont.
OTELWRAP_API int NextResultStart(int* result, MYSQL* handle) noexcept;
OTELWRAP_API int NextResultStart(const Instrumentation& instrumentation, int* result,
                                 MYSQL* handle) noexcept;
OTELWRAP_API int NextResultCont(int* result, MYSQL* handle, int ready) noexcept;
OTELWRAP_API int NextResultCont(const Instrumentation& instrumentation, int* result, MYSQL* handle,
                                int ready) noexcept;

// Were mysql_stmt_prepare_start, mysql_stmt_execute_start and their _cont.
OTELWRAP_API int StmtPrepareStart(int* result, MYSQL_STMT* statement, const char* sql,
                                  unsigned long length) noexcept;
OTELWRAP_API int StmtPrepareStart(const Instrumentation& instrumentation, int* result,
                                  MYSQL_STMT* statement, const char* sql,
                                  unsigned long length) noexcept;
OTELWRAP_API int StmtPrepareCont(int* result, MYSQL_STMT* statement, int ready) noexcept;
OTELWRAP_API int StmtPrepareCont(const Instrumentation& instrumentation, int* result,
                                 MYSQL_STMT* statement, int ready) noexcept;
OTELWRAP_API int StmtExecuteStart(int* result, MYSQL_STMT* statement) noexcept;
OTELWRAP_API int StmtExecuteStart(const Instrumentation& instrumentation, int* result,
                                  MYSQL_STMT* statement) noexcept;
OTELWRAP_API int StmtExecuteCont(int* result, MYSQL_STMT* statement, int ready) noexcept;
OTELWRAP_API int StmtExecuteCont(const Instrumentation& instrumentation, int* result,
                                 MYSQL_STMT* statement, int ready) noexcept;

#else

// Was mysql_real_connect_nonblocking.
OTELWRAP_API net_async_status RealConnectNonblocking(MYSQL* handle, const char* host,
                                                     const char* user, const char* password,
                                                     const char* database, unsigned int port,
                                                     const char* unix_socket,
                                                     unsigned long client_flags) noexcept;
OTELWRAP_API net_async_status RealConnectNonblocking(const Instrumentation& instrumentation,
                                                     MYSQL* handle, const char* host,
                                                     const char* user, const char* password,
                                                     const char* database, unsigned int port,
                                                     const char* unix_socket,
                                                     unsigned long client_flags) noexcept;

// Was mysql_next_result_nonblocking: NET_ASYNC_COMPLETE_NO_MORE_RESULTS where there is none left.
OTELWRAP_API net_async_status NextResultNonblocking(MYSQL* handle) noexcept;
OTELWRAP_API net_async_status NextResultNonblocking(const Instrumentation& instrumentation,
                                                    MYSQL* handle) noexcept;

// Was mysql_real_query_nonblocking.
OTELWRAP_API net_async_status RealQueryNonblocking(MYSQL* handle, const char* sql,
                                                   unsigned long length) noexcept;
OTELWRAP_API net_async_status RealQueryNonblocking(const Instrumentation& instrumentation,
                                                   MYSQL* handle, const char* sql,
                                                   unsigned long length) noexcept;

#endif

}  // namespace otelwrap::mysql
