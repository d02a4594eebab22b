// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Subscriptions in pipelines: confirmed by replies or, in RESP3, by pushes alone; messages between
// replies are nobody's.

#include <string>
#include <vector>

#include "raw_fixture.h"

namespace otelwrap::hiredis {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using testing::FailedWith;
using testing::HasAttribute;
using ::testing::IsEmpty;
using testing::SpanNamed;
using testing::Succeeded;

// What the user's push callback was called with: the first words of pushes.
std::vector<std::string>& Pushed() {
  static std::vector<std::string> pushed;
  return pushed;
}

void OnPush(void* privdata, void* reply) {
  const Reply push(static_cast<redisReply*>(reply));
  Pushed().emplace_back(push->element[0]->str);
  if (privdata != nullptr) ++*static_cast<int*>(privdata);
}

class SubscriptionTest : public RawContextTest {
 protected:
  void SetUp() override {
    RawContextTest::SetUp();
    if (server_ == nullptr) return;
    Pushed().clear();
    publisher_ = Connect(Port());
  }

  void UseRESP3(redisPushFn* on_push) {
    freeReplyObject(redisCommand(raw(), "HELLO 3"));
    redisSetPushCallback(raw(), on_push);
  }

  void Publish() { freeReplyObject(redisCommand(publisher_.get(), "PUBLISH news:1 hello")); }

  RawContext publisher_;
};

TEST_F(SubscriptionTest, RefusedItHasOneReplyHoweverManyChannels) {
  freeReplyObject(redisCommand(publisher_.get(), "ACL SETUSER deaf on nopass ~* +@all &none"));
  freeReplyObject(redisCommand(raw(), "AUTH deaf x"));
  for (const bool pushes : {false, true}) {
    SCOPED_TRACE(pushes);
    spans_.Clear();
    if (pushes) UseRESP3(OnPush);
    Append({"SUBSCRIBE news:1 news:2 news:3", "PING"});
    EXPECT_EQ(Next().substr(0, 6), "NOPERM");
    EXPECT_THAT(spans_.Finished(), IsEmpty());
    EXPECT_EQ(Next(), "PONG");
    EXPECT_THAT(spans_.Finished(),
                ElementsAre(AllOf(SpanNamed("PIPELINE"), FailedWith("NOPERM"),
                                  HasAttribute("otelwrap.redis.failed_commands", 1))));
    EXPECT_FALSE(IsAnythingKept());
  }
}

TEST_F(SubscriptionTest, InRESP3ItIsConfirmedByPushesThatTheUserSeesToo) {
  UseRESP3(OnPush);
  int calls = 0;
  context_->privdata = &calls;
  Append({"SUBSCRIBE news:1 news:2", "PSUBSCRIBE all:*", "ECHO a"});
  EXPECT_EQ(Next(), "a");
  EXPECT_THAT(Pushed(), ElementsAre("subscribe", "subscribe", "psubscribe"));
  EXPECT_EQ(calls, 3);
  EXPECT_EQ(context_->push_cb, OnPush) << "it is the user's again";
  EXPECT_THAT(spans_.Finished(), ElementsAre(AllOf(SpanNamed("PIPELINE"), Succeeded(),
                                                   HasAttribute("db.operation.batch.size", 3))));
  Publish();
  Append({"UNSUBSCRIBE", "ECHO b"});
  EXPECT_EQ(Next(), "b");
  EXPECT_THAT(Pushed(), ElementsAre("subscribe", "subscribe", "psubscribe", "message",
                                    "unsubscribe", "unsubscribe"));
  EXPECT_EQ(spans_.Finished().size(), 2U);
  EXPECT_EQ(spans_.Unfinished(), 0U);
}

// Nothing but pushes comes any more: the span must not wait for what follows.
TEST_F(SubscriptionTest, InRESP3ItEndsWithItsPushWhileTheReaderWaitsOn) {
  UseRESP3(OnPush);
  redisSetTimeout(raw(), {0, 50'000});
  Append({"SUBSCRIBE news:1"});
  EXPECT_EQ(Next(), "(lost)");
  EXPECT_THAT(Pushed(), ElementsAre("subscribe"));
  EXPECT_THAT(spans_.Finished(), ElementsAre(AllOf(SpanNamed("SUBSCRIBE"), Succeeded())));
}

TEST_F(SubscriptionTest, InRESP3WithoutCallbackPushesAreReplies) {
  UseRESP3(nullptr);
  Append({"SUBSCRIBE news:1 news:2", "ECHO a"});
  EXPECT_EQ(Next(), "subscribe");
  Publish();
  EXPECT_EQ(Next(), "subscribe");
  EXPECT_THAT(spans_.Finished(), IsEmpty());
  std::vector<std::string> rest = {Next(), Next()};
  EXPECT_THAT(rest, ::testing::UnorderedElementsAre("a", "message"));
  EXPECT_THAT(spans_.Finished(), ElementsAre(AllOf(SpanNamed("PIPELINE"), Succeeded())));
}

TEST_F(SubscriptionTest, ACallbackMayReplaceItself) {
  UseRESP3([](void* privdata, void* reply) {
    auto* context = static_cast<redisContext*>(privdata);
    freeReplyObject(reply);
    Pushed().emplace_back("first");
    EXPECT_NE(redisSetPushCallback(context, [](void*, void* next) { OnPush(nullptr, next); }),
              nullptr);
  });
  const redisPushFn* const first = context_->push_cb;
  context_->privdata = raw();
  Append({"SUBSCRIBE news:1 news:2", "ECHO a"});
  EXPECT_EQ(Next(), "a");
  EXPECT_THAT(Pushed(), ElementsAre("first", "subscribe"));
  EXPECT_NE(context_->push_cb, first);
  EXPECT_THAT(spans_.Finished(), ElementsAre(Succeeded()));
}

TEST_F(SubscriptionTest, ACallbackMayTakeItselfAway) {
  UseRESP3([](void* privdata, void* reply) {
    freeReplyObject(reply);
    redisSetPushCallback(static_cast<redisContext*>(privdata), nullptr);
  });
  context_->privdata = raw();
  Append({"SUBSCRIBE news:1 news:2", "ECHO a"});
  EXPECT_EQ(Next(), "subscribe") << "the second one, as a reply";
  EXPECT_EQ(Next(), "a");
  EXPECT_EQ(context_->push_cb, nullptr);
  EXPECT_THAT(spans_.Finished(), ElementsAre(Succeeded()));
}

TEST_F(SubscriptionTest, AMessageIsNoReplyOfAnother) {
  EXPECT_STREQ(Reply(Command(raw(), "SUBSCRIBE news:1"))->element[0]->str, "subscribe");
  spans_.Clear();
  Publish();
  Append({"PING hi"});
  EXPECT_EQ(Next(), "message");
  EXPECT_THAT(spans_.Finished(), IsEmpty()) << "PING was not answered";
  EXPECT_EQ(Next(), "pong");
  EXPECT_THAT(spans_.Finished(), ElementsAre(SpanNamed("PING")));
  Append({"UNSUBSCRIBE"});
  EXPECT_EQ(Next(), "unsubscribe");
  EXPECT_FALSE(IsAnythingKept()) << "something is kept about it";
}

TEST_F(SubscriptionTest, AnUnsubscriptionFromAllLeavesNoReplyToWhatFollows) {
  Append({"SUBSCRIBE news:1 news:2", "UNSUBSCRIBE", "ECHO a"});
  for (const char* word : {"subscribe", "subscribe", "unsubscribe", "unsubscribe"}) {
    EXPECT_EQ(Next(), word);
  }
  EXPECT_THAT(spans_.Finished(), IsEmpty());
  EXPECT_EQ(Next(), "a");
  EXPECT_THAT(spans_.Finished(), ElementsAre(AllOf(SpanNamed("PIPELINE"), Succeeded())));
}

TEST_F(SubscriptionTest, OfAShardIsOneToo) {
  Append({"SSUBSCRIBE news:1 news:1", "PING"});
  EXPECT_EQ(Next(), "ssubscribe");
  EXPECT_EQ(Next(), "ssubscribe");
  EXPECT_EQ(Next(), "pong");
  EXPECT_THAT(spans_.Finished(), ElementsAre(AllOf(SpanNamed("PIPELINE"), Succeeded())));
  freeReplyObject(redisCommand(publisher_.get(), "SPUBLISH news:1 hello"));
  Append({"SUNSUBSCRIBE"});
  EXPECT_EQ(Next(), "smessage");
  EXPECT_EQ(Next(), "sunsubscribe");
  EXPECT_THAT(spans_.Finished().back(), AllOf(SpanNamed("SUNSUBSCRIBE"), Succeeded()));
}

TEST_F(SubscriptionTest, ASpanForEachCommandIfAskedFor) {
  Options options;
  options.span_per_command = true;
  Context redis("127.0.0.1", Port(), Make(options).value);
  redis.AppendCommand("SUBSCRIBE news:1 news:2");
  redis.AppendCommand("PING");
  EXPECT_STREQ(redis.GetReply()->element[1]->str, "news:1");
  EXPECT_THAT(spans_.Finished(), IsEmpty());
  EXPECT_STREQ(redis.GetReply()->element[1]->str, "news:2");
  EXPECT_THAT(spans_.Finished(), ElementsAre(SpanNamed("SUBSCRIBE")));
  redis.GetReply();
  EXPECT_THAT(spans_.Finished(), ElementsAre(SpanNamed("SUBSCRIBE"), SpanNamed("PING")));
}

}  // namespace
}  // namespace otelwrap::hiredis
