// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// MULTI to EXEC: one operation, command by command or in a pipeline.

#include <otelwrap/testing/tcp_gate.h>

#include <string>

#include "fixture.h"

namespace otelwrap::hiredis {
namespace {

using ::testing::AllOf;
using testing::AttributesAre;
using ::testing::ElementsAre;
using testing::FailedWith;
using testing::HasAttribute;
using testing::HasCount;
using ::testing::IsEmpty;
using testing::LacksAttribute;
using testing::SpanNamed;
using testing::Succeeded;

constexpr const char* kFailed = "otelwrap.redis.failed_commands";
constexpr const char* kResult = "otelwrap.redis.transaction.result";

using TransactionTest = RedisTest;

TEST_F(TransactionTest, AnErrorOfAnItemIsTheTransactions) {
  Context redis("127.0.0.1", Port());
  redis.Command("MULTI");
  EXPECT_STREQ(redis.Command("SET user:7 alice")->str, "QUEUED");
  EXPECT_STREQ(redis.Command("LPUSH user:7 bob")->str, "QUEUED");
  EXPECT_THAT(spans_.Finished(), IsEmpty()) << "it has not ended";
  EXPECT_EQ(redis.Command("EXEC")->element[1]->type, REDIS_REPLY_ERROR);
  EXPECT_THAT(
      spans_.Finished(),
      ElementsAre(AllOf(SpanNamed("MULTI"), FailedWith("WRONGTYPE"),
                        AttributesAre(WithTcp({{"db.operation.name", "MULTI"},
                                               {"db.operation.batch.size", 2},
                                               {"db.namespace", "0"},
                                               {"db.query.text", "SET user:? ?; LPUSH user:? ?"},
                                               {kFailed, 1},
                                               {kResult, "committed"},
                                               {"error.type", "WRONGTYPE"},
                                               {"db.response.status_code", "WRONGTYPE"}})))));
}

TEST_F(TransactionTest, ACommandThatIsNotQueuedFailsItAndExecIsNoneOfIt) {
  Context redis("127.0.0.1", Port());
  redis.Command("MULTI");
  EXPECT_EQ(redis.Command("SET user:7")->type, REDIS_REPLY_ERROR);
  EXPECT_EQ(redis.Command("SET user:8")->type, REDIS_REPLY_ERROR);
  EXPECT_STREQ(redis.Command("SET user:9 carol")->str, "QUEUED");
  EXPECT_EQ(std::string(redis.Command("EXEC")->str).substr(0, 9), "EXECABORT");
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(AllOf(SpanNamed("MULTI SET"), FailedWith("ERR"),
                                HasAttribute("db.operation.batch.size", 3),
                                HasAttribute(kFailed, 2), HasAttribute(kResult, "aborted"))));
}

TEST_F(TransactionTest, DiscardedAfterACommandThatWasNotQueued) {
  Context redis("127.0.0.1", Port());
  for (const char* command : {"MULTI", "SET user:7", "SET user:8 bob", "DISCARD"}) {
    redis.AppendCommand(command);
  }
  for (int i = 0; i < 4; ++i) EXPECT_NE(redis.GetReply(), nullptr);
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(AllOf(SpanNamed("MULTI SET"), FailedWith("ERR"),
                                HasAttribute("db.operation.batch.size", 2),
                                HasAttribute(kFailed, 1), HasAttribute(kResult, "discarded"))));
}

TEST_F(TransactionTest, AmongOtherCommandsExecIsOneThatFails) {
  Context redis("127.0.0.1", Port());
  for (const char* command : {"PING", "MULTI", "SET user:7", "EXEC"}) redis.AppendCommand(command);
  for (int i = 0; i < 4; ++i) EXPECT_NE(redis.GetReply(), nullptr);
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(AllOf(SpanNamed("PIPELINE"), FailedWith("ERR"),
                                HasAttribute("db.operation.batch.size", 4),
                                HasAttribute(kFailed, 2), HasAttribute(kResult, "aborted"))));
}

TEST_F(TransactionTest, ALostConnectionEndsIt) {
  testing::TcpGate gate(server_->port());
  Context redis("127.0.0.1", gate.port());
  redis.Command("MULTI");
  redis.Command("SET user:7 alice");
  redis.Command("SET user:8 bob");
  gate.Cut();
  EXPECT_EQ(redis.Command("EXEC"), nullptr);
  EXPECT_EQ(redis.Command("PING"), nullptr);
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(AllOf(SpanNamed("MULTI SET"), testing::HasStatus(testing::Status::kError),
                                HasAttribute(kFailed, 2), LacksAttribute(kResult)),
                          SpanNamed("PING")));
}

TEST_F(TransactionTest, AWatchThatAbortsItIsNoError) {
  Context redis("127.0.0.1", Port());
  redis.Command("WATCH user:7");
  const RawContext other = Connect(Port());
  Reply(Command(other.get(), "SET user:7 bob"));
  spans_.Clear();
  redis.Command("MULTI");
  redis.Command("SET user:7 alice");
  EXPECT_EQ(redis.Command("EXEC")->type, REDIS_REPLY_NIL);
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(AllOf(SpanNamed("MULTI SET"), Succeeded(),
                                HasAttribute(kResult, "aborted"), LacksAttribute(kFailed))));
}

TEST_F(TransactionTest, DiscardedIsNoError) {
  const RawContext context = Connect(Port());
  Reply(Command(context.get(), "MULTI"));
  Reply(Command(context.get(), "SET user:7 alice"));
  Reply(Command(context.get(), "DISCARD"));
  Reply(Command(context.get(), "PING"));
  EXPECT_THAT(spans_.Finished(), ElementsAre(AllOf(SpanNamed("MULTI SET"), Succeeded(),
                                                   HasAttribute(kResult, "discarded")),
                                             SpanNamed("PING")));
}

TEST_F(TransactionTest, ARefusedMultiIsOver) {
  Context redis("127.0.0.1", Port());
  redis.Command("MULTI x");
  redis.Command("PING");
  EXPECT_THAT(spans_.Finished(), ElementsAre(AllOf(SpanNamed("MULTI"), FailedWith("ERR"),
                                                   HasAttribute("db.operation.batch.size", 0),
                                                   LacksAttribute(kFailed)),
                                             AllOf(SpanNamed("PING"), Succeeded())));
}

// The end of the transaction went past us; what comes then is no part of it.
TEST_F(TransactionTest, EndedThroughTheRawPointerIsFoundOut) {
  Context redis("127.0.0.1", Port());
  redis.Command("MULTI");
  redis.Command("SET user:7 alice");
  Reply(static_cast<redisReply*>(redisCommand(redis, "EXEC")));
  redis.Command("GET user:7");
  redis.Command("PING");
  EXPECT_THAT(spans_.Finished(), ElementsAre(SpanNamed("MULTI"), SpanNamed("PING")));
}

TEST_F(TransactionTest, CommandByCommandIsOneSpanAndOneMeasurement) {
  const RawContext context = Connect(Port());
  Reply(Command(context.get(), "MULTI"));
  Reply(Command(context.get(), "SET user:7 alice"));
  Reply(Command(context.get(), "SET user:8 bob"));
  Reply(Command(context.get(), "EXEC"));
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(AllOf(SpanNamed("MULTI SET"), Succeeded(),
                                AttributesAre(WithTcp({{"db.operation.name", "MULTI SET"},
                                                       {"db.operation.batch.size", 2},
                                                       {"db.query.text", "SET user:? ?"},
                                                       {kResult, "committed"}})))));
  EXPECT_THAT(metrics_.Collect(),
              ElementsAre(AllOf(HasCount(1), HasAttribute("db.operation.name", "MULTI SET"))));
}

TEST_F(TransactionTest, InAPipelineIsTheSame) {
  Context redis("127.0.0.1", Port());
  for (const char* command : {"MULTI", "SET user:7 a", "GET user:7", "EXEC"}) {
    redis.AppendCommand(command);
  }
  for (int i = 0; i < 3; ++i) redis.GetReply();
  EXPECT_STREQ(redis.GetReply()->element[1]->str, "a");
  EXPECT_THAT(
      spans_.Finished(),
      ElementsAre(AllOf(SpanNamed("MULTI"), Succeeded(), HasAttribute("db.operation.batch.size", 2),
                        HasAttribute("db.query.text", "SET user:? ?; GET user:?"),
                        HasAttribute(kResult, "committed"))));
}

TEST_F(TransactionTest, AmongOtherCommandsIsPartOfThePipeline) {
  Context redis("127.0.0.1", Port());
  for (const char* command : {"SET a:1 x", "MULTI", "LPUSH a:1 y", "EXEC", "GET a:1"}) {
    redis.AppendCommand(command);
  }
  for (int i = 0; i < 5; ++i) EXPECT_NE(redis.GetReply(), nullptr);
  EXPECT_THAT(spans_.Finished(), ElementsAre(AllOf(SpanNamed("PIPELINE"), FailedWith("WRONGTYPE"),
                                                   HasAttribute("db.operation.batch.size", 5))));
}

TEST_F(TransactionTest, ASpanForEachCommandIfAskedFor) {
  Options options;
  options.span_per_command = true;
  Context redis("127.0.0.1", Port(), Make(options).value);
  redis.Command("MULTI");
  redis.Command("LPUSH user:7 a");
  redis.Command("GET user:7");
  redis.Command("EXEC");
  EXPECT_THAT(spans_.Finished(), ElementsAre(AllOf(SpanNamed("MULTI"), Succeeded()),
                                             AllOf(SpanNamed("LPUSH"), Succeeded()),
                                             AllOf(SpanNamed("GET"), Succeeded()),
                                             AllOf(SpanNamed("EXEC"), FailedWith("WRONGTYPE"))));
}

}  // namespace
}  // namespace otelwrap::hiredis
