// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// db.namespace: the database that a Context is in, as far as that can be known.

#include <otelwrap/common/switches.h>

#include "fixture.h"

namespace otelwrap::hiredis {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using testing::HasAttribute;
using testing::LacksAttribute;
using testing::SpanNamed;

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

TEST_F(DatabaseTest, StaysAfterATransactionWhoseSelectFailed) {
  Context redis("127.0.0.1", Port());
  redis.Command("MULTI");
  redis.Command("GET user:7");
  redis.Command("SELECT 99");
  EXPECT_EQ(redis.Command("EXEC")->elements, 2U);
  redis.Command("PING");
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(HasAttribute("db.namespace", "0"), HasAttribute("db.namespace", "0")));
}

TEST_F(DatabaseTest, IsUnknownAfterATransactionInWhichOneOfTwoSelectsFailed) {
  Context redis("127.0.0.1", Port());
  for (const char* command : {"MULTI", "SELECT 3", "SELECT 99", "EXEC", "PING"}) {
    redis.Command(command);
  }
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(HasAttribute("db.namespace", "0"), LacksAttribute("db.namespace")));
}

TEST_F(DatabaseTest, StaysAfterATransactionThatIsAborted) {
  Context redis("127.0.0.1", Port());
  for (const char* command : {"MULTI", "SELECT 3", "SET user:7", "EXEC", "PING"}) {
    redis.Command(command);
  }
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(HasAttribute("otelwrap.redis.transaction.result", "aborted"),
                          HasAttribute("db.namespace", "0")));
}

TEST_F(DatabaseTest, StaysAfterATransactionThatAWatchAborts) {
  Context redis("127.0.0.1", Port());
  redis.Command("WATCH user:7");
  const RawContext other = Connect(Port());
  freeReplyObject(redisCommand(other.get(), "SET user:7 bob"));
  spans_.Clear();
  for (const char* command : {"MULTI", "SELECT 5", "EXEC", "PING"}) redis.Command(command);
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(HasAttribute("db.namespace", "0"), HasAttribute("db.namespace", "0")));
}

// Of a command that waits behind a SELECT it is known when its reply is there, not before.
TEST_F(DatabaseTest, OfEachCommandOfAPipelineIsThatWhichItRanIn) {
  Options options;
  options.span_per_command = true;
  Context redis("127.0.0.1", Port(), Make(options).value);
  const std::vector<const char*> commands = {"GET a", "SELECT 5", "GET b",      "SELECT 99",
                                             "GET c", "RESET",    "SWAPDB 0 5", "GET d"};
  for (const char* command : commands) redis.AppendCommand(command);
  for (size_t i = 0; i < commands.size(); ++i) ASSERT_NE(redis.GetReply(), nullptr);
  const auto in = [](const char* name, const char* number) {
    return AllOf(SpanNamed(name), HasAttribute("db.namespace", number));
  };
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(in("GET", "0"), in("SELECT", "0"), in("GET", "5"), in("SELECT", "5"),
                          in("GET", "5"), in("RESET", "5"), in("SWAPDB", "0"), in("GET", "0")));
}

TEST_F(DatabaseTest, OfWhatATransactionQueuedBehindASelectIsUnknown) {
  Options options;
  options.span_per_command = true;
  Context redis("127.0.0.1", Port(), Make(options).value);
  for (const char* command : {"MULTI", "SELECT 5", "GET b", "EXEC", "GET c"}) {
    redis.Command(command);
  }
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(HasAttribute("db.namespace", "0"), HasAttribute("db.namespace", "0"),
                          AllOf(SpanNamed("GET"), LacksAttribute("db.namespace")),
                          AllOf(SpanNamed("EXEC"), LacksAttribute("db.namespace")),
                          AllOf(SpanNamed("GET"), HasAttribute("db.namespace", "5"))));
}

TEST_F(DatabaseTest, IsUnknownAfterACommandThatWentPastTheContext) {
  Context redis("127.0.0.1", Port());
  redis.Command("SELECT 2");
  freeReplyObject(redisCommand(redis, "SELECT 3"));
  redis.Command("PING");
  redis.Command("SELECT 4");
  Reply(Command(redis, "SELECT 5"));  // ours, but of contexts that nothing is known of
  redis.Command("PING");
  redis.Command("SELECT 4");
  redis.Command("PING");
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(HasAttribute("db.namespace", "0"), LacksAttribute("db.namespace"),
                          LacksAttribute("db.namespace"), LacksAttribute("db.namespace"),
                          LacksAttribute("db.namespace"), LacksAttribute("db.namespace"),
                          HasAttribute("db.namespace", "4")));
}

TEST_F(DatabaseTest, IsNotChangedByHelloAndAuth) {
  Context redis("127.0.0.1", Port());
  for (const char* command : {"SELECT 4", "HELLO 3", "AUTH default none", "PING"}) {
    redis.Command(command);
  }
  EXPECT_THAT(spans_.Finished().back(), HasAttribute("db.namespace", "4"));
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
