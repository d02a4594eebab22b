// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Threads with connections of their own meet in the tables of sessions, connections and listeners,
// and in what they share: the default instrumentation and its providers.

#include <otelwrap/hiredis/async_context.h>

#include <atomic>
#include <thread>

#include "fixture.h"
#include "loop_poll.h"

namespace otelwrap::hiredis {
namespace {

using ::testing::SizeIs;

constexpr int kThreads = 6;
constexpr int kRounds = 40;

void Count(redisAsyncContext*, void* reply, void* privdata) {
  if (reply != nullptr) ++*static_cast<int*>(privdata);
}

class ThreadsTest : public RedisTest {
 protected:
  template <class Work>
  static void OnEachThread(Work work) {
    std::vector<std::thread> threads;
    threads.reserve(kThreads);
    for (int i = 0; i < kThreads; ++i) threads.emplace_back(work, i);
    for (std::thread& thread : threads) thread.join();
  }
};

TEST_F(ThreadsTest, PipelinesAndTransactionsOnRawContexts) {
  std::atomic<int> wrong{0};
  OnEachThread([&](int thread) {
    for (int round = 0; round < kRounds; ++round) {
      redisContext* const context = redisConnect("127.0.0.1", Port());
      for (int i = 0; i < 5; ++i) AppendCommand(context, "SET key:%d %d", thread, i);
      for (int i = 0; i < 5; ++i) wrong += GetReply(context, nullptr) == REDIS_OK ? 0 : 1;
      for (const char* command : {"MULTI", "PING", "EXEC"}) Reply(Command(context, command));
      AppendCommand(context, "PING");  // is abandoned
      Free(context);
    }
  });
  EXPECT_EQ(wrong, 0);
  EXPECT_THAT(spans_.Finished(), SizeIs(kThreads * kRounds * 3));
  EXPECT_EQ(spans_.Unfinished(), 0U);
}

TEST_F(ThreadsTest, AsynchronousConnectionsAndSubscriptions) {
  Options options;
  options.message_spans = true;
  options.connection_metrics = true;
  const auto made = Make(options);
  std::atomic<int> wrong{0};
  OnEachThread([&](int) {
    int heard = 0;
    for (int round = 0; round < kRounds; ++round) {
      heard = 0;
      AsyncContext redis("127.0.0.1", Port(), made.value);
      Loop loop;
      loop.Attach(redis);
      redis.Command(Count, &heard, "PING");
      redis.Command(Count, &heard, "SUBSCRIBE news:1");
      for (int turns = 0; heard < 2 && turns < 1000; ++turns) loop.Turn(redis);
      wrong += heard == 2 ? 0 : 1;
    }
  });
  EXPECT_EQ(wrong, 0);
  EXPECT_THAT(spans_.Finished(), SizeIs(kThreads * kRounds * 2));
  EXPECT_EQ(metrics_.Named("db.client.connection.count").value, 0);
}

TEST_F(ThreadsTest, TheDefaultIsReplacedMeanwhile) {
  std::atomic<bool> done{false};
  std::thread replacing([&] {
    for (int i = 0; i < 200 && !done; ++i) SetDefault(Make({}).value);
  });
  OnEachThread([&](int) {
    const RawContext context = Connect(Port());
    for (int round = 0; round < kRounds; ++round) Reply(Command(context.get(), "PING"));
  });
  done = true;
  replacing.join();
  SetDefault(nullptr);
  EXPECT_THAT(spans_.Finished(), SizeIs(kThreads * kRounds));
}

}  // namespace
}  // namespace otelwrap::hiredis
