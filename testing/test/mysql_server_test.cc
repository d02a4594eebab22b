// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>

#include <otelwrap/testing/mysql_server.h>
#include <sys/socket.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "socket.h"

namespace otelwrap::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Property;
using ::testing::Throws;

class MysqlServerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (const std::string why = MysqlServer::Missing(); !why.empty()) GTEST_SKIP() << why;
  }
};

TEST_F(MysqlServerTest, WithABadOptionShowsItsLog) {
  MysqlOptions options;
  options.arguments = {"--no-such-option"};
  const auto start = [&options] { const MysqlServer server(options); };
  EXPECT_THAT(start, Throws<std::runtime_error>(
                         Property(&std::runtime_error::what, HasSubstr("no-such-option"))));
}

// The greeting names the version; MariaDB's has its name in it.
TEST_F(MysqlServerTest, IsTheKindThatItSays) {
  const MysqlServer server;
  const std::string greeting = FirstBytes(server.port(), "");
  if (server.kind() == MysqlKind::kMariaDb) {
    EXPECT_THAT(greeting, HasSubstr("MariaDB"));
  } else {
    EXPECT_THAT(greeting, Not(HasSubstr("MariaDB")));
  }
  EXPECT_TRUE(std::filesystem::is_socket(server.socket()));
}

TEST_F(MysqlServerTest, HasRunTheStatementsWhenItIsReady) {
  MysqlOptions options;
  options.statements = {"CREATE DATABASE shop", "CREATE TABLE shop.item (id INT PRIMARY KEY)"};
  const MysqlServer server(options);
  EXPECT_TRUE(std::filesystem::exists(server.folder() + "/data/shop/item.ibd"));
}

// A client's login packet of protocol 4.1: user root, no password.
std::string LoginPacket(MysqlKind kind) {
  const std::string capabilities("\x00\x82\x08\x00", 4);  // protocol 4.1, secure, plugin
  const std::string rest_of_header = std::string("\x00\x00\x00\x01\x21", 5) + std::string(23, '\0');
  const std::string plugin =
      kind == MysqlKind::kMariaDb ? "mysql_native_password" : "caching_sha2_password";
  const std::string login =
      capabilities + rest_of_header + std::string("root\0\0", 6) + plugin + std::string(1, '\0');
  return std::string{static_cast<char>(login.size()), 0, 0, 1} + login;
}

TEST_F(MysqlServerTest, RootNeedsNoPasswordOverTcp) {
  const MysqlServer server;
  const Fd connection = Connect(server.port());
  char bytes[256] = {};
  ASSERT_GT(::recv(connection.get(), bytes, sizeof bytes, 0), 4);  // the greeting
  ASSERT_TRUE(SendAll(connection, LoginPacket(server.kind())));
  const ssize_t count = ::recv(connection.get(), bytes, sizeof bytes, 0);
  ASSERT_GT(count, 4);
  EXPECT_EQ(bytes[4], 0) << std::string(bytes + 5, static_cast<size_t>(count) - 5);  // OK
}

TEST_F(MysqlServerTest, TwoAtOnceShareNothing) {
  MysqlOptions options;
  options.statements = {"CREATE DATABASE shop"};
  const MysqlServer one(options);
  const MysqlServer two;
  EXPECT_NE(one.port(), two.port());
  EXPECT_FALSE(std::filesystem::exists(two.folder() + "/data/shop"));
}

}  // namespace
}  // namespace otelwrap::testing
