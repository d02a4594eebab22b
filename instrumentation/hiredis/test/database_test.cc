// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// db.namespace: the database that a Context is in, as far as that can be known.

#include <otelwrap/common/switches.h>

#include "fixture.h"

namespace otelwrap::hiredis {
namespace {

using ::testing::ElementsAre;
using testing::HasAttribute;
using testing::LacksAttribute;

using DatabaseTest = RedisTest;

TEST_F(DatabaseTest, IsNotChangedByASelectThatIsRefused) {
  Context redis("127.0.0.1", Port());
  redis.Command("SELECT 99");
  redis.Command("PING");
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(HasAttribute("db.namespace", "0"), HasAttribute("db.namespace", "0")));
}

TEST_F(DatabaseTest, StaysAfterASelectInATransactionThatIsDiscarded) {
  Context redis("127.0.0.1", Port());
  redis.Command("MULTI");
  redis.Command("SELECT 5");
  redis.Command("DISCARD");
  redis.Command("PING");
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(HasAttribute("db.namespace", "0"), HasAttribute("db.namespace", "0")));
}

TEST_F(DatabaseTest, IsUnknownAfterATransactionWithASelectAndAnError) {
  Context redis("127.0.0.1", Port());
  redis.Command("MULTI");
  redis.Command("SELECT 99");
  redis.Command("EXEC");
  redis.Command("PING");
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(HasAttribute("db.namespace", "0"), LacksAttribute("db.namespace")));
}

TEST_F(DatabaseTest, FollowsASelectInATransactionAndInAPipeline) {
  Context redis("127.0.0.1", Port());
  redis.Command("MULTI");
  redis.Command("SELECT 5");
  redis.Command("EXEC");
  redis.Command("PING");
  redis.AppendCommand("SELECT 6");
  redis.AppendCommand("PING");
  redis.GetReply();
  redis.GetReply();
  redis.Command("PING");
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(HasAttribute("db.namespace", "0"), HasAttribute("db.namespace", "5"),
                          HasAttribute("db.namespace", "5"), HasAttribute("db.namespace", "6")));
}

TEST_F(DatabaseTest, IsUnknownAfterATimeWithoutTelemetry) {
  Context redis("127.0.0.1", Port());
  common::SetEnabled(common::Component::kHiredis, false);
  redis.Command("SELECT 5");
  common::SetEnabled(common::Component::kHiredis, true);
  redis.Command("PING");
  EXPECT_THAT(spans_.Finished(), ElementsAre(LacksAttribute("db.namespace")));
}

TEST_F(DatabaseTest, IsNotRecordedForARawContext) {
  const RawContext context = Connect(Port());
  Reply(Command(context.get(), "SELECT 3"));
  Reply(Command(context.get(), "PING"));
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(LacksAttribute("db.namespace"), LacksAttribute("db.namespace")));
}

TEST_F(DatabaseTest, OfAConnectionTakenOverIsUnknownUntilASelect) {
  Context redis(redisConnect("127.0.0.1", Port()));
  redis.Command("PING");
  redis.Command("select 4");
  redis.Command("PING");
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(LacksAttribute("db.namespace"), LacksAttribute("db.namespace"),
                          HasAttribute("db.namespace", "4")));
}

TEST_F(DatabaseTest, FollowsSelectResetAndReconnect) {
  Context redis("127.0.0.1", Port());
  redis.Command("SELECT %d", 3);
  redis.Command("PING");
  redis.Command("RESET");
  redis.Command("PING");
  const char* select[] = {"SELECT", "7"};
  redis.CommandArgv(2, select, nullptr);
  redis.Command("PING");
  ASSERT_EQ(redis.Reconnect(), REDIS_OK);
  redis.Command("PING");
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(HasAttribute("db.namespace", "0"), HasAttribute("db.namespace", "3"),
                          HasAttribute("db.namespace", "3"), HasAttribute("db.namespace", "0"),
                          HasAttribute("db.namespace", "0"), HasAttribute("db.namespace", "7"),
                          HasAttribute("db.namespace", "0")));
  EXPECT_EQ(metrics_.Collect().size(), 5U);  // SELECT in 0; PING in 3, 0 and 7; RESET in 3
}

}  // namespace
}  // namespace otelwrap::hiredis
