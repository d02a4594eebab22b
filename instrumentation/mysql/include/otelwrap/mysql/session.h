// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The calls that open, change and end a session, on a MYSQL* of your own:
//
//   mysql::RealConnect(handle, "db.internal", "shop", password, "shop", 0, nullptr, 0);
//   mysql::Commit(handle);
//   mysql::Close(handle);
//
// Each but Close() makes one CLIENT span, named as it is (`connect`, `commit`), and one measurement
// of db.client.operation.duration. Settings::connect is for RealConnect, ChangeUser and
// ResetConnection, Settings::ping for Ping.
//
// Threads: as the handle: one thread at a time. Ownership: the handle stays yours. Errors: the
// library's own result comes back: true, 1 or null is a failure, mysql_errno says which. A null
// handle is one too.

#pragma once

#include <mysql.h>
#include <otelwrap/config.h>
#include <otelwrap/mysql/instrumentation.h>

namespace otelwrap::mysql {

// Was mysql_real_connect.
OTELWRAP_API MYSQL* RealConnect(MYSQL* handle, const char* host, const char* user,
                                const char* password, const char* database, unsigned int port,
                                const char* unix_socket, unsigned long client_flags) noexcept;
OTELWRAP_API MYSQL* RealConnect(const Instrumentation& instrumentation, MYSQL* handle,
                                const char* host, const char* user, const char* password,
                                const char* database, unsigned int port, const char* unix_socket,
                                unsigned long client_flags) noexcept;

// Was mysql_close: ends what the handle had open, too.
OTELWRAP_API void Close(MYSQL* handle) noexcept;

// Was mysql_change_user.
OTELWRAP_API bool ChangeUser(MYSQL* handle, const char* user, const char* password,
                             const char* database) noexcept;
OTELWRAP_API bool ChangeUser(const Instrumentation& instrumentation, MYSQL* handle,
                             const char* user, const char* password, const char* database) noexcept;

// Was mysql_reset_connection.
OTELWRAP_API int ResetConnection(MYSQL* handle) noexcept;
OTELWRAP_API int ResetConnection(const Instrumentation& instrumentation, MYSQL* handle) noexcept;

// Was mysql_select_db: db.namespace is the new one.
OTELWRAP_API int SelectDb(MYSQL* handle, const char* database) noexcept;
OTELWRAP_API int SelectDb(const Instrumentation& instrumentation, MYSQL* handle,
                          const char* database) noexcept;

// Was mysql_ping.
OTELWRAP_API int Ping(MYSQL* handle) noexcept;
OTELWRAP_API int Ping(const Instrumentation& instrumentation, MYSQL* handle) noexcept;

// Were mysql_commit, mysql_rollback and mysql_autocommit.
OTELWRAP_API bool Commit(MYSQL* handle) noexcept;
OTELWRAP_API bool Commit(const Instrumentation& instrumentation, MYSQL* handle) noexcept;
OTELWRAP_API bool Rollback(MYSQL* handle) noexcept;
OTELWRAP_API bool Rollback(const Instrumentation& instrumentation, MYSQL* handle) noexcept;
OTELWRAP_API bool Autocommit(MYSQL* handle, bool on) noexcept;
OTELWRAP_API bool Autocommit(const Instrumentation& instrumentation, MYSQL* handle,
                             bool on) noexcept;

}  // namespace otelwrap::mysql
