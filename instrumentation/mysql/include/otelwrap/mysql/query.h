// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Traced queries on a MYSQL* of your own, for libmysqlclient and for MariaDB Connector/C:
//
//   mysql::Query(handle, "SELECT name FROM item WHERE id = 1");   // was mysql_query
//
//   auto call = mysql::Trace(handle, sql);                        // or around any call, by hand
//   const int result = mysql_list_fields(handle, "item", nullptr) == nullptr;
//   call.End(result);
//
// Each makes one CLIENT span, named by the query's summary, and one measurement of
// db.client.operation.duration. It ends when the library's call returns: reading the rows is not in
// it. Only where more results may come (several statements, CALL, EXECUTE) it stays open, for a
// later statement's error is the query's: until NextResult() has seen the last one, or the handle
// is used for another call of ours. Who takes Query() for those takes NextResult() too.
//
// Threads: as the handle: one thread at a time. Ownership: the handle stays yours; nothing of the
// text is kept but in a small cache of the thread. Errors: the library's own result comes back, and
// its mysql_errno and mysql_error stay as they were. A null handle or text gives 1 (null, where
// rows are wanted) and no span, where the library would crash.

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

// Were mysql_send_query and mysql_read_query_result: the span is over both.
OTELWRAP_API int SendQuery(MYSQL* handle, const char* sql, unsigned long length) noexcept;
OTELWRAP_API int SendQuery(const Instrumentation& instrumentation, MYSQL* handle, const char* sql,
                           unsigned long length) noexcept;
OTELWRAP_API bool ReadQueryResult(MYSQL* handle) noexcept;
OTELWRAP_API bool ReadQueryResult(const Instrumentation& instrumentation, MYSQL* handle) noexcept;

// Was mysql_next_result: 0, -1 where there is none left, or an error of this statement.
OTELWRAP_API int NextResult(MYSQL* handle) noexcept;
OTELWRAP_API int NextResult(const Instrumentation& instrumentation, MYSQL* handle) noexcept;

// Were mysql_store_result and mysql_use_result. With Settings::row_counts the query's span is open
// until here, and StoreResult() adds how many rows came.
OTELWRAP_API MYSQL_RES* StoreResult(MYSQL* handle) noexcept;
OTELWRAP_API MYSQL_RES* UseResult(MYSQL* handle) noexcept;

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
