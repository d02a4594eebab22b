// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// AsyncContext: it sees its context go, and may go first.

#include <otelwrap/common/switches.h>
#include <otelwrap/hiredis/async_context.h>
#include <otelwrap/testing/free_port.h>

#include <memory>
#include <optional>

#include "async_fixture.h"

namespace otelwrap::hiredis {
namespace {

using ::testing::AllOf;
using testing::AttributesInclude;
using ::testing::ElementsAre;
using testing::FailedWith;
using testing::HasAttribute;
using testing::IsClient;
using testing::LacksAttribute;
using testing::SpanNamed;
using ::testing::StartsWith;
using testing::Succeeded;

class AsyncContextTest : public RedisTest {
 protected:
  void Make(int port, std::shared_ptr<const Instrumentation> instrumentation = nullptr) {
    redis_.emplace("127.0.0.1", port, std::move(instrumentation));
    loop_.Attach(*redis_);
  }

  template <class Done>
  bool RunUntil(Done done) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!done() && std::chrono::steady_clock::now() < deadline) loop_.Turn(*redis_);
    return done();
  }

  Loop loop_;
  std::optional<AsyncContext> redis_;
};

int connect_status = -2;
int disconnect_status = -2;
void NoteConnect(const redisAsyncContext*, int status) { connect_status = status; }
void NoteDisconnect(const redisAsyncContext*, int status) { disconnect_status = status; }

TEST_F(AsyncContextTest, SeesItsContextGoWhenItCanNotConnect) {
  const int port = testing::FreePort();
  Options options;
  options.connection_spans = true;
  Make(port, hiredis::Make(options).value);
  connect_status = -2;
  redis_->SetConnectCallback(NoteConnect);
  Heard heard;
  EXPECT_EQ(redis_->Command(Hear, &heard, "GET user:7"), REDIS_OK);
  ASSERT_TRUE(RunUntil([&] { return heard.replies.size() == 1; }));
  EXPECT_EQ(connect_status, REDIS_ERR);
  EXPECT_EQ(*redis_, nullptr);
  EXPECT_EQ(redis_->ErrorCode(), REDIS_ERR_EOF);
  EXPECT_EQ(redis_->Command(Hear, &heard, "GET user:7"), REDIS_ERR);
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(AllOf(SpanNamed("CONNECT"), FailedWith("connection_refused")),
                          AllOf(SpanNamed("GET"), FailedWith("connection_refused"))));
}

TEST_F(AsyncContextTest, SeesItsContextGoWithTheServer) {
  Make(Port());
  disconnect_status = -2;
  redis_->SetDisconnectCallback(NoteDisconnect);
  Heard heard;
  redis_->Command(Hear, &heard, "PING");
  ASSERT_TRUE(RunUntil([&] { return heard.replies.size() == 1; }));
  redis_->Command(Hear, &heard, "BLPOP queue:1 0");
  RunUntil([&] { return sdslen((*redis_)->c.obuf) == 0; });
  server_->Stop();
  ASSERT_TRUE(RunUntil([&] { return heard.replies.size() == 2; }));
  EXPECT_EQ(*redis_, nullptr);
  EXPECT_EQ(disconnect_status, REDIS_ERR);
  EXPECT_STREQ(redis_->Error(), "The connection is gone");
  EXPECT_THAT(spans_.Finished(), ElementsAre(Succeeded(), FailedWith(StartsWith("connection_"))));
}

TEST_F(AsyncContextTest, MayBeDestroyedInACallback) {
  Make(Port());
  disconnect_status = -2;
  redis_->SetDisconnectCallback(NoteDisconnect);
  Heard first;
  Heard second;
  static std::optional<AsyncContext>* redis = nullptr;
  redis = &redis_;
  first.then = [](redisAsyncContext*) { redis->reset(); };
  redis_->Command(Hear, &first, "PING");
  redis_->Command(Hear, &second, "GET user:7");
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  redisAsyncContext* const context = *redis_;
  while (second.replies.empty() && std::chrono::steady_clock::now() < deadline) {
    loop_.Turn(context);
  }
  EXPECT_THAT(second.replies, ElementsAre("(null)"));
  EXPECT_EQ(disconnect_status, REDIS_OK);
  EXPECT_THAT(spans_.Finished(), ElementsAre(AllOf(SpanNamed("PING"), Succeeded()),
                                             AllOf(SpanNamed("GET"), FailedWith("abandoned"))));
}

TEST_F(AsyncContextTest, DestroyedBeforeItConnectedLeavesNothing) {
  Make(Port());
  Heard heard;
  redis_->Command(Hear, &heard, "PING");
  redis_.reset();
  EXPECT_THAT(heard.replies, ElementsAre("(null)"));
  EXPECT_THAT(spans_.Finished(), ElementsAre(FailedWith("abandoned")));
  AsyncContext never_attached("127.0.0.1", Port());
  EXPECT_EQ(never_attached.ErrorCode(), 0);
}

class AsyncDatabaseTest : public AsyncContextTest {
 protected:
  // Sends all at once, and waits until nothing is under way.
  void Send(const std::vector<const char*>& commands) {
    for (const char* command : commands) {
      ASSERT_EQ(redis_->Command(Hear, &heard_, command), REDIS_OK);
    }
    ASSERT_TRUE(RunUntil([&] { return (*redis_)->replies.head == nullptr; }));
  }

  static auto In(const char* name, const char* number) {
    return AllOf(SpanNamed(name), HasAttribute("db.namespace", number));
  }
  static auto Nowhere(const char* name) {
    return AllOf(SpanNamed(name), LacksAttribute("db.namespace"));
  }

  Heard heard_;
};

TEST_F(AsyncDatabaseTest, IsNotChangedByASelectThatIsRefusedDiscardedOrLost) {
  Make(Port());
  Send({"SELECT 99", "MULTI", "SELECT 5", "DISCARD", "PING"});
  EXPECT_THAT(spans_.Finished(), ElementsAre(In("SELECT", "0"), In("MULTI", "0"), In("SELECT", "0"),
                                             Nowhere("DISCARD"), In("PING", "0")));
  redis_->Command(Hear, &heard_, "BLPOP queue:1 0");
  RunUntil([&] { return sdslen((*redis_)->c.obuf) == 0; });
  redis_->Command(Hear, &heard_, "SELECT 5");
  redis_->Command(Hear, &heard_, "GET a");
  server_->Stop();
  ASSERT_TRUE(RunUntil([&] { return *redis_ == nullptr; }));
  EXPECT_THAT(spans_.Finished().back(), Nowhere("GET"));
}

TEST_F(AsyncDatabaseTest, OfACommandIsThatWhichItRanIn) {
  Make(Port());
  Send({"GET a", "SELECT 5", "GET b", "RESET", "GET c", "HELLO 3", "SWAPDB 0 5", "GET d"});
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(In("GET", "0"), In("SELECT", "0"), In("GET", "5"), In("RESET", "5"),
                          In("GET", "0"), In("HELLO", "0"), In("SWAPDB", "0"), In("GET", "0")));
  spans_.Clear();
  Send({"MULTI", "SELECT 3", "GET a", "EXEC", "GET b"});
  Send({"GET c"});
  EXPECT_THAT(spans_.Finished(), ElementsAre(In("MULTI", "0"), In("SELECT", "0"), Nowhere("GET"),
                                             Nowhere("EXEC"), In("GET", "3"), In("GET", "3")));
}

TEST_F(AsyncDatabaseTest, ACommandOfAFreeFunctionCountsToo) {
  Make(Port());
  EXPECT_EQ(AsyncCommand(*redis_, Hear, &heard_, "SELECT 5"), REDIS_OK);
  EXPECT_EQ(AsyncCommand(*redis_, Hear, &heard_, "GET a"), REDIS_OK);
  Send({"GET b"});
  EXPECT_THAT(spans_.Finished(), ElementsAre(In("SELECT", "0"), In("GET", "5"), In("GET", "5")));
}

TEST_F(AsyncDatabaseTest, IsUnknownAfterATimeWithoutTelemetry) {
  Make(Port());
  redis_->Command(Hear, &heard_, "SELECT 4");
  common::SetEnabled(common::Component::kHiredis, false);
  redis_->Command(Hear, &heard_, "SELECT 5");
  common::SetEnabled(common::Component::kHiredis, true);
  Send({"GET a"});
  EXPECT_THAT(spans_.Finished(), ElementsAre(In("SELECT", "0"), Nowhere("GET")));
  spans_.Clear();
  Send({"SELECT 6", "GET a"});
  EXPECT_THAT(spans_.Finished(), ElementsAre(Nowhere("SELECT"), In("GET", "6")));
}

TEST_F(AsyncContextTest, IsCountedWhileItsConnectionIsThere) {
  Options options;
  options.connection_metrics = true;
  Make(Port(), hiredis::Make(options).value);
  Heard heard;
  redis_->Command(Hear, &heard, "PING");
  ASSERT_TRUE(RunUntil([&] { return heard.replies.size() == 1; }));
  EXPECT_EQ(metrics_.Named("db.client.connection.count").value, 1);
  EXPECT_EQ(metrics_.Named("db.client.connection.create_time").count, 1U);
  redis_->Disconnect();
  ASSERT_TRUE(RunUntil([&] { return *redis_ == nullptr; }));
  EXPECT_EQ(metrics_.Named("db.client.connection.count").value, 0);
  Make(Port(), hiredis::Make(options).value);
  redis_.reset();
  EXPECT_EQ(metrics_.Named("db.client.connection.count").value, 0) << "it never connected";
}

TEST_F(AsyncContextTest, SendsEveryWayAndDisconnects) {
  Options options;
  options.connection_spans = true;
  Make(Port(), hiredis::Make(options).value);
  Heard heard;
  EXPECT_EQ(redis_->Command(Hear, &heard, "SET user:%d alice", 7), REDIS_OK);
  const char* arguments[] = {"GET", "user:7"};
  EXPECT_EQ(redis_->CommandArgv(Hear, &heard, 2, arguments, nullptr), REDIS_OK);
  char* bytes = nullptr;
  const int size = redisFormatCommand(&bytes, "DEL user:7");
  EXPECT_EQ(redis_->FormattedCommand(Hear, &heard, bytes, static_cast<size_t>(size)), REDIS_OK);
  redisFreeCommand(bytes);
  redis_->Disconnect();
  ASSERT_TRUE(RunUntil([&] { return *redis_ == nullptr; }));
  EXPECT_THAT(heard.replies, ElementsAre("OK", "alice", "1"));
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(AllOf(SpanNamed("CONNECT"), IsClient(), Succeeded(),
                                AttributesInclude({{"server.port", Port()},
                                                   {"network.peer.address", "127.0.0.1"}})),
                          SpanNamed("SET"), SpanNamed("GET"), SpanNamed("DEL")));
}

}  // namespace
}  // namespace otelwrap::hiredis
