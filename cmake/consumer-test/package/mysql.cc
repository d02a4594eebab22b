// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/mysql/connection.h>
#include <otelwrap/mysql/sanitize.h>

#include <string>

int main() {
  otelwrap::mysql::Connection connection;
  otelwrap::mysql::ConnectOptions options;
  options.host = "127.0.0.1";
  options.port = 1;
  std::string text;
  const bool masked = otelwrap::mysql::SanitizeSql("SELECT 42", {}, text);
  return !connection.Connect(options) && masked && text == "SELECT ?" ? 0 : 1;
}
