// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/testing/mysql_server.h>

#include <filesystem>
#include <fstream>

#include "mysql_data.h"
#include "socket.h"

namespace otelwrap::testing {
namespace {

// Debian's MariaDB installs the name mysqld too, as a link to mariadbd.
MysqlProgram Find(const std::string& wish) {
  MysqlProgram program;
  program.path = wish;
  if (program.path.empty()) program.path = FindProgram("mariadbd");
  if (program.path.empty()) program.path = FindProgram("mysqld");
  if (program.path.empty()) return program;
  std::error_code ignored;
  const std::filesystem::path real = std::filesystem::canonical(program.path, ignored);
  const bool maria = real.filename().string().find("mariadb") != std::string::npos;
  program.kind = maria ? MysqlKind::kMariaDb : MysqlKind::kMySql;
  return program;
}

// The server speaks first: three bytes of length, one of sequence, then the protocol's version.
// The init file has been run by then.
bool Greets(uint16_t port) {
  constexpr char kProtocolVersion = 10;
  const std::string greeting = FirstBytes(port, "");
  return greeting.size() > 4 && greeting[4] == kProtocolVersion;
}

std::string WriteStatements(const MysqlOptions& options, const std::string& folder) {
  std::string path = folder + "/init.sql";
  std::ofstream file(path);
  for (const std::string& statement : options.statements) file << statement << ";\n";
  return path;
}

ServerSpec Spec(const MysqlProgram& program, const MysqlOptions& options, const std::string& folder,
                uint16_t port) {
  const std::string data = folder + "/data";
  if (!std::filesystem::exists(data)) MakeMysqlData(program, data);
  ServerSpec spec;
  spec.program = program.path;
  spec.arguments = CommonMysqlArguments(data);
  for (const std::string& argument :
       {"--socket=" + folder + "/mysql.sock", "--pid-file=" + folder + "/mysql.pid",
        "--port=" + std::to_string(port), "--init-file=" + WriteStatements(options, folder),
        std::string("--bind-address=127.0.0.1"), std::string("--skip-log-bin"),
        std::string("--innodb-flush-log-at-trx-commit=0"), std::string("--innodb-doublewrite=0"),
        std::string("--innodb-buffer-pool-size=16M"), std::string("--performance-schema=OFF")}) {
    spec.arguments.push_back(argument);
  }
  if (program.kind == MysqlKind::kMySql) spec.arguments.emplace_back("--mysqlx=OFF");
  spec.arguments.insert(spec.arguments.end(), options.arguments.begin(), options.arguments.end());
  spec.ready = [port] { return Greets(port); };
  spec.patience = std::chrono::seconds(60);
  return spec;
}

}  // namespace

std::vector<std::string> MysqlTelemetryStatements(const std::string& otlp_url) {
  const MysqlProgram program = Find("");
  if (program.path.empty() || program.kind != MysqlKind::kMySql) return {};
  const std::filesystem::path folder = std::filesystem::canonical(program.path).parent_path();
  if (!std::filesystem::exists(folder / "../lib/mysql/plugin/component_telemetry.so")) return {};
  return {"INSTALL COMPONENT 'file://component_query_attributes'",
          "INSTALL COMPONENT 'file://component_telemetry' SET GLOBAL telemetry.trace_enabled = ON, "
          "GLOBAL telemetry.otel_bsp_schedule_delay = 1000, "
          "GLOBAL telemetry.query_text_enabled = OFF, "  // it would show every literal
          "GLOBAL telemetry.otel_exporter_otlp_traces_endpoint = '" +
              otlp_url + "/v1/traces'"};
}

MysqlServer::MysqlServer(const MysqlOptions& options)
    : ServerProcess([&options](const std::string& folder, uint16_t port) {
        return Spec(Find(options.program), options, folder, port);
      }),
      kind_(Find(options.program).kind) {}

std::string MysqlServer::Missing() {
  const MysqlProgram program = Find("");
  if (program.path.empty()) {
    return "neither mariadbd nor mysqld is installed (Debian package mariadb-server or "
           "mysql-server)";
  }
  if (program.kind == MysqlKind::kMariaDb && FindProgram("mariadb-install-db").empty()) {
    return "mariadb-install-db is not installed (Debian package mariadb-server-core)";
  }
  return {};
}

}  // namespace otelwrap::testing
