// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A connection that breaks after each byte of a command, a pipeline, a subscription, either way:
// every operation ends once, by what the caller was told.

#include <otelwrap/testing/tcp_gate.h>

#include <string>
#include <vector>

#include "fixture.h"

namespace otelwrap::hiredis {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using testing::FailedWith;
using testing::SpanNamed;
using ::testing::StartsWith;
using testing::Succeeded;
using testing::TcpGate;

class FaultTest : public RedisTest {
 protected:
  void SetUp() override {
    RedisTest::SetUp();
    if (server_ == nullptr) return;
    gate_ = std::make_unique<TcpGate>(server_->port());
    const RawContext context = Connect(Port());
    freeReplyObject(redisCommand(context.get(), "SET user:7 alice"));
  }

  RawContext ConnectThrough(TcpGate::Direction direction, uint64_t bytes, bool reset = false) {
    gate_->Heal();
    if (reset) {
      gate_->ResetAfter(direction, bytes);
    } else {
      gate_->CutAfter(direction, bytes);
    }
    spans_.Clear();
    return Connect(gate_->port());
  }

  // The only span: failed as connections do, or not at all.
  void ExpectOneSpan(const std::string& name, bool failed) {
    const auto how = failed ? FailedWith(StartsWith("connection_")) : Succeeded();
    EXPECT_THAT(spans_.Finished(), ElementsAre(AllOf(SpanNamed(name), how)));
    EXPECT_EQ(spans_.Unfinished(), 0U);
  }

  std::unique_ptr<TcpGate> gate_;
};

constexpr std::string_view kAlice = "$5\r\nalice\r\n";
constexpr std::string_view kGet = "*2\r\n$3\r\nGET\r\n$6\r\nuser:7\r\n";

TEST_F(FaultTest, AtEachByteOfAReply) {
  for (const bool reset : {false, true}) {
    for (size_t bytes = 1; bytes < kAlice.size(); ++bytes) {
      SCOPED_TRACE(bytes);
      const RawContext context = ConnectThrough(TcpGate::kToClient, bytes, reset);
      const Reply reply(Command(context.get(), "GET user:7"));
      EXPECT_EQ(reply, nullptr);
      EXPECT_NE(context->err, 0);
      ExpectOneSpan("GET", true);
    }
  }
  const RawContext context = ConnectThrough(TcpGate::kToClient, kAlice.size());
  EXPECT_STREQ(Reply(Command(context.get(), "GET user:7"))->str, "alice");
  ExpectOneSpan("GET", false);
  spans_.Clear();
  EXPECT_EQ(Command(context.get(), "GET user:7"), nullptr);
  ExpectOneSpan("GET", true);
}

TEST_F(FaultTest, AtEachByteOfACommand) {
  for (size_t bytes = 1; bytes < kGet.size(); ++bytes) {
    SCOPED_TRACE(bytes);
    const RawContext context = ConnectThrough(TcpGate::kToServer, bytes);
    const Reply reply(Command(context.get(), "GET user:7"));
    EXPECT_EQ(reply, nullptr);
    ExpectOneSpan("GET", true);
  }
}

TEST_F(FaultTest, AtEachByteOfAPipeline) {
  const size_t all = 3 * kAlice.size();
  for (size_t bytes = 1; bytes <= all; ++bytes) {
    SCOPED_TRACE(bytes);
    const RawContext context = ConnectThrough(TcpGate::kToClient, bytes);
    for (int i = 0; i < 3; ++i) AppendCommand(context.get(), "GET user:7");
    size_t replies = 0;
    void* reply = nullptr;
    while (replies < 3 && GetReply(context.get(), &reply) == REDIS_OK) {
      ++replies;
      freeReplyObject(reply);
    }
    EXPECT_EQ(replies, bytes / kAlice.size());
    ExpectOneSpan("PIPELINE GET", bytes < all);
  }
}

TEST_F(FaultTest, AtEachByteOfATransaction) {
  const std::vector<const char*> commands = {"MULTI", "SET done:7 1", "EXEC"};
  const size_t all = std::string("+OK\r\n+QUEUED\r\n*1\r\n+OK\r\n").size();
  for (size_t bytes = 1; bytes <= all; ++bytes) {
    SCOPED_TRACE(bytes);
    const RawContext context = ConnectThrough(TcpGate::kToClient, bytes);
    for (const char* command : commands) {
      if (Reply(Command(context.get(), command)) == nullptr) break;
    }
    // Of what was broken off before its first command is known, the name says no more.
    ASSERT_EQ(spans_.Finished().size(), 1U);
    ExpectOneSpan(bytes < 5 ? "MULTI" : "MULTI SET", bytes < all);
  }
}

TEST_F(FaultTest, AtEachByteOfASubscription) {
  const std::string confirmed = "*3\r\n$9\r\nsubscribe\r\n$6\r\nnews:1\r\n:1\r\n";
  const std::string message = "*3\r\n$7\r\nmessage\r\n$6\r\nnews:1\r\n$5\r\nhello\r\n";
  const RawContext publisher = Connect(Port());
  for (size_t bytes = 1; bytes <= confirmed.size() + message.size(); bytes += 3) {
    SCOPED_TRACE(bytes);
    const RawContext context = ConnectThrough(TcpGate::kToClient, bytes);
    const Reply reply(Command(context.get(), "SUBSCRIBE news:1"));
    EXPECT_EQ(reply == nullptr, bytes < confirmed.size());
    ExpectOneSpan("SUBSCRIBE", bytes < confirmed.size());
    if (reply == nullptr) continue;
    freeReplyObject(redisCommand(publisher.get(), "PUBLISH news:1 hello"));
    void* heard = nullptr;
    const int result = GetReply(context.get(), &heard);
    freeReplyObject(heard);
    EXPECT_EQ(result == REDIS_OK, bytes >= confirmed.size() + message.size());
    ExpectOneSpan("SUBSCRIBE", false);
  }
}

}  // namespace
}  // namespace otelwrap::hiredis
