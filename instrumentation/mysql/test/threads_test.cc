// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Connections on many threads, for ThreadSanitizer above all: one each, handed from thread to
// thread by a pool, driven by turns, and while the default instrumentation changes.

#include <otelwrap/mysql/pool.h>
#include <otelwrap/mysql/result.h>
#include <otelwrap/mysql/session.h>
#include <otelwrap/mysql/statement.h>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "async_driver.h"
#include "shop.h"

namespace otelwrap::mysql {
namespace {

using namespace otelwrap::testing;
using ::testing::Each;
using ::testing::SizeIs;

constexpr int kThreads = 4;

class ThreadsTest : public Shop {
 protected:
  // The library wants to know of each thread.
  template <class Work>
  static void OnThreads(int count, Work work) {
    std::vector<std::thread> threads;
    for (int i = 0; i < count; ++i) {
      threads.emplace_back([&work, i] {
        mysql_thread_init();
        work(i);
        mysql_thread_end();
      });
    }
    for (std::thread& thread : threads) thread.join();
  }

  static std::shared_ptr<const Instrumentation> Following() {
    Options options;
    options.transactions = options.fetches = options.returned_rows = options.row_counts = true;
    options.sql_comments = options.query_attributes = options.connection_times = true;
    return Make(options).value;
  }

  static void Read(MYSQL* handle) {
    const Result rows = Result::Store(handle);
    EXPECT_TRUE(rows) << mysql_error(handle);
  }
};

TEST_F(ThreadsTest, OneConnectionEach) {
  const SpanCatcher spans;
  const auto following = Following();
  OnThreads(kThreads, [&](int) {
    Connection connection(following);
    ASSERT_TRUE(connection.Connect(ByTcp())) << connection.Error();
    Statement statement(connection, following);
    for (int i = 0; i < 25; ++i) {
      EXPECT_NE(connection.Query("SELECT name FROM nowhere"), 0);
      ASSERT_EQ(connection.Query("SET NAMES utf8mb4"), 0);
      ASSERT_EQ(connection.Query("START TRANSACTION"), 0);
      ASSERT_EQ(connection.Query("SELECT name FROM item"), 0);
      Read(connection);
      ASSERT_EQ(statement.Prepare("SELECT id FROM item"), 0);
      ASSERT_EQ(statement.Execute(), 0);
      ASSERT_EQ(statement.StoreResult(), 0);
      ASSERT_FALSE(Commit(*following, connection));
    }
  });
  EXPECT_EQ(spans.Unfinished(), 0U);
}

TEST_F(ThreadsTest, DefaultChangesWhileCallsRun) {
  const SpanCatcher spans;
  std::atomic<int> working{kThreads};
  std::thread changing([&] {
    while (working > 0) {
      SetDefault(Following());
      SetDefault(nullptr);
      std::this_thread::yield();
      if (spans.Finished().size() > 100000) break;
    }
  });
  OnThreads(kThreads, [&](int) {
    MYSQL* handle = OpenByTcp();
    for (int i = 0; i < 50; ++i) {
      ASSERT_EQ(Query(handle, "SELECT name FROM item"), 0);
      Read(handle);
    }
    Close(handle);
    --working;
  });
  changing.join();
  SetDefault(nullptr);
  EXPECT_EQ(spans.Unfinished(), 0U);
}

// Idle connections, with a thread waiting for each that is not there.
class Pool {
 public:
  explicit Pool(std::vector<MYSQL*> idle) : idle_(std::move(idle)) {}

  MYSQL* Take() {
    std::unique_lock<std::mutex> lock(mutex_);
    returned_.wait(lock, [this] { return !idle_.empty(); });
    MYSQL* handle = idle_.back();
    idle_.pop_back();
    return handle;
  }
  void Return(MYSQL* handle) {
    const std::lock_guard<std::mutex> lock(mutex_);
    idle_.insert(idle_.begin(), handle);  // the next is another one
    returned_.notify_one();
  }

 private:
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<MYSQL*> idle_;
};

// What is open on a connection goes with it: a transaction, results that are still to come, rows.
TEST_F(ThreadsTest, PoolHandsConnectionsWithAllThatIsOpenToOtherThreads) {
  const SpanCatcher spans;
  const MetricCatcher metrics;
  const auto following = Following();
  const PoolMetrics pool_metrics("shop", {3, 0, 3}, following);
  std::vector<MYSQL*> handles;
  for (int i = 0; i < 3; ++i) {
    handles.push_back(OpenByTcp());
    ASSERT_EQ(mysql_set_server_option(handles.back(), MYSQL_OPTION_MULTI_STATEMENTS_ON), 0);
    ASSERT_EQ(Query(*following, handles.back(), "START TRANSACTION"), 0);
    ASSERT_EQ(Query(*following, handles.back(), "SELECT 1; SELECT 2"), 0);
    pool_metrics.Opened({});
  }
  Pool pool(handles);
  OnThreads(2 * kThreads, [&](int) {
    for (int i = 0; i < 25; ++i) {
      PoolRequest request = pool_metrics.Ask();
      MYSQL* handle = pool.Take();
      const PoolUse use = request.Grant();
      Read(handle);
      ASSERT_EQ(NextResult(*following, handle), 0) << mysql_error(handle);
      Read(handle);
      ASSERT_EQ(NextResult(*following, handle), -1);
      ASSERT_FALSE(Commit(*following, handle));
      ASSERT_EQ(Query(*following, handle, "START TRANSACTION"), 0);
      ASSERT_EQ(Query(*following, handle, "SELECT 1; SELECT 2"), 0);
      pool.Return(handle);
    }
  });
  for (MYSQL* handle : handles) Close(handle);
  EXPECT_EQ(spans.Unfinished(), 0U);
  size_t transactions = 0;
  for (const Span& span : spans.Finished()) {
    EXPECT_EQ(span.status, Status::kUnset) << span.name;
    transactions += span.name == "transaction" ? 1 : 0;
  }
  EXPECT_EQ(transactions, 3U + 2U * kThreads * 25U);
}

// A call that does not block, each turn on another thread.
TEST_F(ThreadsTest, CallsThatDoNotBlockGoFromThreadToThread) {
  const SpanCatcher spans;
  const auto following = Following();
  MYSQL* handle = mysql_init(nullptr);
  const auto elsewhere = [](const std::function<void()>& work) {
    OnThreads(1, [&](int) { work(); });
  };
  elsewhere([&] {
    EXPECT_TRUE(DriveConnect(Who::kOurs, *following, handle, server_->port()).succeeded);
  });
  for (int i = 0; i < 5; ++i) {
    constexpr std::string_view kSql = "SELECT SLEEP(0.02), name FROM item WHERE id = 1";
    const auto turn = [&](const std::function<bool()>& go_on) {
      bool ended = false;
      for (int turns = 0; !ended && turns < 2000; ++turns) elsewhere([&] { ended = go_on(); });
      EXPECT_TRUE(ended);
    };
#ifdef MARIADB_PACKAGE_VERSION_ID
    int result = 1;
    int waits = RealQueryStart(*following, &result, handle, kSql.data(), kSql.size());
    turn([&] {
      pollfd wanted = {static_cast<int>(mysql_get_socket(handle)), POLLIN, 0};
      if (waits != 0 && poll(&wanted, 1, 10) > 0) {
        waits = RealQueryCont(*following, &result, handle, MYSQL_WAIT_READ);
      }
      return waits == 0;
    });
    EXPECT_EQ(result, 0);
#else
    turn([&] {
      return RealQueryNonblocking(*following, handle, kSql.data(), kSql.size()) !=
             NET_ASYNC_NOT_READY;
    });
#endif
    elsewhere([&] { Read(handle); });
  }
  Close(handle);
  EXPECT_EQ(spans.Unfinished(), 0U);
  size_t queries = 0;
  for (const Span& span : spans.Finished()) queries += span.name == "SELECT item" ? 1 : 0;
  EXPECT_EQ(queries, 5U);
  EXPECT_THAT(spans.Finished(), Each(Succeeded()));
  EXPECT_THAT(spans.Finished(), SizeIs(11));
}

}  // namespace
}  // namespace otelwrap::mysql
