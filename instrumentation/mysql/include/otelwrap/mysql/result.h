// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The rows of a query, owned or on a MYSQL_RES* of your own:
//
//   mysql::Result rows = mysql::Result::Use(connection);        // or Store()
//   while (MYSQL_ROW row = rows.Fetch()) Print(row[0]);
//   if (mysql_errno(connection) != 0) Complain();               // as ever: null is an error, too
//
//   MYSQL_RES* raw = mysql::UseResult(handle);                  // of query.h
//   while (MYSQL_ROW row = mysql::FetchRow(raw)) ...            // was mysql_fetch_row
//   mysql::FreeResult(raw);                                     // was mysql_free_result
//
// With Settings::fetches there is an INTERNAL span `fetch` for each result: a child of the query's,
// from its end to the last row, to an error or to FreeResult(), with db.response.returned_rows and
// with the time that was spent waiting for rows (db.response.fetch_duration), apart from your own
// work between them. With Settings::returned_rows their number is a metric. Without both these are
// the library's own calls, and a span `fetch` only of rows that come to an error.
//
// Threads: as the connection: one thread at a time. Ownership: a Result is move-only and frees its
// rows; a raw one stays yours. Errors: the library's own results come back; null gives null.

#pragma once

#include <mysql.h>
#include <otelwrap/config.h>

#include <cstdint>

namespace otelwrap::mysql {

OTELWRAP_API MYSQL_ROW FetchRow(MYSQL_RES* result) noexcept;
OTELWRAP_API void FreeResult(MYSQL_RES* result) noexcept;

class OTELWRAP_API Result {
 public:
  // All rows at once, or each as it is fetched. Without rows, or after an error, it is empty:
  // mysql_errno() says which.
  static Result Store(MYSQL* handle) noexcept;
  static Result Use(MYSQL* handle) noexcept;

  Result() noexcept = default;
  explicit Result(MYSQL_RES* rows) noexcept : rows_(rows) {}
  ~Result() { FreeResult(rows_); }
  Result(Result&& other) noexcept;
  Result& operator=(Result&& other) noexcept;

  // Null: there are no more, or an error.
  MYSQL_ROW Fetch() noexcept { return FetchRow(rows_); }
  // Of the columns of the row that was fetched last.
  const unsigned long* Lengths() noexcept;
  unsigned int Columns() const noexcept;

  explicit operator bool() const noexcept { return rows_ != nullptr; }
  MYSQL_RES* handle() const noexcept { return rows_; }
  operator MYSQL_RES*() const noexcept { return rows_; }  // NOLINT(google-explicit-constructor)

 private:
  MYSQL_RES* rows_ = nullptr;
};

}  // namespace otelwrap::mysql
