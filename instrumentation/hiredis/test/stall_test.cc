// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A server that stops in the middle of what it says, after each byte of a command's reply, a
// pipeline, a transaction and a subscription: it says no more, or that it will say no more, or is
// gone. And one that says everything, a byte at a time.

#include <otelwrap/testing/scripted_server.h>
#include <otelwrap/testing/tcp_gate.h>

#include <cerrno>
#include <string>
#include <vector>

#include "fixture.h"
#include "session_table.h"

namespace otelwrap::hiredis {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using testing::FailedWith;
using testing::HasAttribute;
using testing::ScriptedServer;
using ::testing::SizeIs;
using testing::SpanNamed;
using ::testing::StartsWith;
using testing::Succeeded;
using testing::TcpGate;

enum class End { kStall, kHalfClose, kReset };

struct Fault {
  End end;
  const char* error_type;  // how it begins
};

constexpr Fault kFaults[] = {
    {End::kStall, "timeout"}, {End::kHalfClose, "connection_closed"}, {End::kReset, "connection_"}};

const std::string& Alice() {
  static const std::string alice = "$5\r\nalice\r\n";
  return alice;
}

class StallTest : public ::testing::Test {
 protected:
  // A connection whose server says this much whatever it is asked, and then ends so.
  void ConnectTo(const std::string& answer, const Fault& fault) {
    context_.reset();
    spans_.Clear();
    server_ = std::make_unique<ScriptedServer>([=](ScriptedServer::Peer& peer) {
      peer.ReadUntil("\r\n");
      peer.Send(answer);
      if (fault.end == End::kReset) return peer.ResetAtEnd();
      if (fault.end == End::kHalfClose) peer.HalfClose();
      peer.ReadToEnd();
    });
    context_ = Connect(server_->port());
    if (fault.end == End::kStall) redisSetTimeout(raw(), {0, 20'000});
  }

  // Calls work(bytes, fault) with a server that stops after so many bytes of the answer.
  template <class Work>
  void AtEachByteOf(const std::string& answer, Work work) {
    for (const Fault& fault : kFaults) {
      for (size_t bytes = 0; bytes < answer.size(); ++bytes) {
        SCOPED_TRACE(::testing::Message() << fault.error_type << " after byte " << bytes);
        ConnectTo(answer.substr(0, bytes), fault);
        work(bytes, fault);
        EXPECT_NE(context_->err, 0);
        EXPECT_EQ(spans_.Unfinished(), 0U);
        EXPECT_EQ(FindSession(*raw(), Identity::kAssume), nullptr) << "something is kept";
      }
    }
  }

  static auto IsLost(const std::string& name, const Fault& fault) {
    return AllOf(SpanNamed(name), FailedWith(StartsWith(fault.error_type)));
  }

  redisContext* raw() const { return context_.get(); }

  testing::SpanCatcher spans_;
  std::unique_ptr<ScriptedServer> server_;
  RawContext context_;
};

TEST_F(StallTest, InAReply) {
  AtEachByteOf(Alice(), [this](size_t, const Fault& fault) {
    EXPECT_EQ(Command(raw(), "GET user:7"), nullptr);
    EXPECT_TRUE(fault.end != End::kStall || errno == EAGAIN) << errno;
    EXPECT_TRUE(fault.end != End::kStall || raw()->err == REDIS_ERR_IO);
    // What was lost stays lost, and hiredis goes on to say why.
    EXPECT_EQ(Command(raw(), "PING"), nullptr);
    EXPECT_THAT(spans_.Finished(), ElementsAre(IsLost("GET", fault), IsLost("PING", fault)));
  });
}

TEST_F(StallTest, InAPipeline) {
  AtEachByteOf(Alice() + Alice() + Alice(), [this](size_t bytes, const Fault& fault) {
    for (int i = 0; i < 3; ++i) AppendCommand(raw(), "GET user:7");
    size_t replies = 0;
    while (GetReply(raw(), nullptr) == REDIS_OK) ++replies;
    // A slow machine may time out, or see the reset, before it read all that was sent.
    EXPECT_LE(replies, bytes / Alice().size());
    EXPECT_TRUE(replies == bytes / Alice().size() || fault.end != End::kHalfClose);
    EXPECT_THAT(spans_.Finished(), ElementsAre(AllOf(IsLost("PIPELINE GET", fault),
                                                     HasAttribute("db.operation.batch.size", 3))));
  });
}

TEST_F(StallTest, InATransaction) {
  AtEachByteOf("+OK\r\n+QUEUED\r\n*1\r\n+OK\r\n", [this](size_t, const Fault& fault) {
    for (const char* command : {"MULTI", "SET done:7 1", "EXEC"}) {
      if (Reply(Command(raw(), command)) == nullptr) break;
    }
    EXPECT_THAT(spans_.Finished(), ElementsAre(FailedWith(StartsWith(fault.error_type))));
  });
}

TEST_F(StallTest, InASubscription) {
  const std::string confirmed = "*3\r\n$9\r\nsubscribe\r\n$6\r\nnews:1\r\n:1\r\n";
  const std::string message = "*3\r\n$7\r\nmessage\r\n$6\r\nnews:1\r\n$5\r\nhello\r\n";
  AtEachByteOf(confirmed + message, [&](size_t bytes, const Fault& fault) {
    AppendCommand(raw(), "SUBSCRIBE news:1");
    int heard = 0;
    while (GetReply(raw(), nullptr) == REDIS_OK) ++heard;
    if (heard == 0) {
      EXPECT_THAT(spans_.Finished(), ElementsAre(IsLost("SUBSCRIBE", fault)));
    } else {
      EXPECT_GE(bytes, confirmed.size());
      EXPECT_THAT(spans_.Finished(), ElementsAre(AllOf(SpanNamed("SUBSCRIBE"), Succeeded())));
    }
  });
}

class GateTest : public RedisTest {
 protected:
  void SetUp() override {
    RedisTest::SetUp();
    if (server_ != nullptr) gate_ = std::make_unique<TcpGate>(server_->port());
  }

  std::unique_ptr<TcpGate> gate_;
};

TEST_F(GateTest, AfterAStallTheContextIsOfNoUseUntilItReconnects) {
  Context redis("127.0.0.1", gate_->port());
  redis.Command("SELECT 5");
  for (const TcpGate::Direction direction : {TcpGate::kToClient, TcpGate::kToServer}) {
    spans_.Clear();
    redisSetTimeout(redis, {0, 50'000});  // hiredis 1.0 forgets it when it reconnects
    gate_->Hold(direction);
    EXPECT_EQ(redis.Command("GET user:7"), nullptr);
    EXPECT_EQ(redis.ErrorCode(), REDIS_ERR_IO);
    gate_->Release(direction);
    EXPECT_EQ(redis.Command("PING"), nullptr);
    EXPECT_EQ(redis.Reconnect(), REDIS_OK);
    EXPECT_STREQ(redis.Command("ECHO a")->str, "a") << "not the late reply";
    EXPECT_THAT(spans_.Finished(), ElementsAre(AllOf(SpanNamed("GET"), FailedWith("timeout")),
                                               AllOf(SpanNamed("PING"), FailedWith("timeout")),
                                               AllOf(SpanNamed("ECHO"), Succeeded(),
                                                     HasAttribute("db.namespace", "0"))));
  }
}

TEST_F(GateTest, ATrickleIsSlowAndNoError) {
  gate_->Throttle(TcpGate::kToClient, 1, TcpGate::Milliseconds(1));
  gate_->Throttle(TcpGate::kToServer, 1, TcpGate::Milliseconds(1));
  const RawContext context = Connect(gate_->port());
  EXPECT_STREQ(Reply(Command(context.get(), "ECHO hello"))->str, "hello");
  for (int i = 0; i < 3; ++i) AppendCommand(context.get(), "ECHO %d", i);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(GetReply(context.get(), nullptr), REDIS_OK);
  for (const char* command : {"MULTI", "PING", "EXEC"}) Reply(Command(context.get(), command));
  AppendCommand(context.get(), "SUBSCRIBE news:1 news:2");
  for (int i = 0; i < 2; ++i) EXPECT_EQ(GetReply(context.get(), nullptr), REDIS_OK);
  EXPECT_THAT(spans_.Finished(), ElementsAre(AllOf(SpanNamed("ECHO"), Succeeded()),
                                             AllOf(SpanNamed("PIPELINE ECHO"), Succeeded()),
                                             AllOf(SpanNamed("MULTI PING"), Succeeded()),
                                             AllOf(SpanNamed("SUBSCRIBE"), Succeeded())));
  EXPECT_EQ(spans_.Unfinished(), 0U);
}

}  // namespace
}  // namespace otelwrap::hiredis
