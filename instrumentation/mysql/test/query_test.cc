// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <otelwrap/mysql/connection.h>
#include <otelwrap/testing/mysql_server.h>
#include <otelwrap/testing/span_catcher.h>
namespace otelwrap::mysql {
TEST(Query, Works) {
  testing::SpanCatcher spans;
  testing::MysqlOptions o;
  o.statements = {"CREATE DATABASE shop"};
  testing::MysqlServer server(o);
  Connection c;
  ConnectOptions options;
  options.host = "127.0.0.1";
  options.port = server.port();
  options.user = "root";
  options.database = "shop";
  ASSERT_TRUE(c.Connect(options)) << c.Error();
  EXPECT_EQ(c.Query("SELECT 1 FROM information_schema.tables LIMIT 1"), 0);
  mysql_free_result(mysql_store_result(c));
  EXPECT_EQ(c.Query("SELECT 1 FRMO x"), 1);
  for (auto& s : spans.Finished()) std::cout << s << "\n";
}
}  // namespace otelwrap::mysql
