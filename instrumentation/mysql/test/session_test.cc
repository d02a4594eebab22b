// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Sessions and transactions against a real server: refused, changed, reset, lost, and the namespace
// that follows.

#include <otelwrap/mysql/session.h>

#include "shop.h"

namespace otelwrap::mysql {
namespace {

using namespace otelwrap::testing;
using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

using SessionTest = Shop;

TEST_F(SessionTest, RefusedConnectNamesWhereItWasTo) {
  const SpanCatcher spans;
  MYSQL* handle = mysql_init(nullptr);
  EXPECT_EQ(RealConnect(handle, "127.0.0.1", "root", "wrong", "shop", server_->port(), nullptr, 0),
            nullptr);
  EXPECT_EQ(mysql_errno(handle), 1045U);
  Close(handle);
  EXPECT_THAT(spans.Only(),
              AllOf(SpanNamed("connect"), IsClient(), FailedWith("1045"),
                    HasStatus(Status::kError, ""), HasAttribute("server.address", "127.0.0.1"),
                    HasAttribute("server.port", port()), HasAttribute("db.namespace", "shop")));
}

TEST_F(SessionTest, UnknownSchemaAndUserAreTheServersErrors) {
  const SpanCatcher spans;
  EXPECT_NE(SelectDb(handle_, "nowhere"), 0);
  EXPECT_TRUE(ChangeUser(handle_, "nobody", "secret", "shop"));
  EXPECT_THAT(spans.Finished(),
              ElementsAre(AllOf(SpanNamed("select_db"), FailedWith("1049"),
                                HasAttribute("db.namespace", "nowhere")),
                          AllOf(SpanNamed("change_user"), FailedWith("1045"),
                                HasAttribute("db.response.status_code", "1045"))));
}

TEST_F(SessionTest, NullIsRefused) {
  EXPECT_EQ(RealConnect(nullptr, "", "", "", "", 0, nullptr, 0), nullptr);
  EXPECT_EQ(SelectDb(nullptr, "shop"), 1);
  EXPECT_EQ(Ping(nullptr), 1);
  EXPECT_EQ(ResetConnection(nullptr), 1);
  EXPECT_TRUE(Commit(nullptr) && Rollback(nullptr) && Autocommit(nullptr, true));
  EXPECT_TRUE(ChangeUser(nullptr, "", "", ""));
  Close(nullptr);
}

TEST_F(SessionTest, NamespaceFollowsUseSelectAndChange) {
  const SpanCatcher spans;
  EXPECT_EQ(Query(handle_, "USE mysql"), 0);
  EXPECT_EQ(Query(handle_, "DO 1"), 0);
  EXPECT_EQ(SelectDb(handle_, "shop"), 0);
  EXPECT_EQ(Query(handle_, "DO 2"), 0);
  EXPECT_FALSE(ChangeUser(handle_, "root", "", "mysql"));
  EXPECT_EQ(Query(handle_, "DO 3"), 0);
  EXPECT_THAT(spans.Finished(),
              ElementsAre(AllOf(SpanNamed("USE mysql"), HasAttribute("db.namespace", "shop")),
                          HasAttribute("db.namespace", "mysql"),
                          AllOf(SpanNamed("select_db"), HasAttribute("db.namespace", "shop")),
                          HasAttribute("db.namespace", "shop"),
                          AllOf(SpanNamed("change_user"), HasAttribute("db.namespace", "mysql")),
                          HasAttribute("db.namespace", "mysql")));
}

TEST_F(SessionTest, PingIsSilentUnlessAskedFor) {
  const SpanCatcher spans;
  EXPECT_EQ(Ping(handle_), 0);
  EXPECT_EQ(ResetConnection(handle_), 0);
  EXPECT_THAT(spans.Finished(), ElementsAre(AllOf(SpanNamed("reset_connection"), Succeeded())));
  Options options;
  options.ping = true;
  EXPECT_EQ(Ping(*Make(options).value, handle_), 0);
  EXPECT_EQ(spans.Named("ping").name, "ping");
}

TEST_F(SessionTest, OffDoesNothing) {
  const SpanCatcher spans;
  common::SetEnabled(common::Component::kMysql, false);
  EXPECT_EQ(SelectDb(handle_, "shop"), 0);
  EXPECT_FALSE(Commit(handle_));
  common::SetEnabled(common::Component::kMysql, true);
  EXPECT_THAT(spans.Finished(), IsEmpty());
}

class TransactionTest : public Shop {
 protected:
  static const Instrumentation& Following() {
    static const auto made = [] {
      Options options;
      options.transactions = true;
      return Make(options).value;
    }();
    return *made;
  }
};

TEST_F(TransactionTest, DeadlockEndsIt) {
  MYSQL* other = OpenByTcp();
  const SpanCatcher spans;
  ASSERT_EQ(Query(Following(), handle_, "START TRANSACTION"), 0);
  ASSERT_EQ(Query(Following(), handle_, "UPDATE item SET name = 'a' WHERE id = 1"), 0);
  ASSERT_EQ(mysql_query(other, "START TRANSACTION"), 0);
  ASSERT_EQ(mysql_query(other, "INSERT INTO item VALUES (7, 'c'), (8, 'd'), (9, 'e')"), 0);
  ASSERT_EQ(mysql_query(other, "UPDATE item SET name = 'b' WHERE id = 2"), 0);
  const std::string waits = "UPDATE item SET name = 'b' WHERE id = 1";
  ASSERT_EQ(mysql_send_query(other, waits.data(), waits.size()), 0);
  EXPECT_EQ(Query(Following(), handle_, "UPDATE item SET name = 'a' WHERE id = 2"), 1);
  EXPECT_EQ(mysql_errno(handle_), 1213U);
  EXPECT_EQ(mysql_read_query_result(other), 0) << mysql_error(other);
  mysql_close(other);
  EXPECT_THAT(spans.Named("transaction"), AllOf(FailedWith("1213"), HasStatus(Status::kError, "")));
}

TEST_F(TransactionTest, LockTimeoutLeavesItOpen) {
  MYSQL* other = OpenByTcp();
  ASSERT_EQ(mysql_query(other, "START TRANSACTION"), 0);
  ASSERT_EQ(mysql_query(other, "UPDATE item SET name = 'a' WHERE id = 1"), 0);
  ASSERT_EQ(mysql_query(handle_, "SET innodb_lock_wait_timeout = 1"), 0);
  const SpanCatcher spans;
  EXPECT_EQ(Query(Following(), handle_, "START TRANSACTION"), 0);
  EXPECT_EQ(Query(Following(), handle_, "UPDATE item SET name = 'b' WHERE id = 1"), 1);
  EXPECT_THAT(spans.Finished(), ElementsAre(SpanNamed("START TRANSACTION"),
                                            AllOf(SpanNamed("UPDATE item"), FailedWith("1205"))));
  EXPECT_FALSE(Rollback(Following(), handle_));
  mysql_close(other);
  EXPECT_THAT(spans.Named("transaction"), Succeeded());
}

// With an error the library's status is that of before: what is over may still be in it.
TEST_F(TransactionTest, FailedStatementBeginsNone) {
  const SpanCatcher spans;
  ASSERT_EQ(mysql_query(handle_, "START TRANSACTION"), 0);
  EXPECT_EQ(Query(Following(), handle_, "SELECT nothing FROM item"), 1);
  ASSERT_EQ(mysql_query(handle_, "ROLLBACK"), 0);
  EXPECT_EQ(Query(Following(), handle_, "DO 1"), 0);
  EXPECT_THAT(spans.Finished(), ElementsAre(SpanNamed("SELECT item"), SpanNamed("DO")));
  EXPECT_EQ(spans.Unfinished(), 0U);
}

TEST_F(TransactionTest, StatementsAreItsChildrenUntilTheCommit) {
  const SpanCatcher spans;
  const MetricCatcher metrics;
  EXPECT_FALSE(Autocommit(Following(), handle_, false));
  EXPECT_EQ(Query(Following(), handle_, "UPDATE item SET name = 'axe' WHERE id = 1"), 0);
  EXPECT_EQ(Query(Following(), handle_, "DELETE FROM item WHERE id = 2"), 0);
  EXPECT_FALSE(Commit(Following(), handle_));
  EXPECT_EQ(Query(Following(), handle_, "DO 1"), 0);
  const auto transaction = spans.Named("transaction");
  EXPECT_THAT(transaction, AllOf(Succeeded(), IsRootSpan(), HasAttribute("db.namespace", "shop")));
  EXPECT_THAT(spans.Named("UPDATE item"), IsRootSpan());  // it began the transaction
  EXPECT_THAT(spans.Named("DELETE item"), HasParent(transaction));
  EXPECT_THAT(spans.Named("commit"), HasParent(transaction));
  EXPECT_THAT(spans.Named("DO"), IsRootSpan());
  EXPECT_THAT(
      metrics.Collect(),
      ::testing::Not(::testing::Contains(HasAttribute("db.operation.name", "transaction"))));
}

TEST_F(TransactionTest, LostConnectionEndsIt) {
  const SpanCatcher spans;
  MYSQL* victim = OpenByTcp();
  ASSERT_EQ(Query(Following(), victim, "START TRANSACTION"), 0);
  const std::string kill = "KILL " + std::to_string(mysql_thread_id(victim));
  ASSERT_EQ(mysql_query(handle_, kill.c_str()), 0);
  EXPECT_NE(Query(Following(), victim, "DO 1"), 0);
  const std::string number = std::to_string(mysql_errno(victim));
  EXPECT_THAT(number, AnyOf("2006", "2013", "1927", "4031"));
  Close(victim);
  EXPECT_THAT(spans.Named("transaction"), FailedWith(number));
}

}  // namespace
}  // namespace otelwrap::mysql
