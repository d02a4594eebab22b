// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// SELECT id, name FROM item WHERE id = 1 as text, one row (1, 'book') read, from a real server.

#include <mysql.h>
#include <otelwrap/mysql/connection.h>
#include <otelwrap/mysql/query.h>
#include <otelwrap/testing/mysql_server.h>

#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>

#include "paired/scenario.h"

namespace otelwrap::benchmarks {
namespace {

constexpr char kQuery[] = "SELECT id, name FROM item WHERE id = 1";

testing::MysqlOptions Item() {
  testing::MysqlOptions options;
  options.statements = {"CREATE DATABASE bench",
                        "CREATE TABLE bench.item (id INT PRIMARY KEY, name VARCHAR(100)) "
                        "ENGINE=InnoDB",
                        "INSERT INTO bench.item VALUES (1, 'book')"};
  return options;
}

void ReadRow(MYSQL* handle, int result) {
  MYSQL_RES* rows = result == 0 ? mysql_store_result(handle) : nullptr;
  const MYSQL_ROW row = rows != nullptr ? mysql_fetch_row(rows) : nullptr;
  if (row == nullptr || std::strcmp(row[1], "book") != 0) {
    throw std::runtime_error(std::string("the row did not come: ") + mysql_error(handle));
  }
  mysql_free_result(rows);
}

class MysqlSession final : public Session {
 public:
  MysqlSession() : server_(Item()) {
    Connect(bare_);
    Connect(traced_);
  }

  void Bare() override { ReadRow(bare_.handle(), mysql_query(bare_.handle(), kQuery)); }
  void Traced() override { ReadRow(traced_.handle(), mysql::Query(traced_.handle(), kQuery)); }

 private:
  void Connect(mysql::Connection& connection) const {
    mysql::ConnectOptions options;
    options.host = "127.0.0.1";
    options.port = server_.port();
    options.user = "root";
    options.database = "bench";
    if (!connection.Connect(options)) {
      throw std::runtime_error(std::string("can't connect: ") + connection.Error());
    }
  }

  testing::MysqlServer server_;
  mysql::Connection bare_;  // only to open and close it
  mysql::Connection traced_;
};

}  // namespace

Scenario MysqlText() {
  return {"mysql-text-one-span", testing::MysqlServer::Missing,
          [] { return std::make_unique<MysqlSession>(); }};
}

}  // namespace otelwrap::benchmarks
