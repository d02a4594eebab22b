// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>

#include <otelwrap/testing/redis_server.h>

#include <filesystem>
#include <stdexcept>

#include "socket.h"

namespace otelwrap::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Property;
using ::testing::StartsWith;
using ::testing::Throws;

class RedisServerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (const std::string why = RedisServer::Missing(); !why.empty()) GTEST_SKIP() << why;
  }
};

TEST_F(RedisServerTest, WithABadOptionShowsItsLog) {
  RedisOptions options;
  options.config = {"no-such-option yes"};
  const auto start = [&options] { const RedisServer server(options); };
  EXPECT_THAT(start, Throws<std::runtime_error>(
                         Property(&std::runtime_error::what, HasSubstr("no-such-option"))));
}

TEST_F(RedisServerTest, AsksForItsPassword) {
  RedisOptions options;
  options.password = "secret";
  const RedisServer server(options);
  EXPECT_THAT(FirstBytes(server.port(), "PING\r\n"), StartsWith("-NOAUTH"));
  EXPECT_THAT(FirstBytes(server.port(), "AUTH secret\r\n"), StartsWith("+OK"));
}

TEST_F(RedisServerTest, AnswersOnTcpAndHasASocket) {
  const RedisServer server;
  EXPECT_THAT(FirstBytes(server.port(), "PING\r\n"), StartsWith("+PONG"));
  EXPECT_TRUE(std::filesystem::is_socket(server.socket()));
}

TEST_F(RedisServerTest, ComesBackOnTheSamePort) {
  RedisServer server;
  server.Stop();
  EXPECT_FALSE(Connect(server.port()));
  server.Start();
  EXPECT_THAT(FirstBytes(server.port(), "PING\r\n"), StartsWith("+PONG"));
}

TEST_F(RedisServerTest, HangsWhenFrozen) {
  RedisServer server;
  server.Freeze();
  EXPECT_EQ(FirstBytes(server.port(), "PING\r\n"), "");
  server.Thaw();
  EXPECT_THAT(FirstBytes(server.port(), "PING\r\n"), StartsWith("+PONG"));
}

TEST_F(RedisServerTest, TwoAtOnce) {
  const RedisServer one;
  const RedisServer two;
  EXPECT_NE(one.port(), two.port());
}

}  // namespace
}  // namespace otelwrap::testing
