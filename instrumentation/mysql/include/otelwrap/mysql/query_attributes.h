// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Query attributes of your own beside the trace context's (Settings::query_attributes), which MySQL
// servers know, MariaDB's do not: with libmysqlclient only.
//
//   mysql::BindParam(handle, 1, &bind, &name);   // was mysql_bind_param
//   mysql::Query(handle, "SELECT 1");            // sends it, and traceparent and tracestate
//
// A mysql_bind_param of your own would be replaced: with the option on, take this one.
//
// Threads: as the handle. Ownership: as mysql_bind_param: what the binds point to must live until
// the query was sent. REQUIRES: what the handle does next is a query by our Query, RealQuery,
// SendQuery or RealQueryNonblocking. Errors: as mysql_bind_param: true is a failure.

#pragma once

#include <mysql.h>
#include <otelwrap/config.h>
#include <otelwrap/mysql/instrumentation.h>

#ifndef MARIADB_PACKAGE_VERSION_ID

namespace otelwrap::mysql {

OTELWRAP_API bool BindParam(MYSQL* handle, unsigned count, MYSQL_BIND* binds,
                            const char** names) noexcept;

}  // namespace otelwrap::mysql

#endif
