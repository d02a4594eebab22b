// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// db.namespace is the schema that the server takes for the chosen one, whatever chose it.

#include <otelwrap/mysql/session.h>
#include <otelwrap/mysql/statement.h>

#include <functional>

#include "shop.h"

namespace otelwrap::mysql {
namespace {

using namespace otelwrap::testing;
using ::testing::AllOf;

class NamespaceTest : public Shop {
 protected:
  void SetUp() override {
    Shop::SetUp();
    if (handle_ == nullptr) return;
    ASSERT_EQ(mysql_set_server_option(handle_, MYSQL_OPTION_MULTI_STATEMENTS_ON), 0);
    for (const char* sql : {"CREATE DATABASE other", "CREATE DATABASE gone"}) {
      ASSERT_EQ(mysql_query(handle_, sql), 0);
    }
  }

  void Run(const char* sql) {
    if (Query(handle_, sql) != 0) return;
    do {
      mysql_free_result(StoreResult(handle_));
    } while (NextResult(handle_) == 0);
  }

  // What the next query's span says, beside the server's own word.
  void ExpectNamespace(const std::string& expected, const std::string& after) {
    const SpanCatcher spans;
    ASSERT_EQ(Query(handle_, "SELECT COALESCE(DATABASE(), '')"), 0) << mysql_error(handle_);
    EXPECT_EQ(Rows(handle_).front(), expected) << after;
    const auto span = spans.Only();
    const auto found = span.attributes.find("db.namespace");
    EXPECT_EQ(found == span.attributes.end() ? "" : std::get<std::string>(found->second.variant()),
              expected)
        << after;
  }
};

TEST_F(NamespaceTest, FollowsWhatFails) {
  Run("USE nowhere");
  ExpectNamespace("shop", "USE nowhere");
  EXPECT_NE(SelectDb(handle_, "nowhere"), 0);
  ExpectNamespace("shop", "select_db");
  Run("USE other; SELECT syntax error here");
  ExpectNamespace("other", "an error after USE");
}

TEST_F(NamespaceTest, FollowsUse) {
  Run("USE other");
  ExpectNamespace("other", "USE");
  Run("USE mysql; USE shop");
  ExpectNamespace("shop", "two of them");
  Run("/* x */ use `other` -- y");
  ExpectNamespace("other", "quoted");
  ASSERT_EQ(mysql_query(handle_, "USE shop"), 0);
  ExpectNamespace("shop", "the library's own call");
}

TEST_F(NamespaceTest, IsOfCommandsToo) {
  const SpanCatcher spans;
  EXPECT_FALSE(Commit(handle_));
  EXPECT_THAT(spans.Only(), AllOf(SpanNamed("commit"), HasAttribute("db.namespace", "shop")));
}

TEST_F(NamespaceTest, FollowsADroppedSchema) {
  Run("USE gone");
  ExpectNamespace("gone", "USE");
  Run("DROP DATABASE gone");
  ExpectNamespace("", "DROP DATABASE");
  EXPECT_EQ(SelectDb(handle_, "shop"), 0);
  ExpectNamespace("shop", "select_db");
}

TEST_F(NamespaceTest, FollowsTheSession) {
  EXPECT_EQ(SelectDb(handle_, "other"), 0);
  ExpectNamespace("other", "select_db");
  EXPECT_EQ(ResetConnection(handle_), 0);
  ExpectNamespace("other", "reset_connection");
  EXPECT_FALSE(ChangeUser(handle_, "root", "", "shop"));
  ExpectNamespace("shop", "change_user");
  EXPECT_FALSE(ChangeUser(handle_, "root", "", nullptr));
  ExpectNamespace("", "change_user without a schema");
}

TEST_F(NamespaceTest, FollowsAReconnect) {
  mysql_close(handle_);
  handle_ = mysql_init(nullptr);
  const char reconnect = 1;
  mysql_options(handle_, MYSQL_OPT_RECONNECT, &reconnect);
  ASSERT_NE(
      mysql_real_connect(handle_, "127.0.0.1", "root", "", "shop", server_->port(), nullptr, 0),
      nullptr);
  Run("USE other");
  const unsigned long number = mysql_thread_id(handle_);
  MYSQL* killer = OpenByTcp();
  ASSERT_EQ(mysql_query(killer, ("KILL " + std::to_string(number)).c_str()), 0);
  mysql_close(killer);
  const SpanCatcher spans;
  EXPECT_EQ(Ping(handle_), 0) << mysql_error(handle_);
  EXPECT_NE(mysql_thread_id(handle_), number);
  ExpectNamespace("other", "a reconnect");
}

}  // namespace
}  // namespace otelwrap::mysql
