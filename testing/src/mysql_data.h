// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The freshly initialised data folder of a MariaDB or MySQL server, made once and copied.

#pragma once

#include <otelwrap/testing/mysql_server.h>

#include <string>
#include <vector>

namespace otelwrap::testing {

// A server program as it is installed here.
struct MysqlProgram {
  std::string path;
  MysqlKind kind = MysqlKind::kMySql;
};

// Fills `target`, which must not exist yet. Throws std::runtime_error.
void MakeMysqlData(const MysqlProgram& program, const std::string& target);

// The arguments that every start of a server needs, initialising or not.
std::vector<std::string> CommonMysqlArguments(const std::string& data_folder);

}  // namespace otelwrap::testing
