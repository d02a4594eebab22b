// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Traced queries that do not block, in the dialect of the library that this was built with. Each is
// called as the library's own is, again and again until it is done; there is one span over it all.
//
//   // MariaDB Connector/C
//   int result = 0;
//   int waits = mysql::RealQueryStart(&result, handle, sql, length);
//   while (waits != 0) waits = mysql::RealQueryCont(&result, handle, WaitFor(handle, waits));
//
//   // libmysqlclient
//   while (mysql::RealQueryNonblocking(handle, sql, length) == NET_ASYNC_NOT_READY) Wait(handle);
//
// Span, metric, several results: as query.h says. Nothing is propagated to the server.
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

#else

// Was mysql_real_query_nonblocking.
OTELWRAP_API net_async_status RealQueryNonblocking(MYSQL* handle, const char* sql,
                                                   unsigned long length) noexcept;
OTELWRAP_API net_async_status RealQueryNonblocking(const Instrumentation& instrumentation,
                                                   MYSQL* handle, const char* sql,
                                                   unsigned long length) noexcept;

#endif

}  // namespace otelwrap::mysql
