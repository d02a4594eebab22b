// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// CLIENT REPLY: commands that are not answered leave no span open, and no reply to another.

#include "raw_fixture.h"

namespace otelwrap::hiredis {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using testing::FailedWith;
using testing::HasAttribute;
using ::testing::IsEmpty;
using testing::LacksAttribute;
using testing::SpanNamed;
using testing::Succeeded;

using SilentTest = RawContextTest;

TEST_F(SilentTest, ARefusedOffHasTheRepliesOfWhatCameAfterIt) {
  const RawContext admin = Connect(Port());
  freeReplyObject(redisCommand(admin.get(), "ACL SETUSER mute on nopass ~* +@all -client|reply"));
  freeReplyObject(redisCommand(raw(), "AUTH mute x"));
  Append({"CLIENT REPLY OFF", "SET user:7 alice", "CLIENT REPLY ON", "GET user:7"});
  EXPECT_EQ(Next().substr(0, 6), "NOPERM");
  EXPECT_EQ(Next(), "OK");
  EXPECT_EQ(Next().substr(0, 6), "NOPERM");
  EXPECT_EQ(Next(), "alice");
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(SpanNamed("CLIENT"), SpanNamed("SET"),
                          AllOf(SpanNamed("PIPELINE"), FailedWith("NOPERM"),
                                HasAttribute("otelwrap.redis.failed_commands", 1))));
  EXPECT_FALSE(IsAnythingKept());
}

TEST_F(SilentTest, WithoutRepliesACommandIsDoneWhenItWasAppended) {
  Append({"CLIENT REPLY OFF", "SET user:7 alice", "LPUSH user:7 bob"});
  EXPECT_THAT(
      spans_.Finished(),
      ElementsAre(AllOf(SpanNamed("CLIENT"), Succeeded()), AllOf(SpanNamed("SET"), Succeeded()),
                  AllOf(SpanNamed("LPUSH"), Succeeded(), LacksAttribute("error.type"))));
  EXPECT_EQ(spans_.Unfinished(), 0U);
  spans_.Clear();
  Append({"CLIENT REPLY ON", "GET user:7"});
  EXPECT_EQ(Next(), "OK");
  EXPECT_EQ(Next(), "alice");
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(AllOf(SpanNamed("PIPELINE"), Succeeded(),
                                HasAttribute("db.query.text", "CLIENT REPLY ?; GET user:?"))));
  EXPECT_FALSE(IsAnythingKept()) << "something is kept about it";
}

TEST_F(SilentTest, AmongOthersItIsPartOfTheirPipeline) {
  Append({"PING", "CLIENT REPLY SKIP", "SET user:7 alice", "GET user:7"});
  EXPECT_EQ(Next(), "PONG");
  EXPECT_THAT(spans_.Finished(), IsEmpty());
  EXPECT_EQ(Next(), "alice");
  EXPECT_THAT(spans_.Finished(), ElementsAre(AllOf(SpanNamed("PIPELINE"), Succeeded(),
                                                   HasAttribute("db.operation.batch.size", 4))));
}

TEST_F(SilentTest, ASkippedMultiLeavesNoTransactionOpen) {
  Append({"CLIENT REPLY SKIP", "MULTI", "SET user:7 alice", "EXEC"});
  EXPECT_EQ(Next(), "QUEUED");
  EXPECT_EQ(Next(), "OK");
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(SpanNamed("CLIENT"), SpanNamed("MULTI"), SpanNamed("PIPELINE")));
  EXPECT_EQ(spans_.Unfinished(), 0U);
}

TEST_F(SilentTest, ASpanForEachCommandIfAskedFor) {
  Options options;
  options.span_per_command = true;
  Context redis("127.0.0.1", Port(), Make(options).value);
  for (const char* command : {"PING", "CLIENT REPLY OFF", "SELECT 5", "LPUSH user:7 a",
                              "CLIENT REPLY ON", "GET user:7"}) {
    redis.AppendCommand(command);
  }
  EXPECT_EQ(spans_.Unfinished(), 3U) << "those that are answered";
  EXPECT_STREQ(redis.GetReply()->str, "PONG");
  EXPECT_STREQ(redis.GetReply()->str, "OK");
  EXPECT_EQ(redis.GetReply()->type, REDIS_REPLY_ERROR);
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(SpanNamed("CLIENT"), SpanNamed("SELECT"), SpanNamed("LPUSH"),
                          SpanNamed("PING"), AllOf(SpanNamed("CLIENT"), Succeeded()),
                          AllOf(SpanNamed("GET"), FailedWith("WRONGTYPE"),
                                LacksAttribute("db.namespace"))));
}

TEST_F(SilentTest, ACommandThatWaitsSwitchesItOnAgain) {
  Append({"CLIENT REPLY OFF"});
  EXPECT_STREQ(Reply(Command(raw(), "CLIENT REPLY ON"))->str, "OK");
  EXPECT_STREQ(Reply(Command(raw(), "PING"))->str, "PONG");
  Append({"ECHO a"});
  EXPECT_EQ(Next(), "a");
  EXPECT_THAT(spans_.Finished(), ElementsAre(SpanNamed("CLIENT"), SpanNamed("CLIENT"),
                                             SpanNamed("PING"), SpanNamed("ECHO")));
}

}  // namespace
}  // namespace otelwrap::hiredis
