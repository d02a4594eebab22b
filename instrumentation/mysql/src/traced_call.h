// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Starts and ends the operations of all the calls: what is the same for text and prepared
// statements, blocking or not.
//
// Threads: one thread at a time for each handle. Errors: none; what can't be described is left out.

#pragma once

#include <mysql.h>
#include <otelwrap/common/operation.h>
#include <otelwrap/mysql/instrumentation.h>

#include <string_view>

#include "open_calls.h"
#include "peer.h"

namespace otelwrap::mysql {

// A call that is neither a query nor an execution: connect, commit, prepare ...
struct Command {
  std::string_view name;    // a literal: db.operation.name
  std::string_view schema;  // empty: the handle's
  std::string_view text;    // db.query.text; empty: none
};

// `remembered`: for a handle that knows of no server; may be null. Ends what the handle had open.
OpenCall StartQuery(const Instrumentation& instrumentation, MYSQL* handle, std::string_view sql,
                    const Peer* remembered) noexcept;
OpenCall StartExecution(const Instrumentation& instrumentation, MYSQL* handle,
                        const SqlDescription& statement) noexcept;
common::Operation StartCommand(const Instrumentation& instrumentation, MYSQL* handle,
                               const Command& command, const Peer* remembered) noexcept;

// A handle that is about to be connected or closed: all that is open on it ends.
void EndAllOf(const MYSQL& handle) noexcept;

// The description of a statement, as spans of this handle show it; valid until the next call. A
// prepared text is shown as it is where it has parameters.
const SqlDescription& DescribeFor(const Instrumentation& instrumentation, MYSQL* handle,
                                  std::string_view sql, bool has_parameters) noexcept;

// What the library's call came to.
struct CallResult {
  int result = 0;                 // 0: it succeeded
  unsigned int error_number = 0;  // where it did not
  bool has_rows = false;
};
CallResult ResultOf(const MYSQL& handle, int result, unsigned int error_number) noexcept;

// Ends the operation, or keeps it while more results are to come.
void FinishQuery(const Instrumentation& instrumentation, MYSQL* handle, OpenCall&& call,
                 const CallResult& result) noexcept;
void FinishStatement(const Instrumentation& instrumentation, MYSQL* handle, OpenCall&& call,
                     MYSQL_STMT* statement, int result) noexcept;
// Before the next result is asked for: the rows so far were left. Not while they are still to be
// read, when the library refuses.
void BeginNext(const MYSQL& handle) noexcept;
// After the next result was asked for: `result` is below 0 where there is none left, or where
// MariaDB's library could not send a file. Ends what waited for it.
void FinishNext(const Instrumentation& instrumentation, MYSQL* handle, int result) noexcept;
// After the rows of a query were asked for; `all`: they are all here. Ends what waited for their
// number.
void FinishRows(MYSQL* handle, const MYSQL_RES* rows, bool all) noexcept;
void FinishCommand(const Instrumentation& instrumentation, MYSQL* handle,
                   common::Operation&& operation, bool failed) noexcept;

int TracedRealQuery(const Instrumentation& instrumentation, MYSQL* handle, std::string_view sql,
                    const Peer* remembered) noexcept;

}  // namespace otelwrap::mysql
