// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Commands that are appended, and their replies: one span, or one for each.

#include <otelwrap/testing/tcp_gate.h>

#include <string>
#include <vector>

#include "fixture.h"
#include "session_table.h"

namespace otelwrap::hiredis {
namespace {

using ::testing::_;
using ::testing::AllOf;
using testing::AttributesAre;
using ::testing::ElementsAre;
using testing::FailedWith;
using testing::HasAttribute;
using testing::HasCount;
using testing::HistogramNamed;
using testing::IsClient;
using ::testing::IsEmpty;
using testing::LacksAttribute;
using ::testing::SizeIs;
using testing::SpanNamed;
using ::testing::StartsWith;
using testing::Succeeded;
using testing::Text;

class PipelineTest : public RedisTest {
 protected:
  void SetUp() override {
    RedisTest::SetUp();
    if (server_ != nullptr) context_ = Connect(Port());
  }

  Reply Next() { return NextOf(context_.get()); }

  static Reply NextOf(redisContext* context) {
    void* reply = nullptr;
    if (GetReply(context, &reply) != REDIS_OK) return nullptr;
    return Reply(static_cast<redisReply*>(reply));
  }

  RawContext context_;
};

TEST_F(PipelineTest, FailedCommandsAreCountedAndTheFirstOneIsReported) {
  AppendCommand(context_.get(), "SET user:7 alice");
  AppendCommand(context_.get(), "LPUSH user:7 bob");
  AppendCommand(context_.get(), "NO.SUCH hunter2");
  EXPECT_STREQ(Next()->str, "OK");
  EXPECT_EQ(Next()->type, REDIS_REPLY_ERROR);
  EXPECT_THAT(spans_.Finished(), IsEmpty()) << "a reply is still to come";
  EXPECT_EQ(Next()->type, REDIS_REPLY_ERROR);
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(AllOf(
                  SpanNamed("PIPELINE"), IsClient(), FailedWith("WRONGTYPE"), FromHiredis(),
                  AttributesAre(WithTcp({{"db.operation.name", "PIPELINE"},
                                         {"db.operation.batch.size", 3},
                                         {"db.query.text", "SET user:? ?; LPUSH user:? ?; ? ?"},
                                         {"otelwrap.redis.failed_commands", 2},
                                         {"error.type", "WRONGTYPE"},
                                         {"db.response.status_code", "WRONGTYPE"}})))));
  EXPECT_THAT(metrics_.Collect(),
              ElementsAre(AllOf(HistogramNamed("db.client.operation.duration", "s"), HasCount(1),
                                AttributesAre({{"db.system.name", "redis"},
                                               {"db.operation.name", "PIPELINE"},
                                               {"server.address", "127.0.0.1"},
                                               {"server.port", Port()},
                                               {"error.type", "WRONGTYPE"},
                                               {"db.response.status_code", "WRONGTYPE"}}))));
}

TEST_F(PipelineTest, ALostConnectionEndsItOnce) {
  testing::TcpGate gate(server_->port());
  const RawContext context = Connect(gate.port());
  for (int i = 0; i < 3; ++i) AppendCommand(context.get(), "GET user:%d", i);
  gate.CutAfter(testing::TcpGate::kToClient, 7);  // one reply, and a part of the next
  EXPECT_EQ(NextOf(context.get())->type, REDIS_REPLY_NIL);
  EXPECT_EQ(NextOf(context.get()), nullptr);
  EXPECT_EQ(NextOf(context.get()), nullptr);
  EXPECT_EQ(context->err, REDIS_ERR_EOF);
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(AllOf(SpanNamed("PIPELINE GET"), FailedWith("connection_closed"),
                                HasAttribute("db.operation.batch.size", 3),
                                HasAttribute("otelwrap.redis.failed_commands", 2))));
  EXPECT_EQ(FindSession(*context, Identity::kAssume), nullptr) << "something is kept about it";
}

TEST_F(PipelineTest, FreedWithRepliesOpenEndsAsAbandoned) {
  redisContext* context = redisConnect("127.0.0.1", Port());
  AppendCommand(context, "GET a");
  AppendCommand(context, "GET b");
  Free(context);
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(AllOf(SpanNamed("PIPELINE GET"), FailedWith("abandoned"))));
  {
    Context redis("127.0.0.1", Port());
    redis.AppendCommand("GET a");
  }
  EXPECT_THAT(spans_.Finished(), ElementsAre(_, AllOf(SpanNamed("GET"), FailedWith("abandoned"))));
}

// A connection at the address, and with the descriptor, of one that was freed past us.
TEST_F(PipelineTest, ANewConnectionDoesNotJoinAnOldOnesPipeline) {
  AppendCommand(context_.get(), "GET old");
  AppendCommand(context_.get(), "GET old");
  ASSERT_EQ(redisReconnect(context_.get()), REDIS_OK);
  AppendCommand(context_.get(), "SET new 1");
  EXPECT_STREQ(Next()->str, "OK");
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(AllOf(SpanNamed("PIPELINE GET"), FailedWith("abandoned")),
                          AllOf(SpanNamed("SET"), Succeeded())));
}

// Its address never comes back, and no call is made on it again.
TEST_F(PipelineTest, OfAContextThatWasFreedPastUsItEndsWhileOthersAreUsed) {
  redisContext* const freed = redisConnect("127.0.0.1", Port());
  AppendCommand(freed, "GET a");
  AppendCommand(freed, "GET b");
  redisFree(freed);
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  const auto is_over = [&] { return std::chrono::steady_clock::now() > deadline; };
  const auto abandoned = AllOf(SpanNamed("PIPELINE GET"), FailedWith("abandoned"));
  while (!::testing::Value(spans_.Finished(), ::testing::Contains(abandoned)) && !is_over()) {
    AppendCommand(context_.get(), "ECHO x");
    AppendCommand(context_.get(), "PING");
    EXPECT_STREQ(Next()->str, "x");
    EXPECT_STREQ(Next()->str, "PONG");
  }
  EXPECT_FALSE(is_over());
  EXPECT_EQ(spans_.Unfinished(), 0U);
}

TEST_F(PipelineTest, RepliesThatAreReadPastUsEndIt) {
  AppendCommand(context_.get(), "GET a");
  AppendCommand(context_.get(), "GET b");
  for (int i = 0; i < 2; ++i) EXPECT_EQ(redisGetReply(context_.get(), nullptr), REDIS_OK);
  EXPECT_STREQ(Reply(Command(context_.get(), "PING"))->str, "PONG");
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(AllOf(SpanNamed("PIPELINE GET"), FailedWith("abandoned")),
                          AllOf(SpanNamed("PING"), Succeeded())));
}

TEST_F(PipelineTest, ContextsThatAreGoneLeaveRoomForOthers) {
  const std::vector<redisContext> gone(kMostSessions, [] {
    redisContext context{};
    context.fd = REDIS_INVALID_FD;
    return context;
  }());
  AppendCommand(context_.get(), "GET a");
  for (const redisContext& context : gone) ASSERT_NE(OpenSession(context), nullptr);
  EXPECT_EQ(FindSession(gone.front(), Identity::kAssume), nullptr);
  AppendCommand(context_.get(), "GET b");
  EXPECT_NE(Next(), nullptr);
  SweepSessions();
  EXPECT_NE(Next(), nullptr);
  EXPECT_THAT(spans_.Finished(), ElementsAre(AllOf(SpanNamed("PIPELINE GET"), Succeeded())));
}

TEST_F(PipelineTest, ARefusedFormatIsNotPartOfIt) {
  EXPECT_EQ(AppendCommand(context_.get(), "SET key %y", 7), REDIS_ERR);
  EXPECT_STREQ(context_->errstr, "Invalid format string");
  EXPECT_THAT(spans_.Finished(), IsEmpty());
  EXPECT_EQ(AppendCommand(nullptr, "PING"), REDIS_ERR);
  EXPECT_EQ(AppendCommandArgv(nullptr, 0, nullptr, nullptr), REDIS_ERR);
  EXPECT_EQ(AppendFormattedCommand(nullptr, "", 0), REDIS_ERR);
  EXPECT_EQ(GetReply(nullptr, nullptr), REDIS_ERR);
  Free(nullptr);
}

TEST_F(PipelineTest, OfEqualCommandsIsNamedByThem) {
  for (int i = 0; i < 100; ++i) AppendCommand(context_.get(), "GET user:%d", i);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(Next()->type, REDIS_REPLY_NIL);
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(AllOf(SpanNamed("PIPELINE GET"), Succeeded(),
                                AttributesAre(WithTcp({{"db.operation.name", "PIPELINE GET"},
                                                       {"db.operation.batch.size", 100},
                                                       {"db.query.text", "GET user:?"}})))));
  EXPECT_THAT(metrics_.Collect(), ElementsAre(HasAttribute("db.operation.name", "PIPELINE GET")));
}

TEST_F(PipelineTest, OfMoreEqualCommandsThanATextHoldsIsNamedByThem) {
  constexpr int kMany = 1000;  // of 9 bytes each, and a text has 4096
  for (int i = 0; i < kMany; ++i) AppendCommand(context_.get(), "GET user:%d", i);
  for (int i = 0; i < kMany; ++i) EXPECT_EQ(Next()->type, REDIS_REPLY_NIL);
  EXPECT_THAT(spans_.Only(), HasAttribute("db.query.text", "GET user:?"));
}

TEST_F(PipelineTest, OneOtherCommandBehindManyEqualOnesIsNotTakenForThem) {
  constexpr int kMany = 1000;
  for (int i = 0; i < kMany; ++i) AppendCommand(context_.get(), "GET user:%d", i);
  AppendCommand(context_.get(), "GET order:7");
  for (int i = 0; i <= kMany; ++i) EXPECT_EQ(Next()->type, REDIS_REPLY_NIL);
  EXPECT_THAT(spans_.Only(),
              HasAttribute("db.query.text", Text(StartsWith("GET user:?; GET user:?;"))));
}

TEST_F(PipelineTest, OfOneCommandIsThatCommand) {
  AppendCommand(context_.get(), "get user:7");
  EXPECT_EQ(Next()->type, REDIS_REPLY_NIL);
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(AllOf(SpanNamed("get"), Succeeded(),
                                AttributesAre(WithTcp({{"db.operation.name", "get"},
                                                       {"db.query.text", "get user:?"}})))));
  EXPECT_THAT(metrics_.Collect(), ElementsAre(HasAttribute("db.operation.name", "GET")));
}

TEST_F(PipelineTest, EveryWayToAppendIsOne) {
  const char* arguments[] = {"SET", "user:7", "alice"};
  EXPECT_EQ(AppendCommandArgv(context_.get(), 3, arguments, nullptr), REDIS_OK);
  char* bytes = nullptr;
  const int size = redisFormatCommand(&bytes, "GET %s", "user:7");
  EXPECT_EQ(AppendFormattedCommand(context_.get(), bytes, static_cast<size_t>(size)), REDIS_OK);
  redisFreeCommand(bytes);
  EXPECT_EQ(AppendCommand(context_.get(), "DEL user:7"), REDIS_OK);
  EXPECT_EQ(GetReply(context_.get(), nullptr), REDIS_OK) << "a reply that nobody wants";
  EXPECT_STREQ(Next()->str, "alice");
  // hiredis gives the first reply that is still to come, so that this one belongs to it as well.
  EXPECT_EQ(Reply(Command(context_.get(), "PING"))->integer, 1);
  EXPECT_STREQ(Next()->str, "PONG");
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(AllOf(
                  SpanNamed("PIPELINE"), Succeeded(), HasAttribute("db.operation.batch.size", 4),
                  HasAttribute("db.query.text", "SET user:? ?; GET user:?; DEL user:?; PING"))));
}

TEST_F(PipelineTest, ALongTextIsCut) {
  Options options;
  options.redaction.max_text_bytes = 20;
  const auto made = Make(options);
  AppendCommand(*made.value, context_.get(), "SET user:1 x");
  AppendCommand(*made.value, context_.get(), "GET user:1");
  AppendCommand(*made.value, context_.get(), "GET user:2");
  for (int i = 0; i < 3; ++i) Next();
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(HasAttribute("db.query.text", "SET user:? ?; GET...")));
}

TEST_F(PipelineTest, ASpanForEachCommandIfAskedFor) {
  Options options;
  options.span_per_command = true;
  const auto made = Make(options);
  AppendCommand(*made.value, context_.get(), "SET user:7 alice");
  AppendCommand(*made.value, context_.get(), "LPUSH user:7 bob");
  AppendCommand(*made.value, context_.get(), "GET user:7");
  for (int i = 0; i < 3; ++i) Next();
  EXPECT_THAT(spans_.Finished(), ElementsAre(AllOf(SpanNamed("SET"), Succeeded(),
                                                   HasAttribute("db.query.text", "SET user:? ?"),
                                                   LacksAttribute("db.operation.batch.size")),
                                             AllOf(SpanNamed("LPUSH"), FailedWith("WRONGTYPE")),
                                             AllOf(SpanNamed("GET"), Succeeded())));
  EXPECT_THAT(metrics_.Collect(), SizeIs(3));
}

TEST_F(PipelineTest, MoreSpansThanMayBeOpenAreLeftOut) {
  Options options;
  options.span_per_command = true;
  const auto made = Make(options);
  constexpr int kCommands = CommandSpans::kMostOpen + 10;
  for (int i = 0; i < kCommands; ++i) AppendCommand(*made.value, context_.get(), "PING");
  for (int i = 0; i < kCommands; ++i) ASSERT_STREQ(Next()->str, "PONG");
  EXPECT_THAT(spans_.Finished(), SizeIs(CommandSpans::kMostOpen));
  AppendCommand(*made.value, context_.get(), "PING");
  Next();
  EXPECT_THAT(spans_.Finished(), SizeIs(CommandSpans::kMostOpen + 1));
}

// A subscription is confirmed channel by channel, and messages follow that nobody asked for.
TEST_F(PipelineTest, MessagesAreNoReplies) {
  Context redis("127.0.0.1", Port());
  redis.AppendCommand("SUBSCRIBE news:1 news:2");
  redis.AppendCommand("PING");
  for (int i = 0; i < 3; ++i) EXPECT_NE(redis.GetReply(), nullptr);
  EXPECT_THAT(spans_.Finished(), ElementsAre(HasAttribute("db.query.text", "SUBSCRIBE ? ?; PING")));
  Reply(Command(context_.get(), "PUBLISH news:1 hello"));
  const Reply message = redis.GetReply();
  ASSERT_NE(message, nullptr);
  EXPECT_STREQ(message->element[0]->str, "message");
  EXPECT_THAT(
      spans_.Finished(),
      ElementsAre(_, AllOf(SpanNamed("PUBLISH"), HasAttribute("db.query.text", "PUBLISH ? ?"))));
}

TEST_F(PipelineTest, AContextFollowsItsOwn) {
  Context redis("127.0.0.1", Port());
  redis.AppendCommand("SET user:%d %s", 7, "alice");
  redis.AppendCommand("GET user:%d", 7);
  EXPECT_STREQ(redis.GetReply()->str, "OK");
  EXPECT_STREQ(redis.GetReply()->str, "alice");
  EXPECT_THAT(
      spans_.Finished(),
      ElementsAre(AllOf(SpanNamed("PIPELINE"), Succeeded(),
                        AttributesAre(WithTcp({{"db.operation.name", "PIPELINE"},
                                               {"db.operation.batch.size", 2},
                                               {"db.namespace", "0"},
                                               {"db.query.text", "SET user:? ?; GET user:?"}})))));
}

}  // namespace
}  // namespace otelwrap::hiredis
