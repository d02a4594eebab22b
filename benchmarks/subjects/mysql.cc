// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// SELECT id, name FROM item WHERE id = 1 as text, on a real server in a process of its own; one row
// read. The floor is hand-written code. Only the client's thread is timed. A process that counts
// instructions uses the server of the one that started it.
//
// mysql-describe: what it takes to describe that statement, seen before on the connection, before a
// span or a measurement is made of it.

#include <benchmark/benchmark.h>
#include <mysql.h>
#include <otelwrap/common/semconv.h>
#include <otelwrap/mysql/query.h>
#include <otelwrap/testing/mysql_server.h>

#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string>

#include "by_hand/mysql.h"
#include "harness/subject.h"
#include "mysql/src/describe.h"
#include "mysql/src/traced_call.h"

namespace otelwrap::benchmarks {
namespace {

constexpr char kPortVariable[] = "OTELWRAP_BENCH_MYSQL_PORT";
constexpr char kQuery[] = "SELECT id, name FROM item WHERE id = 1";

unsigned int ServerPort() {
  if (const char* port = std::getenv(kPortVariable)) {
    return static_cast<unsigned int>(std::strtoul(port, nullptr, 10));
  }
  testing::MysqlOptions options;
  options.statements = {"CREATE DATABASE shop",
                        "CREATE TABLE shop.item (id INT PRIMARY KEY, name VARCHAR(100))",
                        "INSERT INTO shop.item VALUES (1, 'book')"};
  static const testing::MysqlServer server(options);
  setenv(kPortVariable, std::to_string(server.port()).c_str(), 1);
  return server.port();
}

MYSQL* Connection() {
  static MYSQL* const connection = [] {
    const unsigned int port = ServerPort();
    MYSQL* handle = mysql_init(nullptr);
    if (mysql_real_connect(handle, "127.0.0.1", "root", "", "shop", port, nullptr, 0) == nullptr) {
      throw std::runtime_error(std::string("mysql subject: ") + mysql_error(handle));
    }
    return handle;
  }();
  return connection;
}

void ReadRow(MYSQL* handle, int result) {
  MYSQL_RES* rows = result == 0 ? mysql_store_result(handle) : nullptr;
  const MYSQL_ROW row = rows != nullptr ? mysql_fetch_row(rows) : nullptr;
  if (row == nullptr || std::strcmp(row[1], "book") != 0) {
    throw std::runtime_error(std::string("mysql subject: ") + mysql_error(handle));
  }
  mysql_free_result(rows);
}

void Bare(size_t times) {
  MYSQL* const handle = Connection();
  for (size_t i = 0; i < times; ++i) ReadRow(handle, mysql_query(handle, kQuery));
}

void Instrumented(size_t times) {
  MYSQL* const handle = Connection();
  for (size_t i = 0; i < times; ++i) ReadRow(handle, mysql::Query(handle, kQuery));
}

void ByHand(size_t times) {
  MYSQL* const handle = Connection();
  MysqlByHand traced(handle);
  for (size_t i = 0; i < times; ++i) ReadRow(handle, traced.Query(kQuery));
}

void Describe(size_t times) {
  static const mysql::Instrumentation& instrumentation = *new mysql::Instrumentation;
  MYSQL* const handle = Connection();
  for (size_t i = 0; i < times; ++i) {
    const mysql::SqlDescription& statement =
        mysql::DescribeFor(instrumentation, handle, kQuery, false);
    const mysql::CallFacts facts{{}, statement.summary.view(), handle->db};
    common::AttributeSet attributes;
    mysql::Describe(mysql::KnownOf(instrumentation, handle).peer, facts, attributes);
    attributes.AddBorrowed(common::semconv::kDbQueryText, statement.text);
    benchmark::DoNotOptimize(&attributes);
  }
}

struct QueryRegistration {
  QueryRegistration() {
    const std::string name = "mysql-query";
    const auto missing = testing::MysqlServer::Missing;
    AllCases().push_back({name, Mode::kBare, Bare, nullptr, {}, false, missing});
    for (const Mode mode : {Mode::kOff, Mode::kNoop}) {
      AllCases().push_back({name, mode, Instrumented, nullptr, {}, true, missing});
    }
    for (const Mode mode : {Mode::kUnsampled, Mode::kSampled}) {
      AllCases().push_back({name, mode, Instrumented, ByHand, {}, true, missing});
    }
  }
};

const QueryRegistration kQueryByKey;
const Registration kDescribe({"mysql-describe",
                              Mode::kSampled,
                              Describe,
                              {},
                              {80, 0, 0},
                              false,
                              testing::MysqlServer::Missing});

}  // namespace
}  // namespace otelwrap::benchmarks
