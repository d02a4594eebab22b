// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The owning Context: how it connects, and what it says when it can't.

#include <otelwrap/testing/free_port.h>

#include <type_traits>
#include <utility>

#include "fixture.h"

namespace otelwrap::hiredis {
namespace {

using ::testing::AllOf;
using testing::AttributesAre;
using ::testing::ElementsAre;
using testing::FailedWith;
using testing::IsClient;
using ::testing::IsEmpty;
using testing::SpanNamed;
using testing::Succeeded;

static_assert(!std::is_copy_constructible_v<Context>);
static_assert(std::is_nothrow_move_constructible_v<Context>);

using ContextTest = RedisTest;

TEST_F(ContextTest, ThatCouldNotConnectSaysSo) {
  const int port = testing::FreePort();
  Context redis("127.0.0.1", port);
  EXPECT_EQ(redis.ErrorCode(), REDIS_ERR_IO);
  EXPECT_STREQ(redis.Error(), "Connection refused");
  EXPECT_EQ(redis.Command("GET key"), nullptr);
  EXPECT_STREQ(redis.Error(), "Connection refused");
  EXPECT_THAT(spans_.Finished(), ElementsAre(FailedWith("connection_refused")));
}

TEST_F(ContextTest, AMissingSocketIsANetworkError) {
  Context redis = Context::ToUnixSocket("/no/such/redis.sock");
  EXPECT_EQ(redis.Command("GET key"), nullptr);
  EXPECT_THAT(spans_.Finished(), ElementsAre(FailedWith("network_error")));
}

TEST_F(ContextTest, WithoutAConnectionReturnsNull) {
  Context redis(static_cast<redisContext*>(nullptr));
  EXPECT_EQ(redis.Command("PING"), nullptr);
  EXPECT_EQ(redis.Reconnect(), REDIS_ERR);
  EXPECT_EQ(redis.ErrorCode(), REDIS_ERR_OOM);
  EXPECT_STREQ(redis.Error(), "Out of memory");
  EXPECT_THAT(spans_.Finished(), IsEmpty());
}

TEST_F(ContextTest, OverTcp) {
  Context redis("127.0.0.1", Port());
  const Reply reply = redis.Command("SET %s %s", "user:7", "alice");
  ASSERT_NE(reply, nullptr);
  EXPECT_STREQ(reply->str, "OK");
  EXPECT_EQ(redis.ErrorCode(), 0);
  EXPECT_STREQ(redis.Error(), "");
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(AllOf(SpanNamed("SET"), IsClient(), Succeeded(), FromHiredis(),
                                AttributesAre(WithTcp({{"db.operation.name", "SET"},
                                                       {"db.namespace", "0"},
                                                       {"db.query.text", "SET user:? ?"}})))));
}

TEST_F(ContextTest, OverAUnixSocket) {
  Context redis = Context::ToUnixSocket(server_->socket().c_str());
  ASSERT_NE(redis.Command("PING"), nullptr);
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(AllOf(SpanNamed("PING"), Succeeded(),
                                AttributesAre({{"db.system.name", "redis"},
                                               {"db.operation.name", "PING"},
                                               {"db.namespace", "0"},
                                               {"db.query.text", "PING"},
                                               {"server.address", server_->socket()},
                                               {"network.transport", "unix"}}))));
}

TEST_F(ContextTest, WithOptionsOfHiredis) {
  const timeval timeout = {5, 0};
  redisOptions options{};
  REDIS_OPTIONS_SET_TCP(&options, "localhost", Port());
  options.connect_timeout = &timeout;
  Context redis(options);
  ASSERT_NE(redis.Command("PING"), nullptr) << redis.Error();
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(AllOf(SpanNamed("PING"), Succeeded(),
                                testing::HasAttribute("server.address", "localhost"))));
}

TEST_F(ContextTest, IsARedisContextForEveryOtherFunction) {
  Context redis("127.0.0.1", Port());
  EXPECT_EQ(redisAppendCommand(redis, "PING"), REDIS_OK);
  void* reply = nullptr;
  EXPECT_EQ(redisGetReply(redis, &reply), REDIS_OK);
  freeReplyObject(reply);
  EXPECT_EQ(redis->connection_type, REDIS_CONN_TCP);
  EXPECT_THAT(spans_.Finished(), IsEmpty());
}

TEST_F(ContextTest, MovesWithItsConnection) {
  Context first("127.0.0.1", Port());
  Context second = std::move(first);
  EXPECT_NE(second.Command("PING"), nullptr);
  EXPECT_EQ(first.Command("PING"), nullptr);  // NOLINT(bugprone-use-after-move): meant
  EXPECT_THAT(spans_.Finished(), ElementsAre(SpanNamed("PING")));
}

TEST_F(ContextTest, ReconnectsToWhereItWas) {
  Context redis("127.0.0.1", Port());
  server_->Stop();
  EXPECT_EQ(redis.Command("PING"), nullptr);
  EXPECT_NE(redis.ErrorCode(), 0);
  server_->Start();
  ASSERT_EQ(redis.Reconnect(), REDIS_OK);
  EXPECT_EQ(redis.ErrorCode(), 0);
  spans_.Clear();
  EXPECT_NE(redis.Command("PING"), nullptr);
  EXPECT_THAT(spans_.Finished(), ElementsAre(Succeeded()));
}

}  // namespace
}  // namespace otelwrap::hiredis
