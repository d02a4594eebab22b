// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The trace context as query attributes of prepared statements. The library keeps what was bound,
// so the two attributes are bound once, beside the user's own, in memory of ours that is filled for
// the time of an execution: nothing is bound again, and parts sent ahead (long data) stay. Only
// libmysqlclient has them, and only a server that says so gets them.
//
// Threads: one thread at a time for each statement. Ownership: what the library points to lives
// until the statement is closed by StmtClose; at most 1024 statements have it at a time. Errors:
// without memory or room the statement goes without.

#pragma once

#include <mysql.h>
#include <otelwrap/common/operation.h>
#include <otelwrap/mysql/instrumentation.h>

namespace otelwrap::mysql {

// True is a failure, as of the library's call.
bool BindParameters(const Instrumentation& instrumentation, MYSQL_STMT* statement,
                    MYSQL_BIND* binds, unsigned count, const char** names) noexcept;

// REQUIRES: the library has closed the statement.
void ForgetAttributes(const MYSQL_STMT* statement) noexcept;

class StatementTraceContext;

// While alive, the statement carries the operation's trace context.
class SentAttributes {
 public:
  SentAttributes(const Instrumentation& instrumentation, MYSQL_STMT* statement,
                 const common::Operation& operation) noexcept {
    if (instrumentation.settings().query_attributes) Fill(statement, operation);
  }
  ~SentAttributes() {
    if (filled_ != nullptr) Clear();
  }
  SentAttributes(const SentAttributes&) = delete;
  SentAttributes& operator=(const SentAttributes&) = delete;

 private:
  void Fill(MYSQL_STMT* statement, const common::Operation& operation) noexcept;
  void Clear() noexcept;

  StatementTraceContext* filled_ = nullptr;
};

}  // namespace otelwrap::mysql
