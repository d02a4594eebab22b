// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// An asynchronous connection that breaks after each byte of what the server answers.

#include <otelwrap/testing/tcp_gate.h>

#include <memory>

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
