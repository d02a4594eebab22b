// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Calls that do not block, in a loop around poll(2), queries two at a time.

#include <otelwrap/mysql/session.h>
#include <otelwrap/mysql/statement.h>
#include <otelwrap/testing/tcp_gate.h>

#include "async_driver.h"
#include "shop.h"

namespace otelwrap::mysql {
namespace {

using namespace otelwrap::testing;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

#ifdef MARIADB_PACKAGE_VERSION_ID

class AsyncQuery {
 public:
  AsyncQuery(MYSQL* handle, std::string_view sql) : handle_(handle) {
    waits_ = RealQueryStart(&result_, handle_, sql.data(), sql.size());
  }
  bool IsDone() const { return waits_ == 0; }
  int result() const { return result_; }
  pollfd Wanted() const {
    short events = 0;
    if ((waits_ & MYSQL_WAIT_READ) != 0) events |= POLLIN;
    if ((waits_ & MYSQL_WAIT_WRITE) != 0) events |= POLLOUT;
    return {static_cast<int>(mysql_get_socket(handle_)), events, 0};
  }
  void Continue() { waits_ = RealQueryCont(&result_, handle_, waits_); }

 private:
  MYSQL* handle_;
  int result_ = -1;
  int waits_;
};

#else

class AsyncQuery {
 public:
  AsyncQuery(MYSQL* handle, std::string_view sql) : handle_(handle), sql_(sql) { Continue(); }
  bool IsDone() const { return status_ != NET_ASYNC_NOT_READY; }
  int result() const { return status_ == NET_ASYNC_COMPLETE ? 0 : 1; }
  pollfd Wanted() const { return {handle_->net.fd, POLLIN, 0}; }
  void Continue() { status_ = RealQueryNonblocking(handle_, sql_.data(), sql_.size()); }

 private:
  MYSQL* handle_;
  std::string_view sql_;
  net_async_status status_ = NET_ASYNC_NOT_READY;
};

#endif

class AsyncTest : public Shop {
 protected:
  // MariaDB's connector wants to be told before it connects.
  MYSQL* Open() {
    MYSQL* handle = mysql_init(nullptr);
#ifdef MARIADB_PACKAGE_VERSION_ID
    mysql_options(handle, MYSQL_OPT_NONBLOCK, nullptr);
#endif
    EXPECT_NE(mysql_real_connect(handle, "127.0.0.1", "root", "", "shop", server_->port(), nullptr,
                                 CLIENT_MULTI_STATEMENTS),
              nullptr);
    return handle;
  }

  static void Run(std::vector<AsyncQuery*> queries) {
    while (!queries.empty()) {
      std::vector<pollfd> wanted;
      for (const AsyncQuery* query : queries) wanted.push_back(query->Wanted());
      ASSERT_GT(poll(wanted.data(), wanted.size(), 10000), 0);
      std::vector<AsyncQuery*> rest;
      for (size_t i = 0; i < queries.size(); ++i) {
        if (wanted[i].revents != 0) queries[i]->Continue();
        if (!queries[i]->IsDone()) rest.push_back(queries[i]);
      }
      queries = rest;
    }
  }

  static void RunOne(AsyncQuery& query) {
    if (!query.IsDone()) Run({&query});
  }
};

TEST_F(AsyncTest, ErrorsOfTheServerAndALostConnectionAreSeen) {
  const SpanCatcher spans;
  MYSQL* handle = Open();
  AsyncQuery bad(handle, "SELECT 'secret' FRMO item");
  RunOne(bad);
  EXPECT_NE(bad.result(), 0);
  EXPECT_EQ(mysql_errno(handle), 1064U);
  EXPECT_THAT(spans.Only(), AllOf(SpanNamed("SELECT"), IsClient(), FailedWith("1064"),
                                  HasAttribute("db.query.text", "SELECT ? FRMO item")));
  AsyncQuery slow(handle, "SELECT SLEEP(30)");
  ASSERT_FALSE(slow.IsDone());
  const std::string kill = "KILL " + std::to_string(mysql_thread_id(handle));
  ASSERT_EQ(mysql_query(handle_, kill.c_str()), 0);
  RunOne(slow);
  EXPECT_NE(slow.result(), 0);
  const std::string number = std::to_string(mysql_errno(handle));
  EXPECT_THAT(spans.Finished().back(), AllOf(SpanNamed("SELECT"), FailedWith(number)));
  Close(handle);
}

TEST_F(AsyncTest, TwoAtATimeAreTwoSpans) {
  const SpanCatcher spans;
  const MetricCatcher metrics;
  MYSQL* one = Open();
  MYSQL* other = Open();
  AsyncQuery first(one, "SELECT SLEEP(0.2), name FROM item WHERE id = 1");
  AsyncQuery second(other, "SELECT name FROM item WHERE id = 2");
  EXPECT_FALSE(first.IsDone());
  Run({&first, &second});
  EXPECT_EQ(first.result(), 0);
  EXPECT_EQ(second.result(), 0);
  EXPECT_THAT(Rows(other), ElementsAre("saw"));
  EXPECT_EQ(Rows(one).size(), 1U);
  const auto span = AllOf(SpanNamed("SELECT item"), IsClient(), Succeeded());
  EXPECT_THAT(spans.Finished(), UnorderedElementsAre(span, span));
  EXPECT_EQ(spans.Unfinished(), 0U);
  Close(one);
  Close(other);
}

class AsyncConnectTest : public Shop {
 protected:
  // Whether it is connected.
  static bool Connect(MYSQL* handle, const char* password, unsigned int port) {
    return DriveConnect(Who::kOurs, Default(), handle, port, password).succeeded;
  }
};

TEST_F(AsyncConnectTest, RefusedAndUnreachableAreItsErrors) {
  const SpanCatcher spans;
  MYSQL* refused = mysql_init(nullptr);
  EXPECT_FALSE(Connect(refused, "wrong", server_->port()));
  EXPECT_EQ(mysql_errno(refused), 1045U);
  EXPECT_THAT(spans.Only(),
              AllOf(SpanNamed("connect"), IsClient(), FailedWith("1045"),
                    HasAttribute("server.port", port()), HasAttribute("db.namespace", "shop")));
  Close(refused);
  MYSQL* unreachable = mysql_init(nullptr);
  EXPECT_FALSE(Connect(unreachable, "", 1));
  const std::string number = std::to_string(mysql_errno(unreachable));
  EXPECT_THAT(spans.Finished().back(), AllOf(SpanNamed("connect"), FailedWith(number)));
  Close(unreachable);
}

TEST_F(AsyncConnectTest, ConnectingIsOneSpanAndTheHandleIsGood) {
  const SpanCatcher spans;
  const MetricCatcher metrics;
  TcpGate gate(server_->port());
  gate.Delay(TcpGate::kToClient, std::chrono::milliseconds(50));  // so that it has to wait
  MYSQL* handle = mysql_init(nullptr);
  ASSERT_TRUE(Connect(handle, "", gate.port())) << mysql_error(handle);
  EXPECT_THAT(spans.Only(), AllOf(SpanNamed("connect"), IsClient(), Succeeded(),
                                  HasAttribute("db.operation.name", "connect")));
  EXPECT_THAT(metrics.Collect(), ElementsAre(HasCount(1)));
  AsyncQuery query(handle, "SELECT name FROM item");
  while (!query.IsDone()) {
    pollfd wanted = query.Wanted();
    ASSERT_GT(poll(&wanted, 1, 10000), 0);
    query.Continue();
  }
  EXPECT_EQ(query.result(), 0);
  EXPECT_EQ(Rows(handle).size(), 2U);
  EXPECT_THAT(spans.Finished().back(), AllOf(SpanNamed("SELECT item"), Succeeded()));
  Close(handle);
}

TEST_F(AsyncConnectTest, ConnectingAtTheSameAddressEndsWhatAnotherLeftOpen) {
  Options options;
  options.connect = false;
  const auto plain = Make(options).value;
  options.transactions = true;
  const auto following = Make(options).value;
  MYSQL storage;
  const auto connects = [&](const Instrumentation& instrumentation) {
    mysql_init(&storage);
    return DriveConnect(Who::kOurs, instrumentation, &storage, server_->port(), "").succeeded;
  };
  const SpanCatcher spans;
  ASSERT_TRUE(connects(*following)) << mysql_error(&storage);
  EXPECT_EQ(Query(*following, &storage, "BEGIN"), 0);
  mysql_close(&storage);  // behind our back
  EXPECT_EQ(spans.Unfinished(), 1U);
  EXPECT_TRUE(connects(*plain)) << mysql_error(&storage);
  EXPECT_THAT(spans.Finished(), ElementsAre(SpanNamed("BEGIN"), AllOf(SpanNamed("transaction"),
                                                                      FailedWith("abandoned"))));
  EXPECT_EQ(spans.Unfinished(), 0U);
  mysql_close(&storage);
}

#ifdef MARIADB_PACKAGE_VERSION_ID

TEST_F(AsyncConnectTest, NeverFinishedIsAbandoned) {
  const SpanCatcher spans;
  MYSQL* handle = mysql_init(nullptr);
  mysql_options(handle, MYSQL_OPT_NONBLOCK, nullptr);
  MYSQL* result = nullptr;
  ASSERT_NE(RealConnectStart(&result, handle, "127.0.0.1", "root", "", "shop", server_->port(),
                             nullptr, 0),
            0);
  EXPECT_EQ(spans.Unfinished(), 1U);
  Close(handle);
  EXPECT_THAT(spans.Only(), AllOf(SpanNamed("connect"), FailedWith("abandoned")));
}

#endif

TEST_F(AsyncTest, LaterResultsErrorIsTheQuerys) {
  const SpanCatcher spans;
  MYSQL* handle = Open();
  AsyncQuery query(handle, "SELECT 1; SELECT 'secret' FROM nowhere");
  RunOne(query);
  EXPECT_EQ(query.result(), 0);
  EXPECT_EQ(Rows(handle).size(), 1U);
  EXPECT_THAT(spans.Finished(), IsEmpty());
  const Driven next = DriveNextResult(Who::kOurs, Default(), handle);
  EXPECT_TRUE(next.ended && !next.succeeded);
  EXPECT_THAT(spans.Only(), AllOf(SpanNamed("SELECT SELECT nowhere"), FailedWith("1146")));
  Close(handle);
}

#ifdef MARIADB_PACKAGE_VERSION_ID

TEST_F(AsyncTest, PreparedStatementsAreSpansOfTheirExecutions) {
  const SpanCatcher spans;
  Options options;
  options.prepare = true;
  const auto preparing = Make(options).value;
  MYSQL* handle = Open();
  MYSQL_STMT* statement = mysql_stmt_init(handle);
  const auto prepare = [&](std::string_view sql) {
    return DrivePrepare(Who::kOurs, *preparing, handle, statement, sql).succeeded;
  };
  const auto execute = [&] {
    return DriveExecute(Who::kOurs, *preparing, handle, statement).succeeded;
  };
  EXPECT_FALSE(prepare("SELECT 'secret' FROM nowhere"));
  EXPECT_TRUE(prepare("INSERT INTO item VALUES (1, 'secret')")) << mysql_stmt_error(statement);
  EXPECT_FALSE(execute());
  EXPECT_TRUE(prepare("SELECT SLEEP(0.1), name FROM item WHERE id = 1"));
  EXPECT_TRUE(execute());
  EXPECT_EQ(mysql_stmt_store_result(statement), 0);
  StmtClose(statement);
  const auto prepared = AllOf(SpanNamed("prepare"), Succeeded());
  EXPECT_THAT(spans.Finished(),
              ElementsAre(AllOf(SpanNamed("prepare"), FailedWith("1146"),
                                HasAttribute("db.query.text", "SELECT ? FROM nowhere")),
                          prepared,
                          AllOf(SpanNamed("INSERT item"), FailedWith("1062"),
                                HasAttribute("db.query.text", "INSERT INTO item VALUES (?, ?)")),
                          prepared, AllOf(SpanNamed("SELECT item"), IsClient(), Succeeded())));
  Close(handle);
}

TEST_F(AsyncTest, NullIsRefused) {
  int result = 0;
  MYSQL* connected = handle_;
  EXPECT_EQ(StmtPrepareStart(&result, nullptr, "DO 1", 4), 0);
  EXPECT_EQ(result, 1);
  EXPECT_EQ(StmtExecuteStart(&result, nullptr), 0);
  EXPECT_EQ(NextResultStart(&result, nullptr), 0);
  EXPECT_EQ(RealConnectStart(&connected, nullptr, "", "", "", "", 0, nullptr, 0), 0);
  EXPECT_EQ(connected, nullptr);
}

#endif

TEST_F(AsyncTest, OffDoesNothing) {
  const SpanCatcher spans;
  MYSQL* handle = Open();
  common::SetEnabled(common::Component::kMysql, false);
  AsyncQuery query(handle, "DO 1");
  RunOne(query);
  common::SetEnabled(common::Component::kMysql, true);
  EXPECT_EQ(query.result(), 0);
  EXPECT_THAT(spans.Finished(), IsEmpty());
  Close(handle);
}

}  // namespace
}  // namespace otelwrap::mysql
