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
  decltype(&::mysql_stmt_close) stmt_close = &::mysql_stmt_close;
  decltype(&::mysql_close) close = &::mysql_close;
  decltype(&::mysql_options4) options4 = &::mysql_options4;
#ifdef MARIADB_PACKAGE_VERSION_ID
  decltype(&::mysql_stmt_bind_param) stmt_bind_param = &::mysql_stmt_bind_param;
  decltype(&::mysql_real_connect_start) real_connect_start = &::mysql_real_connect_start;
  decltype(&::mysql_real_connect_cont) real_connect_cont = &::mysql_real_connect_cont;
  decltype(&::mysql_real_query_start) real_query_start = &::mysql_real_query_start;
  decltype(&::mysql_real_query_cont) real_query_cont = &::mysql_real_query_cont;
  decltype(&::mysql_next_result_start) next_result_start = &::mysql_next_result_start;
  decltype(&::mysql_next_result_cont) next_result_cont = &::mysql_next_result_cont;
  decltype(&::mysql_stmt_prepare_start) stmt_prepare_start = &::mysql_stmt_prepare_start;
  decltype(&::mysql_stmt_prepare_cont) stmt_prepare_cont = &::mysql_stmt_prepare_cont;
  decltype(&::mysql_stmt_execute_start) stmt_execute_start = &::mysql_stmt_execute_start;
  decltype(&::mysql_stmt_execute_cont) stmt_execute_cont = &::mysql_stmt_execute_cont;
#else
  decltype(&::mysql_bind_param) bind_param = &::mysql_bind_param;
  decltype(&::mysql_stmt_bind_named_param) stmt_bind_param = &::mysql_stmt_bind_named_param;
  decltype(&::mysql_real_connect_nonblocking) real_connect_nonblocking =
      &::mysql_real_connect_nonblocking;
  decltype(&::mysql_real_query_nonblocking) real_query_nonblocking =
      &::mysql_real_query_nonblocking;
  decltype(&::mysql_next_result_nonblocking) next_result_nonblocking =
      &::mysql_next_result_nonblocking;
#endif
};

inline Library& ActiveLibrary() noexcept {
  static Library library;
  return library;
}

}  // namespace otelwrap::mysql
