// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A real server with a small shop on it, and a handle connected to it by the library's own calls.

#pragma once

#include <gmock/gmock.h>
#include <mysql.h>

#include <otelwrap/common/switches.h>
#include <otelwrap/mysql/connection.h>
#include <otelwrap/mysql/query.h>
#include <otelwrap/testing/metric_catcher.h>
#include <otelwrap/testing/metric_matchers.h>
#include <otelwrap/testing/mysql_server.h>
#include <otelwrap/testing/span_catcher.h>
#include <otelwrap/testing/span_matchers.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace otelwrap::mysql {

inline constexpr const char* kSchemaUrl = "https://opentelemetry.io/schemas/1.43.0";

inline testing::MysqlOptions ShopStatements() {
  testing::MysqlOptions options;
  options.statements = {"CREATE DATABASE shop",
                        "CREATE TABLE shop.item (id INT PRIMARY KEY, name VARCHAR(40))",
                        "INSERT INTO shop.item VALUES (1, 'hammer'), (2, 'saw')"};
  return options;
}

// The statement as the server has it.
inline constexpr const char* kWhatIsRun =
    "SELECT info FROM information_schema.processlist WHERE id = CONNECTION_ID()";

class Shop : public ::testing::Test {
 protected:
  void SetUp() override {
    if (const std::string why = testing::MysqlServer::Missing(); !why.empty()) GTEST_SKIP() << why;
    server_ = std::make_unique<testing::MysqlServer>(ShopStatements());
    handle_ = OpenByTcp();
  }

  void TearDown() override { mysql_close(handle_); }

  MYSQL* OpenByTcp() {
    MYSQL* handle = mysql_init(nullptr);
    EXPECT_NE(
        mysql_real_connect(handle, "127.0.0.1", "root", "", "shop", server_->port(), nullptr, 0),
        nullptr)
        << mysql_error(handle);
    return handle;
  }

  ConnectOptions ByTcp() const {
    ConnectOptions options;
    options.host = "127.0.0.1";
    options.port = static_cast<uint16_t>(server_->port());
    options.user = "root";
    options.database = "shop";
    return options;
  }

  std::string system() const {
    return server_->kind() == testing::MysqlKind::kMariaDb ? "mariadb" : "mysql";
  }
  int64_t port() const { return server_->port(); }

  // The first column of each row of the handle's result.
  static std::vector<std::string> Rows(MYSQL* handle) {
    std::vector<std::string> rows;
    MYSQL_RES* result = mysql_store_result(handle);
    EXPECT_NE(result, nullptr) << mysql_error(handle);
    if (result == nullptr) return rows;
    while (MYSQL_ROW row = mysql_fetch_row(result)) rows.emplace_back(row[0]);
    mysql_free_result(result);
    return rows;
  }

  std::unique_ptr<testing::MysqlServer> server_;
  MYSQL* handle_ = nullptr;
};

}  // namespace otelwrap::mysql
