// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Traced queries on a MYSQL* of your own, for libmysqlclient and for MariaDB Connector/C:
//
//   mysql::Query(handle, "SELECT name FROM item WHERE id = 1");   // was mysql_query
//
//   auto call = mysql::Trace(handle, sql);                        // or around any call, by hand
//   const int result = mysql_send_query(handle, sql.data(), sql.size());
//   call.End(result);
//
// Each makes one CLIENT span, named by the query's summary, and one measurement of
// db.client.operation.duration; it ends when the library's call returns. Reading the rows is not in
// it, nor what a later statement of the same text comes to (mysql_next_result tells).
//
// Threads: as the handle: one thread at a time. Ownership: the handle stays yours; nothing of the
// text is kept. Errors: the library's own result comes back, and its mysql_errno and mysql_error
// stay as they were. A null handle or text gives 1 and no span, where the library would crash.

#pragma once

#include <mysql.h>
#include <otelwrap/common/operation.h>
#include <otelwrap/config.h>
#include <otelwrap/mysql/instrumentation.h>

#include <string_view>

namespace otelwrap::mysql {

// Was mysql_query.
OTELWRAP_API int Query(MYSQL* handle, const char* sql) noexcept;
OTELWRAP_API int Query(const Instrumentation& instrumentation, MYSQL* handle,
                       const char* sql) noexcept;

// Was mysql_real_query.
OTELWRAP_API int RealQuery(MYSQL* handle, const char* sql, unsigned long length) noexcept;
OTELWRAP_API int RealQuery(const Instrumentation& instrumentation, MYSQL* handle, const char* sql,
                           unsigned long length) noexcept;

// A traced call under way. Move-only; dropped without End() it counts as failed, with error.type
// "abandoned". REQUIRES: handle and instrumentation outlive it.
class [[nodiscard]] OTELWRAP_API Call {
 public:
  Call(const Instrumentation& instrumentation, MYSQL* handle, std::string_view sql) noexcept;

  // `result` is what the library's call returned: 0 is success, else mysql_errno(handle) says why.
  // Call it before the handle is used again. Once; later calls do nothing.
  void End(int result) noexcept;

 private:
  MYSQL* handle_;
  common::Operation operation_;
};

OTELWRAP_API Call Trace(MYSQL* handle, std::string_view sql) noexcept;
OTELWRAP_API Call Trace(const Instrumentation& instrumentation, MYSQL* handle,
                        std::string_view sql) noexcept;

}  // namespace otelwrap::mysql
