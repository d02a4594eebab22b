// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What a programmer would write around mysql_query and mysql_stmt_execute, who knows what each
// statement is: a span and a measurement, and no reading of the SQL.
//
// Threads: one at a time. Ownership: borrows the handle.

#pragma once

#include <mysql.h>

#include <cstdint>
#include <string>

#include "by_hand/instruments.h"

namespace otelwrap::benchmarks {

class MysqlByHand {
 public:
  // REQUIRES: the handle is connected, by TCP, and reads from the table `item`.
  explicit MysqlByHand(MYSQL* handle);

  int Query(const char* sql);
  int Execute(MYSQL_STMT* statement);

 private:
  template <class Call>
  int Trace(const Call& call);

  MYSQL* const handle_;
  const char* const system_;
  const std::string address_;
  const int64_t port_;
  const std::string schema_;
  const HandInstruments instruments_;
};

}  // namespace otelwrap::benchmarks
