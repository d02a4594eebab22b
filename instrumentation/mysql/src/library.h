// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The seam: the functions of the client library that the component calls, in a table that tests may
// change.
//
// Threads: tests change it before they call. Errors: none.

#pragma once

#include <mysql.h>

namespace otelwrap::mysql {

// What the library that we were built with calls itself, for a handle without a server.
#ifdef MARIADB_PACKAGE_VERSION_ID
inline constexpr bool kIsMariaDbConnector = true;
#else
inline constexpr bool kIsMariaDbConnector = false;
#endif

// Of the server's status, on both.
inline constexpr unsigned int kInTransaction = 1;
inline constexpr unsigned int kMoreResults = 8;

struct Library {
  decltype(&::mysql_query) query = &::mysql_query;
  decltype(&::mysql_real_query) real_query = &::mysql_real_query;
  decltype(&::mysql_send_query) send_query = &::mysql_send_query;
  decltype(&::mysql_read_query_result) read_query_result = &::mysql_read_query_result;
  decltype(&::mysql_next_result) next_result = &::mysql_next_result;
  decltype(&::mysql_store_result) store_result = &::mysql_store_result;
  decltype(&::mysql_use_result) use_result = &::mysql_use_result;
  decltype(&::mysql_fetch_row) fetch_row = &::mysql_fetch_row;
  decltype(&::mysql_free_result) free_result = &::mysql_free_result;
  decltype(&::mysql_real_connect) real_connect = &::mysql_real_connect;
  decltype(&::mysql_change_user) change_user = &::mysql_change_user;
  decltype(&::mysql_reset_connection) reset_connection = &::mysql_reset_connection;
  decltype(&::mysql_select_db) select_db = &::mysql_select_db;
  decltype(&::mysql_ping) ping = &::mysql_ping;
  decltype(&::mysql_commit) commit = &::mysql_commit;
  decltype(&::mysql_rollback) rollback = &::mysql_rollback;
  decltype(&::mysql_autocommit) autocommit = &::mysql_autocommit;
  decltype(&::mysql_errno) error_number = &::mysql_errno;
  decltype(&::mysql_stmt_prepare) stmt_prepare = &::mysql_stmt_prepare;
  decltype(&::mysql_stmt_execute) stmt_execute = &::mysql_stmt_execute;
  decltype(&::mysql_stmt_store_result) stmt_store_result = &::mysql_stmt_store_result;
  decltype(&::mysql_stmt_fetch) stmt_fetch = &::mysql_stmt_fetch;
  decltype(&::mysql_stmt_free_result) stmt_free_result = &::mysql_stmt_free_result;
  decltype(&::mysql_stmt_next_result) stmt_next_result = &::mysql_stmt_next_result;
  decltype(&::mysql_stmt_errno) stmt_error_number = &::mysql_stmt_errno;
};

inline Library& ActiveLibrary() noexcept {
  static Library library;
  return library;
}

}  // namespace otelwrap::mysql
