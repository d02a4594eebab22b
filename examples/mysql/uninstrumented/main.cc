// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Reads one row: main HOST PORT, as the user root without a password.

#include <mysql.h>

#include <cstdio>
#include <cstdlib>

int main(int argc, char** argv) {
  const char* const host = argc > 1 ? argv[1] : "127.0.0.1";
  const auto port = static_cast<unsigned int>(argc > 2 ? std::atoi(argv[2]) : 3306);

  MYSQL* handle = mysql_init(nullptr);
  if (handle == nullptr) return 1;
  MYSQL_RES* result = nullptr;
  if (mysql_real_connect(handle, host, "root", "", nullptr, port, nullptr, 0) != nullptr &&
      mysql_query(handle, "SELECT 'hammer' AS name") == 0) {
    result = mysql_store_result(handle);
  }
  const bool found = result != nullptr;
  if (found) {
    std::printf("the item is a %s\n", mysql_fetch_row(result)[0]);
    mysql_free_result(result);
  } else {
    std::fprintf(stderr, "mysql: %s\n", mysql_error(handle));
  }
  mysql_close(handle);
  return found ? 0 : 1;
}
