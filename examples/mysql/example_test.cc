// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Both programs print the same; the instrumented one shows its span as well.

#include <gmock/gmock.h>
#include <otelwrap/testing/mysql_server.h>
#include <otelwrap/testing/temp_folder.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

namespace otelwrap {
namespace {

using ::testing::HasSubstr;

std::string OutputOf(const char* program, int port) {
  const testing::TempFolder folder;
  const std::string log = folder.path() + "/log";
  EXPECT_TRUE(testing::RunProgram(program, {"127.0.0.1", std::to_string(port)}, log));
  std::ifstream file(log);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

TEST(MysqlExampleTest, BothPrintTheSameAndOneIsTraced) {
  if (const std::string why = testing::MysqlServer::Missing(); !why.empty()) GTEST_SKIP() << why;
  const testing::MysqlServer server;
  setenv("OTEL_TRACES_EXPORTER", "console", 1);
  setenv("OTEL_METRICS_EXPORTER", "none", 1);
  setenv("OTEL_LOGS_EXPORTER", "none", 1);
  EXPECT_EQ(OutputOf(UNINSTRUMENTED, server.port()), "the item is a hammer\n");
  const std::string traced = OutputOf(INSTRUMENTED, server.port());
  EXPECT_THAT(traced, HasSubstr("the item is a hammer\n"));
  EXPECT_THAT(traced, HasSubstr("SELECT ? AS name"));
}

}  // namespace
}  // namespace otelwrap
