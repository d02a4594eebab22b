// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A connection that closes itself, and whose queries are traced. A thin shell over MYSQL*: it is
// one wherever the library wants one, so that rows are read as always.
//
//   mysql::Connection connection;
//   mysql::ConnectOptions options;
//   options.host = "db.internal";
//   options.user = "shop";
//   if (!connection.Connect(options)) Complain(connection.Error());
//   if (connection.Query("SELECT name FROM item") == 0) {
//     MYSQL_RES* rows = mysql_store_result(connection);
//
// Connect() makes a CLIENT span `connect`; Query() what query.h says.
//
// Threads: one thread at a time. Ownership: move-only; owns the handle, shares the instrumentation.
// Errors: as the library's; nothing throws.

#pragma once

#include <mysql.h>
#include <otelwrap/config.h>
#include <otelwrap/mysql/instrumentation.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace otelwrap::mysql {

// As mysql_real_connect: an empty host or "localhost" means the Unix socket, 127.0.0.1 TCP.
struct ConnectOptions {
  std::string host;
  uint16_t port = 0;        // 0: the library's default, 3306
  std::string unix_socket;  // empty: the library's default
  std::string user;
  std::string password;
  std::string database;  // empty: none is chosen
  unsigned long client_flags = 0;
};

class OTELWRAP_API Connection {
 public:
  // Null: the component's default, as it is at each call.
  explicit Connection(std::shared_ptr<const Instrumentation> instrumentation = nullptr) noexcept;
  ~Connection();
  Connection(Connection&& other) noexcept;
  Connection& operator=(Connection&& other) noexcept;

  // Once: a connection that is open, or was, is closed first, and its mysql_options are lost.
  bool Connect(const ConnectOptions& options) noexcept;

  // 0 is success. Queries as mysql_real_query: any byte may be in it.
  int Query(std::string_view sql) noexcept;

  // Of the last call that failed; empty and 0 where it did not. They may repeat the query's data.
  const char* Error() const noexcept;
  unsigned int ErrorNumber() const noexcept;

  // Null only where memory was out. For mysql_options() before Connect(), and for everything else.
  MYSQL* handle() const noexcept { return handle_; }
  operator MYSQL*() const noexcept { return handle_; }  // NOLINT(google-explicit-constructor)

 private:
  struct Memory;

  const Instrumentation& instrumentation() const noexcept;
  void Close() noexcept;

  std::shared_ptr<const Instrumentation> instrumentation_;
  MYSQL* handle_;
  bool used_ = false;
  std::unique_ptr<Memory> memory_;  // where it was to connect to, which a failed handle forgets
};

}  // namespace otelwrap::mysql
