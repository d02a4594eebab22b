// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Traced prepared statements, owned or on a MYSQL_STMT* of your own:
//
//   mysql::Statement statement(connection);
//   if (statement.Prepare("SELECT name FROM item WHERE id = ?") != 0) Complain(statement.Error());
//   statement.BindParam(parameters, 1);
//   if (statement.Execute() != 0) Complain(statement.Error());
//
//   mysql::StmtPrepare(raw, sql, length);           // were mysql_stmt_prepare, mysql_stmt_execute
//   mysql::StmtExecute(raw);
//
// Each execution makes one CLIENT span, named by the statement's summary, and one measurement of
// db.client.operation.duration. db.query.text is the text as it was prepared, never with values
// (without parameters it is sanitised, as that of a query is). Settings::prepare makes spans
// `prepare`. Fetching is not in the span; the results of a CALL are, up to StmtNextResult().
//
// Threads: as the connection: one thread at a time. Ownership: a Statement is move-only and owns
// its handle; a raw one stays yours, and its text is kept until StmtClose(), or until 1024 others
// were prepared. Errors: the library's own result comes back. A null handle gives 1 and no span.

#pragma once

#include <mysql.h>
#include <otelwrap/config.h>
#include <otelwrap/mysql/instrumentation.h>

#include <memory>
#include <string_view>

namespace otelwrap::mysql {

struct SqlDescription;

// Was mysql_stmt_prepare.
OTELWRAP_API int StmtPrepare(MYSQL_STMT* statement, const char* sql, unsigned long length) noexcept;
OTELWRAP_API int StmtPrepare(const Instrumentation& instrumentation, MYSQL_STMT* statement,
                             const char* sql, unsigned long length) noexcept;

// Was mysql_stmt_bind_param, of MySQL's library mysql_stmt_bind_named_param: first the parameters
// in their order, then query attributes, which have names. With Settings::query_attributes the
// trace context goes beside them, for which statements with parameters need this call; it holds for
// the next executions, too. What the binds point to stays yours. True is a failure, so are fewer
// binds than the statement has parameters. MariaDB's library takes parameters only.
OTELWRAP_API bool StmtBindParam(MYSQL_STMT* statement, MYSQL_BIND* binds, unsigned count,
                                const char** names = nullptr) noexcept;
OTELWRAP_API bool StmtBindParam(const Instrumentation& instrumentation, MYSQL_STMT* statement,
                                MYSQL_BIND* binds, unsigned count,
                                const char** names = nullptr) noexcept;

// Was mysql_stmt_execute.
OTELWRAP_API int StmtExecute(MYSQL_STMT* statement) noexcept;
OTELWRAP_API int StmtExecute(const Instrumentation& instrumentation,
                             MYSQL_STMT* statement) noexcept;

// Were mysql_stmt_store_result, mysql_stmt_fetch and mysql_stmt_free_result: what result.h says of
// the spans and the metric of rows. With a cursor each fetch may ask the server for more.
OTELWRAP_API int StmtStoreResult(MYSQL_STMT* statement) noexcept;
OTELWRAP_API int StmtFetch(MYSQL_STMT* statement) noexcept;
OTELWRAP_API bool StmtFreeResult(MYSQL_STMT* statement) noexcept;

// Was mysql_stmt_next_result: 0, -1 where there is none left, or an error.
OTELWRAP_API int StmtNextResult(MYSQL_STMT* statement) noexcept;
OTELWRAP_API int StmtNextResult(const Instrumentation& instrumentation,
                                MYSQL_STMT* statement) noexcept;

// Was mysql_stmt_close: true is a failure.
OTELWRAP_API bool StmtClose(MYSQL_STMT* statement) noexcept;

class OTELWRAP_API Statement {
 public:
  // A null instrumentation: the component's default, as it is at each call.
  explicit Statement(MYSQL* connection,
                     std::shared_ptr<const Instrumentation> instrumentation = nullptr) noexcept;
  ~Statement();
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&& other) noexcept;

  // 0 is success.
  int Prepare(std::string_view sql) noexcept;
  bool BindParam(MYSQL_BIND* binds, unsigned count, const char** names = nullptr) noexcept;
  int Execute() noexcept;
  int NextResult() noexcept;
  int StoreResult() noexcept { return StmtStoreResult(handle_); }
  int Fetch() noexcept { return StmtFetch(handle_); }
  bool FreeResult() noexcept { return StmtFreeResult(handle_); }

  // Of the last call that failed. They may repeat data.
  const char* Error() const noexcept;
  unsigned int ErrorNumber() const noexcept;

  // Null only where memory was out or the connection was null.
  MYSQL_STMT* handle() const noexcept { return handle_; }
  operator MYSQL_STMT*() const noexcept { return handle_; }  // NOLINT(google-explicit-constructor)

 private:
  const Instrumentation& instrumentation() const noexcept;
  void Close() noexcept;

  std::shared_ptr<const Instrumentation> instrumentation_;
  MYSQL_STMT* handle_;
  std::shared_ptr<const SqlDescription> text_;
  unsigned long text_of_ = 0;  // the number that the statement had then
};

}  // namespace otelwrap::mysql
