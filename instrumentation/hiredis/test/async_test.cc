// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Asynchronous commands: each span ends exactly once, whatever becomes of the reply.

#include <opentelemetry/trace/provider.h>
#include <opentelemetry/trace/scope.h>
#include <otelwrap/common/switches.h>
#include <otelwrap/hiredis/message.h>
#include <otelwrap/testing/free_port.h>

#include "async_fixture.h"

namespace otelwrap::hiredis {
namespace {

using ::testing::AllOf;
using testing::AttributesAre;
using ::testing::Each;
using ::testing::ElementsAre;
using testing::FailedWith;
using testing::HasAttribute;
using testing::HasCount;
using testing::HasLinkTo;
using testing::HasNoLinks;
using testing::HasParent;
using testing::IsClient;
using testing::IsConsumer;
using ::testing::IsEmpty;
using testing::IsRootSpan;
using ::testing::SizeIs;
using testing::SpanNamed;
using ::testing::StartsWith;
using testing::Succeeded;

TEST_F(AsyncTest, ARefusedConnectionFailsWhatWasSent) {
  const int port = testing::FreePort();
  Open(port);
  Heard heard;
  EXPECT_EQ(AsyncCommand(context_, Hear, &heard, "GET user:7"), REDIS_OK);
  ASSERT_TRUE(RunUntilHeard(heard, 1));
  EXPECT_THAT(heard.replies, ElementsAre("(null)"));
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(AllOf(SpanNamed("GET"), FailedWith("connection_refused"))));
}

TEST_F(AsyncTest, ALostConnectionFailsEveryCommandOnce) {
  OpenAndConnect();
  Heard heard;
  AsyncCommand(context_, Hear, &heard, "BLPOP queue:1 0");
  AsyncCommand(context_, nullptr, nullptr, "GET user:7");
  RunUntil([this] { return sdslen(context_->c.obuf) == 0; });
  server_->Stop();
  ASSERT_TRUE(RunUntil([this] { return context_ == nullptr; }));
  EXPECT_THAT(heard.replies, ElementsAre("(null)"));
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(AllOf(SpanNamed("BLPOP"), FailedWith(StartsWith("connection_"))),
                          AllOf(SpanNamed("GET"), FailedWith(StartsWith("connection_")))));
  EXPECT_EQ(spans_.Unfinished(), 0U);
}

TEST_F(AsyncTest, ASilentServerIsATimeout) {
  OpenAndConnect();
  redisAsyncSetTimeout(context_, {0, 50'000});
  server_->Freeze();
  Heard heard;
  AsyncCommand(context_, Hear, &heard, "GET user:7");
  ASSERT_TRUE(RunUntilHeard(heard, 1));
  server_->Thaw();
  EXPECT_THAT(heard.replies, ElementsAre("(null)"));
  EXPECT_THAT(spans_.Finished(), ElementsAre(AllOf(SpanNamed("GET"), FailedWith("timeout"))));
}

TEST_F(AsyncTest, ACommandAfterDisconnectIsRefusedAndEndsAtOnce) {
  OpenAndConnect();
  Heard first;
  Heard never;
  AsyncCommand(context_, Hear, &first, "PING");
  redisAsyncDisconnect(context_);
  EXPECT_EQ(AsyncCommand(context_, Hear, &never, "GET user:7"), REDIS_ERR);
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(AllOf(SpanNamed("GET"), FailedWith("connection_closed"))));
  ASSERT_TRUE(RunUntil([this] { return context_ == nullptr; }));
  EXPECT_THAT(first.replies, ElementsAre("PONG"));
  EXPECT_THAT(never.replies, IsEmpty());
  EXPECT_THAT(spans_.Finished(), SizeIs(2));
}

TEST_F(AsyncTest, FreedWithCommandsOpenTheyAreAbandoned) {
  OpenAndConnect();
  Heard heard;
  AsyncCommand(context_, Hear, &heard, "GET user:7");
  redisAsyncFree(context_);
  EXPECT_EQ(context_, nullptr) << "the disconnect callback was not called";
  EXPECT_THAT(heard.replies, ElementsAre("(null)"));
  EXPECT_THAT(spans_.Finished(), ElementsAre(AllOf(SpanNamed("GET"), FailedWith("abandoned"))));
}

TEST_F(AsyncTest, FreedInACallbackTheOthersAreAbandoned) {
  OpenAndConnect();
  Heard first;
  Heard second;
  first.then = [](redisAsyncContext* context) { redisAsyncFree(context); };
  second.then = [](redisAsyncContext* context) {
    EXPECT_EQ(AsyncCommand(context, nullptr, nullptr, "PING"), REDIS_ERR);
  };
  AsyncCommand(context_, Hear, &first, "SET user:7 alice");
  AsyncCommand(context_, Hear, &second, "GET user:7");
  ASSERT_TRUE(RunUntil([this] { return context_ == nullptr; }));
  EXPECT_THAT(first.replies, ElementsAre("OK"));
  EXPECT_THAT(second.replies, ElementsAre("(null)"));
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(AllOf(SpanNamed("SET"), Succeeded()),
                          AllOf(SpanNamed("GET"), FailedWith("abandoned")),
                          AllOf(SpanNamed("PING"), FailedWith("connection_closed"))));
}

TEST_F(AsyncTest, WrongUseIsRefusedAsHiredisDoes) {
  EXPECT_EQ(AsyncCommand(nullptr, nullptr, nullptr, "PING"), REDIS_ERR);
  EXPECT_EQ(AsyncCommandArgv(nullptr, nullptr, nullptr, 0, nullptr, nullptr), REDIS_ERR);
  EXPECT_EQ(AsyncFormattedCommand(nullptr, nullptr, nullptr, "", 0), REDIS_ERR);
  OpenAndConnect();
  EXPECT_EQ(AsyncCommand(context_, nullptr, nullptr, "SET key %y", 7), REDIS_ERR);
  EXPECT_EQ(AsyncCommand(context_, nullptr, nullptr, "UNSUBSCRIBE"), REDIS_ERR);
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(AllOf(SpanNamed("UNSUBSCRIBE"), FailedWith("_OTHER"))));
}

TEST_F(AsyncTest, AnErrorReplyIsTheCommandsAndEXECsItems) {
  OpenAndConnect();
  Heard heard;
  AsyncCommand(context_, Hear, &heard, "SET user:7 alice");
  AsyncCommand(context_, Hear, &heard, "LPUSH user:7 bob");
  AsyncCommand(context_, nullptr, nullptr, "MULTI");
  AsyncCommand(context_, nullptr, nullptr, "LPUSH user:7 bob");
  AsyncCommand(context_, Hear, &heard, "EXEC");
  ASSERT_TRUE(RunUntilHeard(heard, 3));
  EXPECT_THAT(spans_.Finished(), ElementsAre(AllOf(SpanNamed("SET"), Succeeded()),
                                             AllOf(SpanNamed("LPUSH"), FailedWith("WRONGTYPE")),
                                             AllOf(SpanNamed("MULTI"), Succeeded()),
                                             AllOf(SpanNamed("LPUSH"), Succeeded()),
                                             AllOf(SpanNamed("EXEC"), FailedWith("WRONGTYPE"))));
}

TEST_F(AsyncTest, MonitorIsOneSpanAndManyCalls) {
  OpenAndConnect();
  Heard before;
  Heard heard;
  AsyncCommand(context_, Hear, &before, "PING");
  AsyncCommand(context_, Hear, &heard, "MONITOR");
  ASSERT_TRUE(RunUntilHeard(heard, 1));
  const RawContext other = Connect(Port());
  for (int i = 0; i < 6; ++i) freeReplyObject(redisCommand(other.get(), "GET user:%d", i));
  // hiredis gives the replies to each callback that it knows in turn, PING's too.
  ASSERT_TRUE(RunUntil([&] { return before.replies.size() + heard.replies.size() >= 8; }));
  redisAsyncFree(context_);
  EXPECT_EQ(heard.replies.front(), "OK");
  EXPECT_EQ(heard.replies.back(), "(null)");
  EXPECT_THAT(spans_.Finished(), ElementsAre(AllOf(SpanNamed("PING"), Succeeded()),
                                             AllOf(SpanNamed("MONITOR"), Succeeded())));
}

TEST_F(AsyncTest, MonitorThatIsFreedInItsCallback) {
  OpenAndConnect();
  Heard heard;
  heard.then = [](redisAsyncContext* context) { redisAsyncFree(context); };
  AsyncCommand(context_, Hear, &heard, "MONITOR");
  ASSERT_TRUE(RunUntil([this] { return context_ == nullptr; }));
  EXPECT_THAT(heard.replies, ElementsAre("OK"));
  EXPECT_THAT(spans_.Finished(), SizeIs(1));
}

TEST_F(AsyncTest, MessagesGoToTheUsersCallbackAndMakeNoSpan) {
  OpenAndConnect();
  Heard heard;
  AsyncCommand(context_, Hear, &heard, "SUBSCRIBE news:1 news:2");
  ASSERT_TRUE(RunUntilHeard(heard, 2));
  const RawContext other = Connect(Port());
  freeReplyObject(redisCommand(other.get(), "PUBLISH news:2 hello"));
  ASSERT_TRUE(RunUntilHeard(heard, 3));
  AsyncCommand(context_, nullptr, nullptr, "UNSUBSCRIBE");
  ASSERT_TRUE(RunUntilHeard(heard, 5));
  EXPECT_THAT(heard.replies,
              ElementsAre("subscribe news:1 1", "subscribe news:2 2", "message news:2 hello",
                          StartsWith("unsubscribe"), StartsWith("unsubscribe")));
  EXPECT_THAT(spans_.Finished(), ElementsAre(AllOf(SpanNamed("SUBSCRIBE"), Succeeded()),
                                             AllOf(SpanNamed("UNSUBSCRIBE"), Succeeded())));
}

TEST_F(AsyncTest, MessagesAreSpansAroundTheUsersCallbackIfAskedFor) {
  Options options;
  options.message_spans = true;
  const auto made = Make(options);
  for (const char* hello : {"HELLO 2", "HELLO 3"}) {
    SCOPED_TRACE(hello);
    spans_.Clear();
    connected_ = false;
    OpenAndConnect();
    Heard heard;
    // What it sends is the message's child; the subscription's own confirmation has no span.
    heard.then = [&](redisAsyncContext*) {
      if (heard.replies.back().find("message") == std::string::npos) return;
      const RawContext other = Connect(Port());
      Reply(Command(other.get(), "DEL user:7"));
    };
    Heard greeting;
    AsyncCommand(context_, Hear, &greeting, hello);
    ASSERT_TRUE(RunUntilHeard(greeting, 1));
    AsyncCommand(*made.value, context_, Hear, &heard, "SUBSCRIBE news:1 news:2");
    AsyncCommand(*made.value, context_, Hear, &heard, "PSUBSCRIBE all:*");
    AsyncCommand(*made.value, context_, Hear, &heard, "SUBSCRIBE news:1");  // once more
    ASSERT_TRUE(RunUntilHeard(heard, 4));
    const RawContext other = Connect(Port());
    const MessageContext sent_in = {
        {"traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}};
    const std::string message = Wrap(sent_in, "hello");
    freeReplyObject(redisCommand(other.get(), "PUBLISH news:1 %b", message.data(), message.size()));
    freeReplyObject(redisCommand(other.get(), "PUBLISH all:1 plain"));
    ASSERT_TRUE(RunUntilHeard(heard, 6));
    AsyncCommand(*made.value, context_, nullptr, nullptr, "UNSUBSCRIBE");
    AsyncCommand(*made.value, context_, nullptr, nullptr, "PUNSUBSCRIBE");
    ASSERT_TRUE(RunUntilHeard(heard, 9));
    redisAsyncFree(context_);
    EXPECT_EQ(heard.replies[4], "message news:1 " + message) << "the user's data is as it was";
    EXPECT_EQ(heard.replies[5], "pmessage all:* all:1 plain");
    EXPECT_THAT(
        spans_.Finished(),
        ElementsAre(SpanNamed("HELLO"), SpanNamed("SUBSCRIBE"), SpanNamed("PSUBSCRIBE"),
                    SpanNamed("SUBSCRIBE"), SpanNamed("DEL"),
                    AllOf(SpanNamed("process news:?"), IsConsumer(), IsRootSpan(), Succeeded(),
                          HasLinkTo("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331")),
                    SpanNamed("DEL"), AllOf(SpanNamed("process all:?"), HasNoLinks()),
                    SpanNamed("UNSUBSCRIBE"), SpanNamed("PUNSUBSCRIBE")));
    EXPECT_THAT(spans_.Finished()[4], HasParent(spans_.Named("process news:?")));
  }
}

// hiredis does not know SSUBSCRIBE asynchronously: all of it are pushes, and the callback waits.
TEST_F(AsyncTest, AShardsMessagesGoToTheUsersPushCallback) {
  Options options;
  options.message_spans = true;
  const auto made = Make(options);
  OpenAndConnect();
  static std::vector<std::string> pushed;
  pushed.clear();
  redisAsyncSetPushCallback(context_, [](redisAsyncContext*, void* reply) {
    const Processing processing(*static_cast<redisReply*>(reply));
    pushed.push_back(Shown(*static_cast<redisReply*>(reply)));
  });
  Heard heard;
  AsyncCommand(*made.value, context_, nullptr, nullptr, "HELLO 3");
  AsyncCommand(*made.value, context_, Hear, &heard, "SSUBSCRIBE news:1");
  ASSERT_TRUE(RunUntil([] { return pushed.size() == 1; }));
  const RawContext other = Connect(Port());
  freeReplyObject(redisCommand(other.get(), "SPUBLISH news:1 hello"));
  ASSERT_TRUE(RunUntil([] { return pushed.size() == 2; }));
  EXPECT_THAT(heard.replies, IsEmpty());
  redisAsyncFree(context_);
  EXPECT_THAT(pushed, ElementsAre("ssubscribe news:1 1", "smessage news:1 hello"));
  EXPECT_THAT(heard.replies, ElementsAre("(null)"));
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(SpanNamed("SSUBSCRIBE"), SpanNamed("HELLO"),
                          AllOf(SpanNamed("process news:?"), IsConsumer(), Succeeded())));
  EXPECT_EQ(spans_.Unfinished(), 0U);
}

TEST_F(AsyncTest, ASubscriptionThatIsFreedTellsTheUsersCallback) {
  Options options;
  options.message_spans = true;
  const auto made = Make(options);
  OpenAndConnect();
  Heard heard;
  AsyncCommand(*made.value, context_, Hear, &heard, "SUBSCRIBE news:1");
  AsyncCommand(*made.value, context_, nullptr, nullptr, "SUBSCRIBE news:2");
  ASSERT_TRUE(RunUntilHeard(heard, 1));
  redisAsyncFree(context_);
  EXPECT_THAT(heard.replies, ElementsAre("subscribe news:1 1", "(null)"));
  EXPECT_THAT(spans_.Finished(), SizeIs(2));
}

TEST_F(AsyncTest, APushGoesToTheUsersPushCallbackAndMakesNoSpan) {
  OpenAndConnect();
  static std::string pushed;
  pushed.clear();
  redisAsyncSetPushCallback(context_, [](redisAsyncContext*, void* reply) {
    pushed = Shown(*static_cast<redisReply*>(reply)->element[0]);
  });
  Heard heard;
  AsyncCommand(context_, nullptr, nullptr, "HELLO 3");
  AsyncCommand(context_, nullptr, nullptr, "CLIENT TRACKING ON");
  AsyncCommand(context_, Hear, &heard, "GET user:7");
  ASSERT_TRUE(RunUntilHeard(heard, 1));
  const RawContext other = Connect(Port());
  freeReplyObject(redisCommand(other.get(), "SET user:7 alice"));
  ASSERT_TRUE(RunUntil([&] { return !pushed.empty(); }));
  EXPECT_EQ(pushed, "invalidate");
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(SpanNamed("HELLO"), SpanNamed("CLIENT"), SpanNamed("GET")));
}

TEST_F(AsyncTest, ManyInFlightHaveTheirOwnReplies) {
  OpenAndConnect();
  constexpr int kCommands = 64;
  std::vector<Heard> heard(kCommands);
  for (int i = 0; i < kCommands; ++i) {
    const std::string text = std::to_string(i);
    const char* arguments[] = {"ECHO", text.c_str()};
    EXPECT_EQ(AsyncCommandArgv(context_, Hear, &heard[i], 2, arguments, nullptr), REDIS_OK);
  }
  ASSERT_TRUE(RunUntilHeard(heard.back(), 1));
  for (int i = 0; i < kCommands; ++i) {
    EXPECT_THAT(heard[i].replies, ElementsAre(std::to_string(i)));
  }
  EXPECT_THAT(spans_.Finished(),
              AllOf(SizeIs(kCommands), Each(AllOf(SpanNamed("ECHO"), Succeeded()))));
  EXPECT_THAT(metrics_.Collect(), ElementsAre(HasCount(kCommands)));
}

TEST_F(AsyncTest, IsAClientSpanOfWhatWasCurrentAndTheCallbackIsAgain) {
  OpenAndConnect();
  const auto tracer = opentelemetry::trace::Provider::GetTracerProvider()->GetTracer("test");
  Heard heard;
  heard.then = [](redisAsyncContext* context) {
    AsyncCommand(context, nullptr, nullptr, "DEL user:7");
  };
  {
    const auto parent = tracer->StartSpan("request");
    const opentelemetry::trace::Scope scope(parent);
    char* bytes = nullptr;
    const int size = redisFormatCommand(&bytes, "SET %s %b", "user:7", "a\0b", size_t{3});
    EXPECT_EQ(AsyncFormattedCommand(context_, Hear, &heard, bytes, static_cast<size_t>(size)),
              REDIS_OK);
    redisFreeCommand(bytes);
  }
  ASSERT_TRUE(RunUntil([this] { return spans_.Finished().size() == 3; }));
  const testing::Span request = spans_.Named("request");
  EXPECT_THAT(spans_.Named("SET"),
              AllOf(IsClient(), HasParent(request), Succeeded(), FromHiredis(),
                    AttributesAre(WithTcp(
                        {{"db.operation.name", "SET"}, {"db.query.text", "SET user:? ?"}}))));
  EXPECT_THAT(spans_.Named("DEL"), HasParent(request));
  EXPECT_EQ(context_->data, this) << "the user's data was touched";
  EXPECT_EQ(context_->c.privdata, nullptr);
}

TEST_F(AsyncTest, SwitchedOffRecordsNothing) {
  OpenAndConnect();
  common::SetEnabled(common::Component::kHiredis, false);
  Heard heard;
  AsyncCommand(context_, Hear, &heard, "PING");
  common::SetEnabled(common::Component::kHiredis, true);
  ASSERT_TRUE(RunUntilHeard(heard, 1));
  EXPECT_THAT(spans_.Finished(), IsEmpty());
}

}  // namespace
}  // namespace otelwrap::hiredis
