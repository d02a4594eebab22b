// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/mysql/query.h>
#include <otelwrap/telemetry/telemetry.h>

#include <cstdlib>

int main() {
  auto telemetry = otelwrap::telemetry::Start();
  MYSQL* handle = mysql_init(nullptr);
  mysql_real_connect(handle, "db", "shop", std::getenv("DB_PASSWORD"), "shop", 3306, nullptr, 0);
  const int failed =
      otelwrap::mysql::Query(handle, "SELECT name FROM item WHERE id = 7");  // was mysql_query
  mysql_close(handle);  // span SELECT item, its text ... WHERE id = ?
  return failed;
}
