// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Connections that fail: refused, killed, cut, silent, or not Redis at all.

#include <otelwrap/testing/free_port.h>
#include <otelwrap/testing/tcp_gate.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <thread>

#include "fixture.h"

namespace otelwrap::hiredis {
namespace {

using ::testing::AllOf;
using testing::AttributesAre;
using ::testing::ElementsAre;
using testing::FailedWith;
using testing::HasAttribute;
using testing::HasCount;
using testing::HasStatus;
using testing::HistogramNamed;
using testing::IsClient;
using ::testing::IsEmpty;
using testing::LacksAttribute;
using testing::SpanNamed;

constexpr timeval kShort = {0, 50'000};

class TransportTest : public RedisTest {
 protected:
  // What the span and the metric of one failed GET must say.
  void ExpectOneFailure(std::string_view error_type, int port) {
    const std::string type(error_type);
    EXPECT_THAT(spans_.Finished(),
                ElementsAre(AllOf(SpanNamed("GET"), IsClient(), FailedWith(type),
                                  HasStatus(testing::Status::kError, IsEmpty()), FromHiredis(),
                                  AttributesAre({{"db.system.name", "redis"},
                                                 {"db.operation.name", "GET"},
                                                 {"db.query.text", "GET user:?"},
                                                 {"server.address", "127.0.0.1"},
                                                 {"server.port", port},
                                                 {"network.peer.address", "127.0.0.1"},
                                                 {"network.peer.port", port},
                                                 {"error.type", type}}))));
    EXPECT_THAT(metrics_.Collect(),
                ElementsAre(AllOf(HistogramNamed("db.client.operation.duration", "s"), HasCount(1),
                                  AttributesAre({{"db.system.name", "redis"},
                                                 {"db.operation.name", "GET"},
                                                 {"server.address", "127.0.0.1"},
                                                 {"server.port", port},
                                                 {"error.type", type}}))));
  }

  void WaitUntilBlocked() {
    const RawContext observer = Connect(Port());
    for (int tries = 0; tries < 1000; ++tries) {
      const Reply info(static_cast<redisReply*>(redisCommand(observer.get(), "INFO clients")));
      if (std::string(info->str, info->len).find("blocked_clients:1") != std::string::npos) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    FAIL() << "no client came to wait";
  }
};

TEST_F(TransportTest, ARefusedConnection) {
  const int port = testing::FreePort();
  const RawContext context = Connect(port);
  ASSERT_EQ(context->err, REDIS_ERR_IO);
  EXPECT_EQ(Command(context.get(), "GET user:7"), nullptr);
  EXPECT_STREQ(context->errstr, "Connection refused");
  ExpectOneFailure("connection_refused", port);
}

TEST_F(TransportTest, AHostThatDoesNotExist) {
  const RawContext context(redisConnect("no-such-host.invalid", 6379));
  ASSERT_NE(context->err, 0);
  EXPECT_EQ(Command(context.get(), "GET user:7"), nullptr);
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(AllOf(FailedWith("host_not_found"),
                                AttributesAre({{"db.system.name", "redis"},
                                               {"db.operation.name", "GET"},
                                               {"db.query.text", "GET user:?"},
                                               {"server.address", "no-such-host.invalid"},
                                               {"error.type", "host_not_found"}}))));
}

TEST_F(TransportTest, AServerThatIsKilledInTheMiddleOfACommand) {
  const RawContext context = Connect(Port());
  redisReply* reply = nullptr;
  std::thread waiting([&] { reply = Command(context.get(), "BLPOP queue:1 0"); });
  WaitUntilBlocked();
  server_->Stop();
  waiting.join();
  EXPECT_EQ(reply, nullptr);
  EXPECT_EQ(context->err, REDIS_ERR_EOF);
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(AllOf(SpanNamed("BLPOP"), FailedWith("connection_closed"),
                                HasAttribute("db.query.text", "BLPOP queue:? ?"))));
}

TEST_F(TransportTest, AServerThatDoesNotAnswerInTime) {
  const RawContext context = Connect(Port());
  redisSetTimeout(context.get(), kShort);
  server_->Freeze();
  errno = 0;
  EXPECT_EQ(Command(context.get(), "GET user:7"), nullptr);
  EXPECT_EQ(errno, EAGAIN) << "what hiredis left in errno was lost";
  EXPECT_EQ(context->err, REDIS_ERR_IO);
  server_->Thaw();
  ExpectOneFailure("timeout", Port());
}

TEST_F(TransportTest, AnAnswerThatBreaksOffInItsMiddle) {
  testing::TcpGate gate(server_->port());
  const RawContext context = Connect(gate.port());
  gate.CutAfter(testing::TcpGate::kToClient, 2);
  EXPECT_EQ(Command(context.get(), "GET user:7"), nullptr);
  EXPECT_EQ(context->err, REDIS_ERR_EOF);
  ExpectOneFailure("connection_closed", gate.port());
}

TEST_F(TransportTest, AConnectionThatIsReset) {
  testing::TcpGate gate(server_->port());
  const RawContext context = Connect(gate.port());
  gate.ResetAfter(testing::TcpGate::kToClient, 2);
  EXPECT_EQ(Command(context.get(), "GET user:7"), nullptr);
  EXPECT_EQ(context->err, REDIS_ERR_IO);
  ExpectOneFailure("connection_reset", gate.port());
}

TEST_F(TransportTest, ALostConnectionFailsTheNextCommandTheSameWay) {
  testing::TcpGate gate(server_->port());
  const RawContext context = Connect(gate.port());
  gate.ResetAfter(testing::TcpGate::kToClient, 2);
  EXPECT_EQ(Command(context.get(), "GET user:7"), nullptr);
  spans_.Clear();
  errno = 0;
  EXPECT_EQ(Command(context.get(), "PING"), nullptr);
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(AllOf(SpanNamed("PING"), FailedWith("connection_reset"))));
}

TEST_F(TransportTest, AnAnswerThatIsNoRedisAtAll) {
  int ends[2];
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
  const RawContext context(redisConnectFd(ends[0]));
  ASSERT_EQ(write(ends[1], "HTTP/1.1 400 Bad Request\r\n", 26), 26);
  EXPECT_EQ(Command(context.get(), "GET user:7"), nullptr);
  EXPECT_EQ(context->err, REDIS_ERR_PROTOCOL);
  close(ends[1]);
  EXPECT_THAT(spans_.Finished(), ElementsAre(AllOf(SpanNamed("GET"), FailedWith("protocol_error"),
                                                   LacksAttribute("server.address"),
                                                   LacksAttribute("network.peer.address"))));
}

}  // namespace
}  // namespace otelwrap::hiredis
