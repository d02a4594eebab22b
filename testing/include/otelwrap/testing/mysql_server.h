// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// MysqlServer: a real MariaDB or MySQL server, whichever is installed, with no data of its own, on
// TCP and on a Unix socket. The user `root` has no password. It runs as the user of the test.
//
//   if (const std::string why = MysqlServer::Missing(); !why.empty()) GTEST_SKIP() << why;
//   MysqlOptions options;
//   options.statements = {"CREATE DATABASE shop"};
//   MysqlServer server(options);
//   mysql_real_connect(handle, "127.0.0.1", "root", "", "shop", server.port(), nullptr, 0);
//
// The first server of a run fills a data folder, which takes seconds; the others copy it. The copy
// stays in a folder of the user's own below TMPDIR. Nothing is synchronised to the disk: a server
// starts in well under a second, and its data would not survive a power cut.
//
// Threads, ownership, errors: as ServerProcess.

#pragma once

#include <otelwrap/config.h>
#include <otelwrap/testing/server_process.h>

#include <string>
#include <vector>

namespace otelwrap::testing {

enum class MysqlKind { kMariaDb, kMySql };

struct MysqlOptions {
  std::string program;                  // a mariadbd or mysqld; empty: whichever is installed
  std::vector<std::string> statements;  // SQL to run before it is ready; each on one line
  std::vector<std::string> arguments;   // more for the server: "--max-connections=2"
};

// The statements, for MysqlOptions, that make the installed server send spans of its own to an OTLP
// receiver at `otlp_url` (http://127.0.0.1:4318), once a second. Empty where it can't: MySQL 9.7
// and newer with component_telemetry do, and with the argument --performance-schema=ON, from where
// their spans of statements come.
OTELWRAP_API std::vector<std::string> MysqlTelemetryStatements(const std::string& otlp_url);

class OTELWRAP_API MysqlServer : public ServerProcess {
 public:
  explicit MysqlServer(const MysqlOptions& options = {});

  MysqlKind kind() const { return kind_; }

  // The path of its Unix socket.
  std::string socket() const { return folder() + "/mysql.sock"; }

  // Why there can be no server here, for GTEST_SKIP; "" if there can.
  static std::string Missing();

 private:
  MysqlKind kind_;
};

}  // namespace otelwrap::testing
