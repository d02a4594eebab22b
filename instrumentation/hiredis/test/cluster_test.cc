// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A real cluster of three primaries with a replica each: redirections are errors by their codes.

#include <otelwrap/testing/free_port.h>
#include <otelwrap/testing/temp_folder.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "fixture.h"

namespace otelwrap::hiredis {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using testing::FailedWith;
using testing::HasAttribute;
using testing::SpanNamed;
using testing::Succeeded;

class ClusterTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (const std::string why = testing::RedisServer::Missing(); !why.empty()) GTEST_SKIP() << why;
    if (testing::FindProgram("redis-cli").empty()) GTEST_SKIP() << "redis-cli is not installed";
    std::vector<std::string> arguments = {"--cluster", "create"};
    for (int i = 0; i < 6; ++i) {
      testing::RedisOptions options;
      options.config = {"cluster-enabled yes", "cluster-node-timeout 5000",
                        "cluster-port " + std::to_string(testing::FreePort())};
      nodes_.push_back(std::make_unique<testing::RedisServer>(options));
      arguments.push_back("127.0.0.1:" + std::to_string(nodes_.back()->port()));
    }
    arguments.insert(arguments.end(), {"--cluster-replicas", "1", "--cluster-yes"});
    const testing::TempFolder folder;
    ASSERT_TRUE(
        testing::RunProgram(testing::FindProgram("redis-cli"), arguments, folder.path() + "/log"));
    for (const auto& node : nodes_) WaitUntilReady(node->port());
  }

  static std::string Ask(redisContext* context, const char* command) {
    const Reply reply(static_cast<redisReply*>(redisCommand(context, command)));
    return reply != nullptr && reply->str != nullptr ? std::string(reply->str, reply->len) : "";
  }

  static void WaitUntilReady(int port) {
    const RawContext context = Connect(port);
    for (int tries = 0; tries < 1000; ++tries) {
      if (Ask(context.get(), "CLUSTER INFO").find("cluster_state:ok") != std::string::npos) return;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    FAIL() << "the cluster did not come up";
  }

  // The primary that a key is on, told by its not redirecting.
  int HomeOf(const char* key) {
    for (const auto& node : nodes_) {
      const RawContext context = Connect(node->port());
      const Reply reply(static_cast<redisReply*>(redisCommand(context.get(), "SET %s x", key)));
      if (reply != nullptr && reply->type == REDIS_REPLY_STATUS) return node->port();
    }
    return 0;
  }

  std::vector<std::unique_ptr<testing::RedisServer>> nodes_;
  testing::SpanCatcher spans_;
};

TEST_F(ClusterTest, RedirectionsAreErrorsByTheirCodes) {
  const int home = HomeOf("user:7");
  const int other = home == nodes_[0]->port() ? nodes_[1]->port() : nodes_[0]->port();
  Context elsewhere("127.0.0.1", other);
  const Reply moved = elsewhere.Command("GET user:7");
  EXPECT_THAT(moved->str, ::testing::StartsWith("MOVED "));
  elsewhere.Command("MGET user:7 user:8");

  Context redis("127.0.0.1", home);
  redis.Command("GET user:7");
  // Its slot is on its way to the other node, and this key of it is not here: ask there.
  const std::string slot = std::to_string(
      Reply(static_cast<redisReply*>(redisCommand(redis, "CLUSTER KEYSLOT {user:7}b")))->integer);
  const std::string other_id = Ask(elsewhere, "CLUSTER MYID");
  freeReplyObject(
      redisCommand(redis, "CLUSTER SETSLOT %s MIGRATING %s", slot.c_str(), other_id.c_str()));
  const Reply ask = redis.Command("GET {user:7}b");
  EXPECT_THAT(ask->str, ::testing::StartsWith("ASK "));
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(AllOf(SpanNamed("GET"), FailedWith("MOVED"),
                                HasAttribute("db.response.status_code", "MOVED")),
                          AllOf(SpanNamed("MGET"), FailedWith("CROSSSLOT")),
                          AllOf(SpanNamed("GET"), Succeeded()),
                          AllOf(SpanNamed("GET"), FailedWith("ASK"),
                                HasAttribute("db.query.text", "GET {user:?"))));
}

}  // namespace
}  // namespace otelwrap::hiredis
