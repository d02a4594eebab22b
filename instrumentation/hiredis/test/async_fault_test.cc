// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// An asynchronous connection that breaks, or stops, after each byte of what the server answers.

#include <otelwrap/testing/scripted_server.h>
#include <otelwrap/testing/tcp_gate.h>

#include <memory>
#include <string>

#include "async_fixture.h"

namespace otelwrap::hiredis {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using testing::FailedWith;
using ::testing::SizeIs;
using testing::SpanNamed;
using ::testing::StartsWith;
using testing::Succeeded;
using testing::TcpGate;

class AsyncFaultTest : public AsyncTest {
 protected:
  void SetUp() override {
    AsyncTest::SetUp();
    if (server_ != nullptr) gate_ = std::make_unique<TcpGate>(server_->port());
  }

  void OpenThrough(size_t bytes) {
    gate_->Heal();
    gate_->CutAfter(TcpGate::kToClient, bytes);
    spans_.Clear();
    Open(gate_->port());
  }

  std::unique_ptr<TcpGate> gate_;
};

TEST_F(AsyncFaultTest, AtEachByteOfTwoReplies) {
  constexpr size_t kPong = 7;
  for (size_t bytes = 1; bytes <= 2 * kPong; ++bytes) {
    SCOPED_TRACE(bytes);
    OpenThrough(bytes);
    Heard heard;
    AsyncCommand(context_, Hear, &heard, "PING");
    AsyncCommand(context_, Hear, &heard, "PING");
    ASSERT_TRUE(RunUntil([this] { return context_ == nullptr; }));
    EXPECT_THAT(heard.replies, ElementsAre(bytes < kPong ? "(null)" : "PONG",
                                           bytes < 2 * kPong ? "(null)" : "PONG"));
    const auto lost = FailedWith(StartsWith("connection_"));
    EXPECT_THAT(spans_.Finished(),
                ElementsAre(AllOf(SpanNamed("PING"), bytes < kPong ? lost : Succeeded()),
                            AllOf(SpanNamed("PING"), bytes < 2 * kPong ? lost : Succeeded())));
    EXPECT_EQ(spans_.Unfinished(), 0U);
  }
}

// A server that says so much and no more, or that it will say no more, or is gone.
enum class End { kStall, kHalfClose, kReset };

class AsyncStallTest : public AsyncTest {
 protected:
  void OpenTo(const std::string& answer, End end) {
    spans_.Clear();
    scripted_ = std::make_unique<testing::ScriptedServer>(
        [answer, end](testing::ScriptedServer::Peer& peer) {
          peer.ReadUntil("PING\r\n");
          peer.Send(answer);
          if (end == End::kReset) return peer.ResetAtEnd();
          if (end == End::kHalfClose) peer.HalfClose();
          peer.ReadToEnd();
        });
    Open(scripted_->port());
    // hiredis's adapter of libuv does not see a reset that comes with the last bytes.
    if (end != End::kHalfClose) redisAsyncSetTimeout(context_, {0, 50'000});
  }

  std::unique_ptr<testing::ScriptedServer> scripted_;
};

TEST_F(AsyncStallTest, AtEachByteOfTwoReplies) {
  const std::string answer = "+PONG\r\n+PONG\r\n";
  for (const End end : {End::kStall, End::kHalfClose, End::kReset}) {
    for (size_t bytes = 0; bytes < answer.size(); ++bytes) {
      SCOPED_TRACE(::testing::Message() << static_cast<int>(end) << " after byte " << bytes);
      OpenTo(answer.substr(0, bytes), end);
      Heard heard;
      AsyncCommand(context_, Hear, &heard, "PING");
      AsyncCommand(context_, Hear, &heard, "PING");
      ASSERT_TRUE(RunUntil([this] { return context_ == nullptr; }));
      // A slow machine may time out, or see the reset, before it read all that was sent.
      const bool has_one = heard.replies.front() == "PONG";
      const bool was_sent = bytes >= answer.size() / 2;
      EXPECT_TRUE(has_one == was_sent || (!has_one && end != End::kHalfClose));
      const auto lost = end == End::kStall ? FailedWith("timeout")
                        : end == End::kHalfClose
                            ? FailedWith("connection_closed")
                            : FailedWith(::testing::AnyOf(StartsWith("connection_"), "timeout"));
      EXPECT_EQ(heard.replies.back(), "(null)");
      EXPECT_THAT(spans_.Finished(), ElementsAre(has_one ? Succeeded() : lost, lost));
      EXPECT_EQ(spans_.Unfinished(), 0U);
    }
  }
}

// hiredis times out no subscription: it may be silent for ever.
TEST_F(AsyncStallTest, OfASubscriptionIsItsSilence) {
  OpenAndConnect();
  redisAsyncSetTimeout(context_, {0, 20'000});
  Heard heard;
  AsyncCommand(context_, Hear, &heard, "SUBSCRIBE news:1");
  ASSERT_TRUE(RunUntilHeard(heard, 1));
  server_->Freeze();
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(100);
  RunUntil([&] { return std::chrono::steady_clock::now() > until; });
  server_->Thaw();
  ASSERT_NE(context_, nullptr);
  redisAsyncFree(context_);
  EXPECT_THAT(heard.replies, ElementsAre("subscribe news:1 1", "(null)"));
  EXPECT_THAT(spans_.Finished(), ElementsAre(AllOf(SpanNamed("SUBSCRIBE"), Succeeded())));
}

TEST_F(AsyncFaultTest, ATrickleIsSlowAndNoError) {
  OpenThrough(100'000);
  gate_->Throttle(TcpGate::kToClient, 1, TcpGate::Milliseconds(1));
  gate_->Throttle(TcpGate::kToServer, 1, TcpGate::Milliseconds(1));
  Heard heard;
  AsyncCommand(context_, Hear, &heard, "PING");
  AsyncCommand(context_, Hear, &heard, "ECHO hello");
  ASSERT_TRUE(RunUntilHeard(heard, 2));
  EXPECT_THAT(heard.replies, ElementsAre("PONG", "hello"));
  EXPECT_THAT(spans_.Finished(), ElementsAre(Succeeded(), Succeeded()));
}

TEST_F(AsyncFaultTest, WithinASubscription) {
  Options options;
  options.message_spans = true;
  const auto made = Make(options);
  constexpr size_t kConfirmed = 35;
  constexpr size_t kMessage = 40;
  const RawContext publisher = Connect(Port());
  for (size_t bytes = 1; bytes <= kConfirmed + kMessage; bytes += 2) {
    SCOPED_TRACE(bytes);
    OpenThrough(bytes);
    Heard heard;
    AsyncCommand(*made.value, context_, Hear, &heard, "SUBSCRIBE news:1");
    RunUntil([&] { return context_ == nullptr || !heard.replies.empty(); });
    freeReplyObject(redisCommand(publisher.get(), "PUBLISH news:1 hello"));
    ASSERT_TRUE(RunUntil([this] { return context_ == nullptr; }));
    ASSERT_EQ(heard.replies.back(), "(null)");
    const bool was_heard = bytes >= kConfirmed + kMessage;
    EXPECT_THAT(heard.replies, SizeIs((bytes >= kConfirmed ? 2U : 1U) + (was_heard ? 1U : 0U)));
    EXPECT_THAT(spans_.Finished(), SizeIs(was_heard ? 2 : 1));
    EXPECT_EQ(spans_.Unfinished(), 0U);
  }
}

}  // namespace
}  // namespace otelwrap::hiredis
