// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Connections that fail, are lost, and go by a socket, against a real server.

#include <utility>

#include "shop.h"

namespace otelwrap::mysql {
namespace {

using namespace otelwrap::testing;
using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::ElementsAre;

using ConnectionTest = Shop;

std::string NumberOf(const Connection& connection) {
  return std::to_string(connection.ErrorNumber());
}

TEST_F(ConnectionTest, RefusedIsFailedAndRememberedByLaterQueries) {
  const SpanCatcher spans;
  ConnectOptions options = ByTcp();
  server_.reset();  // nobody listens there now
  Connection connection;
  EXPECT_FALSE(connection.Connect(options));
  const std::string refused = NumberOf(connection);
  EXPECT_THAT(refused, AnyOf("2002", "2003"));
  EXPECT_NE(connection.Query("SELECT 1"), 0);
  const std::string gone = NumberOf(connection);
  EXPECT_THAT(gone, AnyOf("2002", "2006", "2013"));
  EXPECT_THAT(spans.Finished(),
              ElementsAre(AllOf(SpanNamed("connect"), IsClient(), FailedWith(refused),
                                HasStatus(Status::kError, ""),
                                AttributesAre({{"db.system.name", ::testing::_},
                                               {"db.namespace", "shop"},
                                               {"db.operation.name", "connect"},
                                               {"error.type", refused},
                                               {"server.address", "127.0.0.1"},
                                               {"server.port", int64_t{options.port}}})),
                          AllOf(SpanNamed("SELECT"), FailedWith(gone),
                                LacksAttribute("db.response.status_code"),
                                HasAttribute("server.address", "127.0.0.1"))));
}

TEST_F(ConnectionTest, DeniedIsTheServersError) {
  const SpanCatcher spans;
  ConnectOptions options = ByTcp();
  options.user = "nobody";
  options.password = "secret";
  Connection connection;
  EXPECT_FALSE(connection.Connect(options));
  EXPECT_THAT(spans.Only(), AllOf(SpanNamed("connect"), FailedWith("1045"),
                                  HasAttribute("db.response.status_code", "1045"),
                                  HasStatus(Status::kError, "")));
}

TEST_F(ConnectionTest, KilledIsFailedWithWhatTheLibrarySays) {
  const SpanCatcher spans;
  Connection connection;
  ASSERT_TRUE(connection.Connect(ByTcp())) << connection.Error();
  const std::string kill = "KILL " + std::to_string(mysql_thread_id(connection));
  ASSERT_EQ(mysql_query(handle_, kill.c_str()), 0);
  EXPECT_NE(connection.Query("SELECT name FROM item"), 0);
  const std::string number = NumberOf(connection);
  EXPECT_THAT(number, AnyOf("2006", "2013", "1927"));
  EXPECT_THAT(spans.Named("SELECT item"),
              AllOf(FailedWith(number), HasAttribute("server.port", port())));
}

TEST_F(ConnectionTest, IsAHandleWhereverTheLibraryWantsOne) {
  const SpanCatcher spans;
  Connection first;
  ASSERT_TRUE(first.Connect(ByTcp())) << first.Error();
  Connection connection = std::move(first);
  EXPECT_EQ(connection.Query("SELECT name FROM item WHERE id = 2"), 0);
  EXPECT_THAT(Rows(connection), ElementsAre("saw"));
  EXPECT_STREQ(connection.Error(), "");
  EXPECT_THAT(spans.Finished(), ElementsAre(AllOf(SpanNamed("connect"), Succeeded()),
                                            AllOf(SpanNamed("SELECT item"), Succeeded())));
}

TEST_F(ConnectionTest, CanConnectAgain) {
  Connection connection;
  ASSERT_TRUE(connection.Connect(ByTcp())) << connection.Error();
  ASSERT_TRUE(connection.Connect(ByTcp())) << connection.Error();
  EXPECT_EQ(connection.Query("DO 1"), 0);
}

TEST_F(ConnectionTest, ConnectIsNotTracedWhereTheOptionSaysSo) {
  const SpanCatcher spans;
  Options options;
  options.connect = false;
  Connection connection(Make(options).value);
  ASSERT_TRUE(connection.Connect(ByTcp())) << connection.Error();
  EXPECT_EQ(connection.Query("DO 1"), 0);
  EXPECT_THAT(spans.Finished(), ElementsAre(SpanNamed("DO")));
}

TEST_F(ConnectionTest, SocketIsTheAddress) {
  const SpanCatcher spans;
  ConnectOptions options = ByTcp();
  options.host = "localhost";
  options.unix_socket = server_->socket();
  Connection connection;
  ASSERT_TRUE(connection.Connect(options)) << connection.Error();
  EXPECT_EQ(connection.Query("DO 1"), 0);
  const auto by_socket =
      AllOf(HasAttribute("server.address", server_->socket()), LacksAttribute("server.port"),
            HasAttribute("network.transport", "unix"));
  EXPECT_THAT(spans.Finished(), ElementsAre(by_socket, by_socket));
}

// A handle comes back at the same address, connected elsewhere.
TEST_F(ConnectionTest, WhatIsKnownOfAHandleIsCheckedAgain) {
  const SpanCatcher spans;
  MYSQL storage;
  mysql_init(&storage);
  ASSERT_NE(
      mysql_real_connect(&storage, "127.0.0.1", "root", "", nullptr, server_->port(), nullptr, 0),
      nullptr);
  EXPECT_EQ(Query(&storage, "DO 1"), 0);
  mysql_close(&storage);
  mysql_init(&storage);
  ASSERT_NE(mysql_real_connect(&storage, "localhost", "root", "", nullptr, 0,
                               server_->socket().c_str(), 0),
            nullptr);
  EXPECT_EQ(Query(&storage, "DO 1"), 0);
  mysql_close(&storage);
  EXPECT_THAT(spans.Finished(), ElementsAre(HasAttribute("server.address", "127.0.0.1"),
                                            AllOf(HasAttribute("server.address", server_->socket()),
                                                  LacksAttribute("db.namespace"))));
}

}  // namespace
}  // namespace otelwrap::mysql
