// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "reply_order.h"

#include <gmock/gmock.h>

#include <string>
#include <string_view>
#include <vector>

#include "read_reply.h"

namespace otelwrap::hiredis {
namespace {

using To = ReplyOrder::Answer::To;

class ReplyOrderTest : public ::testing::Test {
 protected:
  // Whether it waits for a reply.
  bool Send(const std::vector<std::string_view>& words) {
    const Request request = Recognize(nullptr, Arguments::OfViews(words.data(), words.size()));
    return order_.Sent(request, DatabaseChangeOf(request));
  }

  // How many commands the reply settles: 0, one, or more if some were told past us.
  int Settles(std::string_view bytes) {
    const Reply reply = Read(bytes);
    int settled = 0;
    ReplyOrder::Answer answer;
    do {
      answer = order_.Take(reply.get());
      if (answer.to != To::kNobody) ++settled;
    } while (answer.to == To::kUntold);
    return settled;
  }

  ReplyOrder order_;
};

constexpr const char* kError = "-NOPERM no\r\n";
constexpr const char* kPong = "+PONG\r\n";
constexpr const char* kMessage = "*3\r\n$7\r\nmessage\r\n$1\r\na\r\n$1\r\nx\r\n";
constexpr const char* kSubscribed = "*3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n";
constexpr const char* kPushed = ">3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n";
constexpr const char* kUnsubscribed = "*3\r\n$11\r\nunsubscribe\r\n$1\r\na\r\n:1\r\n";
constexpr const char* kLastUnsubscribed = "*3\r\n$11\r\nunsubscribe\r\n$1\r\na\r\n:0\r\n";

TEST_F(ReplyOrderTest, ARefusedSubscriptionHasOneReplyHoweverManyChannels) {
  EXPECT_TRUE(Send({"SUBSCRIBE", "a", "b", "c"}));
  EXPECT_TRUE(Send({"PING"}));
  EXPECT_EQ(Settles(kError), 1);
  EXPECT_EQ(order_.waiting(), 1U);
  EXPECT_EQ(Settles(kPong), 1);
  EXPECT_FALSE(order_.IsNeeded());
}

TEST_F(ReplyOrderTest, ASubscriptionInATransactionIsQueuedOnce) {
  Send({"MULTI"});
  Send({"SUBSCRIBE", "a", "b"});
  EXPECT_EQ(Settles("+OK\r\n"), 1);
  EXPECT_EQ(Settles("+QUEUED\r\n"), 1);
  EXPECT_EQ(order_.waiting(), 0U);
}

TEST_F(ReplyOrderTest, ASubscriptionIsConfirmedChannelByChannelByRepliesOrPushes) {
  for (const char* confirmation : {kSubscribed, kPushed}) {
    Send({"SUBSCRIBE", "a", "b"});
    Send({"PING"});
    EXPECT_EQ(Settles(confirmation), 0);
    EXPECT_EQ(Settles(kMessage), 0) << "a message may come between them";
    EXPECT_EQ(Settles(confirmation), 1);
    EXPECT_EQ(Settles(kPong), 1);
    EXPECT_EQ(order_.waiting(), 0U);
  }
}

TEST_F(ReplyOrderTest, AConfirmationThatWasSeenByOthersIsNotWaitedFor) {
  Send({"SUBSCRIBE", "a", "b"});
  Send({"PING"});
  EXPECT_EQ(Settles(kPong), 2);
  EXPECT_FALSE(order_.IsNeeded());
}

TEST_F(ReplyOrderTest, AMessageIsNobodysWhileSubscribed) {
  Send({"SUBSCRIBE", "a"});
  EXPECT_EQ(Settles(kSubscribed), 1);
  EXPECT_TRUE(order_.IsNeeded());
  Send({"PING"});
  EXPECT_EQ(Settles(kMessage), 0);
  EXPECT_EQ(Settles("*2\r\n$4\r\npong\r\n$0\r\n\r\n"), 1);
}

TEST_F(ReplyOrderTest, AListThatLooksLikeAMessageIsAReplyWithoutSubscription) {
  Send({"LRANGE", "a", "0", "2"});
  EXPECT_EQ(Settles(kMessage), 1);
}

TEST_F(ReplyOrderTest, AnUnsubscriptionFromAllHasAtLeastOneReply) {
  Send({"SUBSCRIBE", "a", "b"});
  Settles(kSubscribed);
  Settles(kSubscribed);
  Send({"UNSUBSCRIBE"});
  Send({"PING"});
  EXPECT_EQ(Settles(kUnsubscribed), 1);
  EXPECT_EQ(Settles(kLastUnsubscribed), 0) << "not PING's";
  EXPECT_EQ(Settles(kPong), 1);
  EXPECT_FALSE(order_.IsNeeded());
}

TEST_F(ReplyOrderTest, ShardsAreCountedApart) {
  Send({"SSUBSCRIBE", "a"});
  Send({"SUBSCRIBE", "b"});
  EXPECT_EQ(Settles("*3\r\n$10\r\nssubscribe\r\n$1\r\na\r\n:1\r\n"), 1);
  EXPECT_EQ(Settles(kSubscribed), 1);
  Send({"SUNSUBSCRIBE"});
  EXPECT_EQ(Settles("*3\r\n$12\r\nsunsubscribe\r\n$1\r\na\r\n:0\r\n"), 1);
  EXPECT_TRUE(order_.IsNeeded()) << "of the other subscription";
}

TEST_F(ReplyOrderTest, NothingIsAnsweredAfterClientReplyOff) {
  EXPECT_TRUE(Send({"PING"}));
  EXPECT_FALSE(Send({"CLIENT", "reply", "OFF"}));
  EXPECT_FALSE(Send({"SET", "a", "1"}));
  EXPECT_FALSE(Send({"CLIENT", "REPLY", "SKIP"}));
  EXPECT_FALSE(Send({"GET", "a"}));
  EXPECT_TRUE(Send({"CLIENT", "REPLY", "ON"}));
  EXPECT_TRUE(Send({"GET", "a"}));
  EXPECT_EQ(order_.waiting(), 3U);
  EXPECT_EQ(Settles(kPong), 1);
  EXPECT_EQ(Settles("+OK\r\n"), 1);
  EXPECT_EQ(Settles("$1\r\n1\r\n"), 1);
  EXPECT_FALSE(order_.IsNeeded());
}

TEST_F(ReplyOrderTest, AClientReplyOffThatIsRefusedLeavesTheirRepliesToWhatFollows) {
  EXPECT_FALSE(Send({"CLIENT", "REPLY", "OFF"}));
  EXPECT_FALSE(Send({"SET", "a", "1"}));
  EXPECT_TRUE(Send({"CLIENT", "REPLY", "ON"}));
  EXPECT_TRUE(Send({"PING"}));
  EXPECT_EQ(Settles(kError), 0);
  EXPECT_EQ(Settles("+OK\r\n"), 0) << "SET's";
  EXPECT_EQ(Settles(kError), 1) << "CLIENT REPLY ON's";
  EXPECT_EQ(Settles(kPong), 1);
  EXPECT_FALSE(order_.IsNeeded());
}

TEST_F(ReplyOrderTest, SkipIsForTheNextCommandAlone) {
  EXPECT_FALSE(Send({"CLIENT", "REPLY", "SKIP"}));
  EXPECT_TRUE(order_.IsNeeded());
  EXPECT_FALSE(Send({"SET", "a", "1"}));
  EXPECT_TRUE(Send({"GET", "a"}));
  EXPECT_EQ(Settles(kError), 1) << "it may fail";
  EXPECT_FALSE(order_.IsNeeded());
}

TEST_F(ReplyOrderTest, ResetAnswersAgain) {
  Send({"CLIENT", "REPLY", "OFF"});
  EXPECT_TRUE(Send({"RESET"}));
  EXPECT_EQ(Settles("+RESET\r\n"), 1);
  EXPECT_FALSE(order_.IsNeeded());
}

TEST_F(ReplyOrderTest, AMultiOnlyQueuesClientReply) {
  Send({"MULTI"});
  EXPECT_TRUE(Send({"CLIENT", "REPLY", "OFF"}));
  EXPECT_TRUE(Send({"EXEC"}));
  EXPECT_EQ(order_.waiting(), 3U);
}

// On a connection that is never idle.
TEST_F(ReplyOrderTest, WhatIsDoneIsForgottenWhileOthersWait) {
  constexpr int kMany = 1000;
  const auto settled = [&] {
    const Reply ok = Read("+OK\r\n");
    return order_.Take(ok.get()).change.number;
  };
  for (int i = 0; i < 100; ++i) Send({"SELECT", std::to_string(i)});
  for (int i = 100; i < kMany; ++i) {
    ASSERT_EQ(settled(), i - 100);
    Send({"SELECT", std::to_string(i)});
  }
  for (int i = kMany - 100; i < kMany; ++i) ASSERT_EQ(settled(), i);
  EXPECT_FALSE(order_.IsNeeded());
}

TEST_F(ReplyOrderTest, ASubscriptionIsAwaitedUntilItIsSettled) {
  EXPECT_FALSE(order_.AwaitsSubscription());
  Send({"SUBSCRIBE", "a"});
  Send({"UNSUBSCRIBE", "a"});
  EXPECT_TRUE(order_.AwaitsSubscription());
  Settles(kSubscribed);
  EXPECT_TRUE(order_.AwaitsSubscription());
  Settles(kLastUnsubscribed);
  EXPECT_FALSE(order_.AwaitsSubscription());
}

TEST_F(ReplyOrderTest, AfterATransactionHoweverItEndsClientReplyIsObeyedAgain) {
  for (const char* end : {"EXEC", "DISCARD", "RESET"}) {
    Send({"MULTI"});
    Send({end});
    EXPECT_FALSE(Send({"CLIENT", "REPLY", "OFF"})) << end;
    Send({"CLIENT", "REPLY", "ON"});
  }
}

TEST_F(ReplyOrderTest, APushIsNobodys) {
  Send({"GET", "a"});
  EXPECT_EQ(Settles(">2\r\n$10\r\ninvalidate\r\n*1\r\n$1\r\na\r\n"), 0);
  EXPECT_EQ(Settles(kPushed), 0);
  EXPECT_EQ(Settles("$-1\r\n"), 1);
}

}  // namespace
}  // namespace otelwrap::hiredis
