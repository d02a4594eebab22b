// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// SELECT id, name FROM item by its key, as text and as a prepared statement, one row (1, 'book')
// read, from a real server.

#include <mysql.h>
#include <otelwrap/mysql/connection.h>
#include <otelwrap/mysql/query.h>
#include <otelwrap/mysql/statement.h>
#include <otelwrap/testing/mysql_server.h>

#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>

#include "by_hand/mysql.h"
#include "paired/scenario.h"

namespace otelwrap::benchmarks {
namespace {

constexpr char kQuery[] = "SELECT id, name FROM item WHERE id = 1";
constexpr char kPrepared[] = "SELECT id, name FROM item WHERE id = ?";

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

// The server, and a connection for each variant.
class MysqlSession : public Session {
 protected:
  MysqlSession() : server_(Item()), bare_(Connected()), traced_(Connected()), hand_(Connected()) {}

 private:
  mysql::Connection Connected() const {
    mysql::Connection connection;
    mysql::ConnectOptions options;
    options.host = "127.0.0.1";
    options.port = server_.port();
    options.user = "root";
    options.database = "bench";
    if (!connection.Connect(options)) {
      throw std::runtime_error(std::string("can't connect: ") + connection.Error());
    }
    return connection;
  }

  testing::MysqlServer server_;

 protected:
  mysql::Connection bare_;  // only to open and close it
  mysql::Connection traced_;
  mysql::Connection hand_;  // only to open and close it
  MysqlByHand by_hand_{hand_.handle()};
};

class TextSession final : public MysqlSession {
 public:
  void Bare() override { ReadRow(bare_.handle(), mysql_query(bare_.handle(), kQuery)); }
  void Traced() override { ReadRow(traced_.handle(), mysql::Query(traced_.handle(), kQuery)); }
  void ByHand() override { ReadRow(hand_.handle(), by_hand_.Query(kQuery)); }
};

// A statement prepared once, its parameter and its result bound once.
class PreparedItem {
 public:
  explicit PreparedItem(MYSQL* handle) : statement_(handle) {
    MYSQL_BIND parameter{};
    parameter.buffer_type = MYSQL_TYPE_LONG;
    parameter.buffer = &key_;
    MYSQL_BIND columns[2] = {};
    columns[0].buffer_type = MYSQL_TYPE_LONG;
    columns[0].buffer = &id_;
    columns[1].buffer_type = MYSQL_TYPE_STRING;
    columns[1].buffer = name_;
    columns[1].buffer_length = sizeof name_;
    if (statement_.Prepare(kPrepared) != 0 || statement_.BindParam(&parameter, 1) ||
        mysql_stmt_bind_result(statement_, columns) != 0) {
      throw std::runtime_error(std::string("can't prepare: ") + statement_.Error());
    }
  }

  mysql::Statement& statement() { return statement_; }

  void ReadRow(int result) {
    if (result != 0 || mysql_stmt_fetch(statement_) != 0 || id_ != 1 ||
        std::strcmp(name_, "book") != 0) {
      throw std::runtime_error(std::string("the row did not come: ") + statement_.Error());
    }
    mysql_stmt_free_result(statement_);
  }

 private:
  mysql::Statement statement_;
  int key_ = 1;
  int id_ = 0;
  char name_[101] = {};
};

class PreparedSession final : public MysqlSession {
 public:
  void Bare() override { bare_item_.ReadRow(mysql_stmt_execute(bare_item_.statement())); }
  void Traced() override { traced_item_.ReadRow(traced_item_.statement().Execute()); }
  void ByHand() override { hand_item_.ReadRow(by_hand_.Execute(hand_item_.statement())); }

 private:
  PreparedItem bare_item_{bare_};
  PreparedItem traced_item_{traced_};
  PreparedItem hand_item_{hand_};
};

}  // namespace

Scenario MysqlText() {
  return {"mysql-text-one-span", testing::MysqlServer::Missing,
          [] { return std::make_unique<TextSession>(); }, true};
}

Scenario MysqlPrepared() {
  return {"mysql-prepared-one-span", testing::MysqlServer::Missing,
          [] { return std::make_unique<PreparedSession>(); }, true};
}

}  // namespace otelwrap::benchmarks
