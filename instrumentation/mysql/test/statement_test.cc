// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Prepared statements against a real server, owned and on raw handles: what fails first.

#include <otelwrap/mysql/statement.h>

#include <utility>

#include "shop.h"

namespace otelwrap::mysql {
namespace {

using namespace otelwrap::testing;
using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

// One number for the statement's only parameter.
void BindNumber(MYSQL_STMT* statement, int* number) {
  MYSQL_BIND bind{};
  bind.buffer_type = MYSQL_TYPE_LONG;
  bind.buffer = number;
#ifdef MARIADB_PACKAGE_VERSION_ID
  ASSERT_EQ(mysql_stmt_bind_param(statement, &bind), 0);
#else
  ASSERT_EQ(mysql_stmt_bind_named_param(statement, &bind, 1, nullptr), 0);
#endif
}

constexpr std::string_view kById = "SELECT name FROM item WHERE id = ? AND name <> 'x'";
constexpr std::string_view kInsert = "INSERT INTO item VALUES (?, 'secret')";

using StatementTest = Shop;

TEST_F(StatementTest, BadSqlIsAnErrorOfPreparingOnly) {
  const SpanCatcher spans;
  Statement statement(handle_);
  EXPECT_NE(statement.Prepare("SELECT FRMO 'secret'"), 0);
  EXPECT_THAT(statement.ErrorNumber(), AnyOf(1054U, 1064U));
  EXPECT_THAT(spans.Finished(), IsEmpty());
  Options options;
  options.prepare = true;
  Statement traced(handle_, Make(options).value);
  EXPECT_NE(traced.Prepare("SELECT 'secret' FROM nowhere"), 0);
  EXPECT_THAT(spans.Only(), AllOf(SpanNamed("prepare"), IsClient(), FailedWith("1146"),
                                  HasAttribute("db.operation.name", "prepare"),
                                  HasAttribute("db.query.text", "SELECT ? FROM nowhere")));
}

TEST_F(StatementTest, DuplicateKeyShowsNeitherValueNorText) {
  const SpanCatcher spans;
  Statement statement(handle_);
  ASSERT_EQ(statement.Prepare(kInsert), 0) << statement.Error();
  int id = 1;
  BindNumber(statement, &id);
  EXPECT_NE(statement.Execute(), 0);
  EXPECT_EQ(statement.ErrorNumber(), 1062U);
  EXPECT_THAT(spans.Only(),
              AllOf(SpanNamed("INSERT item"), FailedWith("1062"), HasStatus(Status::kError, ""),
                    HasAttribute("db.query.text", std::string(kInsert))));
}

TEST_F(StatementTest, OwnedAndFreeCallsOfOneStatementKnowItsTextAlike) {
  const SpanCatcher spans;
  constexpr std::string_view kFirst = "SELECT name FROM item";
  constexpr std::string_view kSecond = "DO 1";
  Statement statement(handle_);
  ASSERT_EQ(statement.Prepare(kFirst), 0) << statement.Error();
  EXPECT_EQ(StmtExecute(statement), 0);
  EXPECT_FALSE(StmtFreeResult(statement));
  ASSERT_EQ(StmtPrepare(statement, kSecond.data(), kSecond.size()), 0) << statement.Error();
  EXPECT_EQ(statement.Execute(), 0);
  ASSERT_EQ(statement.Prepare(kFirst), 0) << statement.Error();
  EXPECT_EQ(statement.Execute(), 0);
  EXPECT_THAT(spans.Finished(),
              ElementsAre(SpanNamed("SELECT item"), SpanNamed("DO"), SpanNamed("SELECT item")));
}

TEST_F(StatementTest, ExecutionIsASpanAndAMeasurementWithTheTextAsPrepared) {
  const SpanCatcher spans;
  const MetricCatcher metrics;
  Statement first(handle_);
  ASSERT_EQ(first.Prepare(kById), 0) << first.Error();
  Statement statement = std::move(first);
  int id = 2;
  BindNumber(statement, &id);
  for (int i = 0; i < 2; ++i) {
    ASSERT_EQ(statement.Execute(), 0) << statement.Error();
    ASSERT_EQ(mysql_stmt_store_result(statement), 0);
    EXPECT_EQ(mysql_stmt_num_rows(statement), 1U);
  }
  const auto execution = AllOf(SpanNamed("SELECT item"), IsClient(), Succeeded(),
                               AttributesAre({{"db.system.name", system()},
                                              {"db.namespace", "shop"},
                                              {"db.query.summary", "SELECT item"},
                                              {"db.query.text", std::string(kById)},
                                              {"server.address", "127.0.0.1"},
                                              {"server.port", port()}}));
  EXPECT_THAT(spans.Finished(), ElementsAre(execution, execution));
  EXPECT_THAT(metrics.Collect(), ElementsAre(AllOf(HasCount(2), LacksAttribute("db.query.text"))));
}

TEST_F(StatementTest, WithoutParametersItIsSanitised) {
  const SpanCatcher spans;
  Statement statement(handle_);
  ASSERT_EQ(statement.Prepare("SELECT 'secret' FROM item"), 0);
  ASSERT_EQ(statement.Execute(), 0);
  EXPECT_THAT(spans.Only(), HasAttribute("db.query.text", "SELECT ? FROM item"));
}

TEST_F(StatementTest, RawHandlesAreRememberedUntilTheyAreClosed) {
  const SpanCatcher spans;
  MYSQL_STMT* raw = mysql_stmt_init(handle_);
  ASSERT_EQ(StmtPrepare(raw, kById.data(), kById.size()), 0);
  int id = 1;
  BindNumber(raw, &id);
  ASSERT_EQ(StmtExecute(raw), 0);
  ASSERT_EQ(mysql_stmt_free_result(raw), 0);
  // Prepared behind our back: another statement, of which nothing is known.
  ASSERT_EQ(mysql_stmt_prepare(raw, "DO 1", 4), 0);
  ASSERT_EQ(StmtExecute(raw), 0);
  EXPECT_FALSE(StmtClose(raw));
  EXPECT_THAT(spans.Finished(),
              ElementsAre(AllOf(SpanNamed("SELECT item"),
                                HasAttribute("db.query.text", std::string(kById))),
                          AllOf(SpanNamed(system()), LacksAttribute("db.query.text"))));
}

TEST_F(StatementTest, ProcedureIsOneSpanOverItsResults) {
  ASSERT_EQ(mysql_query(handle_,
                        "CREATE PROCEDURE one(IN a INT, OUT b INT) "
                        "BEGIN SELECT a; SET b = a + 1; END"),
            0);
  const SpanCatcher spans;
  Statement statement(handle_);
  ASSERT_EQ(statement.Prepare("CALL one(?, @b)"), 0) << statement.Error();
  int a = 3;
  BindNumber(statement, &a);
  ASSERT_EQ(statement.Execute(), 0) << statement.Error();
  EXPECT_THAT(spans.Finished(), IsEmpty());
  int result = 0;
  do {
    if (mysql_stmt_field_count(statement) > 0) {
      EXPECT_EQ(mysql_stmt_store_result(statement), 0);
      mysql_stmt_free_result(statement);
    }
    result = statement.NextResult();
  } while (result == 0);
  EXPECT_EQ(result, -1);
  EXPECT_THAT(spans.Only(), AllOf(SpanNamed("CALL one"), Succeeded()));
}

TEST_F(StatementTest, KilledConnectionIsItsError) {
  const SpanCatcher spans;
  MYSQL* victim = OpenByTcp();
  {
    Statement statement(victim);
    ASSERT_EQ(statement.Prepare("SELECT name FROM item"), 0);
    const std::string kill = "KILL " + std::to_string(mysql_thread_id(victim));
    ASSERT_EQ(mysql_query(handle_, kill.c_str()), 0);
    EXPECT_NE(statement.Execute(), 0);
    EXPECT_THAT(spans.Only(), FailedWith(std::to_string(statement.ErrorNumber())));
  }
  mysql_close(victim);
}

TEST_F(StatementTest, NullIsRefused) {
  EXPECT_EQ(StmtPrepare(nullptr, "DO 1", 4), 1);
  EXPECT_EQ(StmtExecute(nullptr), 1);
  EXPECT_EQ(StmtNextResult(nullptr), 1);
  EXPECT_TRUE(StmtClose(nullptr));
  Statement statement(nullptr);
  EXPECT_EQ(statement.Prepare("DO 1"), 1);
  EXPECT_EQ(statement.Execute(), 1);
  EXPECT_STRNE(statement.Error(), "");
}

}  // namespace
}  // namespace otelwrap::mysql
