// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Rows as they are read, stored or streamed, of queries and of prepared statements: the span
// `fetch` and the number of the rows.

#include <otelwrap/mysql/result.h>
#include <otelwrap/mysql/session.h>
#include <otelwrap/mysql/statement.h>

#include <utility>

#include "shop.h"

namespace otelwrap::mysql {
namespace {

using namespace otelwrap::testing;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr std::string_view kNames = "SELECT name FROM item";

class FetchTest : public Shop {
 protected:
  static std::shared_ptr<const Instrumentation> Watching() {
    Options options;
    options.fetches = options.returned_rows = true;
    return Make(options).value;
  }

  static auto IsFetchOf(const Span& query, int64_t rows) {
    return AllOf(SpanNamed("fetch"), HasParent(query), Succeeded(), HasKind(SpanKind::kInternal),
                 HasAttribute("db.query.summary", "SELECT item"),
                 HasAttribute("db.response.returned_rows", rows));
  }

  static auto RowsMetric(uint64_t results, double rows) {
    return AllOf(HistogramNamed("db.client.response.returned_rows", "{row}"), HasCount(results),
                 HasSum(rows), HasAttribute("db.query.summary", "SELECT item"),
                 HasAttribute("db.namespace", "shop"), LacksAttribute("db.query.text"));
  }

  // More than any buffer between the server and us holds.
  static std::string Endless() {
    std::string sql = "SELECT REPEAT('x', 1000) FROM item a0";
    for (int i = 1; i < 18; ++i) sql += " JOIN item a" + std::to_string(i);
    return sql;
  }

  void Kill(MYSQL* victim) {
    const std::string kill = "KILL " + std::to_string(mysql_thread_id(victim));
    ASSERT_EQ(mysql_query(handle_, kill.c_str()), 0);
  }

  const std::shared_ptr<const Instrumentation> watching_ = Watching();
};

TEST_F(FetchTest, ConnectionLostBetweenRowsIsItsErrorNotTheQuerys) {
  MYSQL* victim = OpenByTcp();
  const SpanCatcher spans;
  ASSERT_EQ(Query(*watching_, victim, Endless().c_str()), 0);
  Result rows = Result::Use(victim);
  ASSERT_TRUE(rows);
  int64_t read = 0;
  while (rows.Fetch() != nullptr) {
    if (++read == 10) Kill(victim);
  }
  EXPECT_GE(read, 10);
  const unsigned int number = mysql_errno(victim);
  EXPECT_NE(number, 0U);
  EXPECT_THAT(
      spans.Finished(),
      ElementsAre(
          AllOf(SpanNamed("SELECT item item item item item item item item item item "
                          "item item item item item item item item"),
                Succeeded()),
          AllOf(SpanNamed("fetch"), FailedWith(std::to_string(number)),
                HasStatus(Status::kError, ""), HasAttribute("db.response.returned_rows", read))));
  rows = Result();
  mysql_close(victim);
}

TEST_F(FetchTest, FailedQueriesAndThoseWithoutRowsHaveNone) {
  const SpanCatcher spans;
  EXPECT_NE(Query(*watching_, handle_, "SELECT name FROM nowhere"), 0);
  EXPECT_EQ(StoreResult(handle_), nullptr);
  EXPECT_EQ(Query(*watching_, handle_, "UPDATE item SET name = 'drill' WHERE id = 2"), 0);
  EXPECT_FALSE(Result::Use(handle_));
  Statement statement(handle_, watching_);
  EXPECT_EQ(statement.Prepare(kNames), 0);
  EXPECT_THAT(spans.Finished(), ElementsAre(SpanNamed("SELECT nowhere"), SpanNamed("UPDATE item")));
  EXPECT_EQ(spans.Unfinished(), 0U);
}

// Without the options too: an error is known at least, beside the query that was fine.
TEST_F(FetchTest, QueryKilledBetweenRowsIsAFailedFetchEvenByDefault) {
  MYSQL* victim = OpenByTcp();
  const SpanCatcher spans;
  const MetricCatcher metrics;
  ASSERT_EQ(Query(victim, Endless().c_str()), 0);
  MYSQL_RES* rows = UseResult(victim);
  ASSERT_NE(FetchRow(rows), nullptr);
  const std::string kill = "KILL QUERY " + std::to_string(mysql_thread_id(victim));
  ASSERT_EQ(mysql_query(handle_, kill.c_str()), 0);
  while (FetchRow(rows) != nullptr) {
  }
  EXPECT_EQ(mysql_errno(victim), 1317U);
  EXPECT_EQ(FetchRow(rows), nullptr);  // said once
  FreeResult(rows);
  EXPECT_THAT(spans.Finished(),
              ElementsAre(Succeeded(), AllOf(SpanNamed("fetch"), FailedWith("1317"),
                                             HasKind(SpanKind::kInternal),
                                             HasStatus(Status::kError, ""), IsRootSpan(),
                                             AttributesAre({{"db.system.name", system()},
                                                            {"db.namespace", "shop"},
                                                            {"db.response.status_code", "1317"},
                                                            {"error.type", "1317"},
                                                            {"server.address", "127.0.0.1"},
                                                            {"server.port", port()}}))));
  EXPECT_THAT(metrics.Collect(), SizeIs(1));
  mysql_close(victim);
}

TEST_F(FetchTest, TimeLimitIsKnownByDefaultWhereverItStrikes) {
  const bool maria = server_->kind() == MysqlKind::kMariaDb;
  ASSERT_EQ(
      mysql_query(handle_, maria ? "SET max_statement_time = 0.05" : "SET max_execution_time = 50"),
      0);
  const SpanCatcher spans;
  const int result = Query(handle_, Endless().c_str());
  if (result == 0) {
    EXPECT_EQ(StoreResult(handle_), nullptr);
  }
  const std::string number = std::to_string(mysql_errno(handle_));
  EXPECT_THAT(spans.Finished().back(), FailedWith(number));
  EXPECT_THAT(spans.Finished(), SizeIs(result == 0 ? 2 : 1));
  EXPECT_EQ(StoreResult(handle_), nullptr);  // of a query that failed: nothing new
  EXPECT_THAT(spans.Finished(), SizeIs(result == 0 ? 2 : 1));
}

TEST_F(FetchTest, ErrorOfPreparedRowsIsKnownByDefault) {
  MYSQL* victim = OpenByTcp();
  const SpanCatcher spans;
  {
    Statement statement(victim);
    ASSERT_EQ(statement.Prepare(Endless()), 0);
    ASSERT_EQ(statement.Execute(), 0);
    int result = statement.Fetch();
    const std::string kill = "KILL QUERY " + std::to_string(mysql_thread_id(victim));
    ASSERT_EQ(mysql_query(handle_, kill.c_str()), 0);
    while (result == 0 || result == MYSQL_DATA_TRUNCATED) result = statement.Fetch();
    EXPECT_EQ(result, 1);
    EXPECT_THAT(spans.Finished(),
                ElementsAre(Succeeded(), AllOf(SpanNamed("fetch"), FailedWith("1317"))));
  }
  mysql_close(victim);
}

// Who has an instrumentation of their own has its options.
TEST_F(FetchTest, ErrorOfRowsIsNotTheDefaultsWhereAnotherMadeTheQuery) {
  MYSQL* victim = OpenByTcp();
  const auto own = Make({}).value;
  const SpanCatcher spans;
  ASSERT_EQ(Query(*own, victim, Endless().c_str()), 0);
  Result rows = Result::Use(victim);
  Kill(victim);
  while (rows.Fetch() != nullptr) {
  }
  EXPECT_NE(mysql_errno(victim), 0U);
  EXPECT_THAT(spans.Finished(), ElementsAre(Succeeded()));
  rows = Result();
  mysql_close(victim);
}

TEST_F(FetchTest, NullIsRefused) {
  EXPECT_EQ(FetchRow(nullptr), nullptr);
  FreeResult(nullptr);
  Result nothing;
  EXPECT_EQ(nothing.Fetch(), nullptr);
  EXPECT_EQ(nothing.Lengths(), nullptr);
  EXPECT_EQ(nothing.Columns(), 0U);
  EXPECT_FALSE(Result::Store(nullptr));
  EXPECT_EQ(StmtFetch(nullptr), 1);
  EXPECT_EQ(StmtStoreResult(nullptr), 1);
  EXPECT_TRUE(StmtFreeResult(nullptr));
}

TEST_F(FetchTest, DefaultIsTheLibrarysCallsAndNothingElse) {
  const SpanCatcher spans;
  const MetricCatcher metrics;
  ASSERT_EQ(Query(handle_, kNames.data()), 0);
  Result rows = Result::Use(handle_);
  EXPECT_STREQ(rows.Fetch()[0], "hammer");
  EXPECT_EQ(rows.Lengths()[0], 6U);
  EXPECT_EQ(rows.Columns(), 1U);
  EXPECT_STREQ(rows.Fetch()[0], "saw");
  EXPECT_EQ(rows.Fetch(), nullptr);
  EXPECT_EQ(mysql_errno(handle_), 0U);
  EXPECT_THAT(spans.Only(), SpanNamed("SELECT item"));
  EXPECT_THAT(metrics.Collect(), SizeIs(1));
}

TEST_F(FetchTest, StreamedRowsAreCountedAndTimed) {
  const SpanCatcher spans;
  const MetricCatcher metrics;
  ASSERT_EQ(Query(*watching_, handle_, kNames.data()), 0);
  {
    Result rows = Result::Use(handle_);
    while (rows.Fetch() != nullptr) {
    }
    EXPECT_THAT(spans.Finished(), SizeIs(2));
  }
  const auto all = spans.Finished();
  ASSERT_THAT(all, SizeIs(2));
  EXPECT_THAT(all[1], IsFetchOf(all[0], 2));
  const double waited =
      std::get<double>(all[1].attributes.at("db.response.fetch_duration").variant());
  EXPECT_GT(waited, 0);
  EXPECT_LE(waited, std::chrono::duration<double>(all[1].duration).count());
  EXPECT_THAT(metrics.Collect(), Contains(RowsMetric(1, 2)));
}

TEST_F(FetchTest, StoredRowsAreCounted) {
  const SpanCatcher spans;
  const MetricCatcher metrics;
  ASSERT_EQ(Query(*watching_, handle_, kNames.data()), 0);
  Result rows = Result::Store(handle_);
  const auto all = spans.Finished();
  ASSERT_THAT(all, SizeIs(2));
  EXPECT_THAT(all[1], IsFetchOf(all[0], 2));
  EXPECT_STREQ(rows.Fetch()[0], "hammer");
  EXPECT_THAT(metrics.Collect(), Contains(RowsMetric(1, 2)));
}

TEST_F(FetchTest, SpansWithoutTheMetricHaveNone) {
  Options options;
  options.fetches = true;
  const auto spans_only = Make(options).value;
  const SpanCatcher spans;
  const MetricCatcher metrics;
  ASSERT_EQ(Query(*spans_only, handle_, kNames.data()), 0);
  const Result rows = Result::Store(handle_);
  EXPECT_THAT(spans.Finished(), SizeIs(2));
  EXPECT_THAT(metrics.Collect(), SizeIs(1));  // the query's duration
}

TEST_F(FetchTest, GivenUpEarlyItEndsWithFree) {
  const SpanCatcher spans;
  ASSERT_EQ(Query(*watching_, handle_, kNames.data()), 0);
  MYSQL_RES* rows = UseResult(handle_);
  EXPECT_NE(FetchRow(rows), nullptr);
  EXPECT_EQ(spans.Unfinished(), 1U);
  FreeResult(rows);
  EXPECT_THAT(spans.Finished().back(), IsFetchOf(spans.Finished().front(), 1));
}

TEST_F(FetchTest, ReadByTheLibrarysOwnCallsItEndsUncountedWithTheNextCall) {
  const SpanCatcher spans;
  const MetricCatcher metrics;
  ASSERT_EQ(Query(*watching_, handle_, kNames.data()), 0);
  EXPECT_EQ(Rows(handle_).size(), 2U);
  EXPECT_EQ(spans.Unfinished(), 1U);
  EXPECT_EQ(Ping(handle_), 0);
  EXPECT_THAT(spans.Finished().back(),
              AllOf(SpanNamed("fetch"), LacksAttribute("db.response.returned_rows")));
  EXPECT_THAT(metrics.Collect(),
              Not(Contains(HistogramNamed("db.client.response.returned_rows", "{row}"))));
}

TEST_F(FetchTest, EachResultHasItsOwn) {
  ASSERT_EQ(mysql_set_server_option(handle_, MYSQL_OPTION_MULTI_STATEMENTS_ON), 0);
  const SpanCatcher spans;
  ASSERT_EQ(Query(*watching_, handle_, "SELECT 1; SELECT 2 UNION SELECT 3"), 0);
  EXPECT_TRUE(Result::Store(handle_));
  ASSERT_EQ(NextResult(*watching_, handle_), 0);
  EXPECT_TRUE(Result::Store(handle_));
  EXPECT_EQ(NextResult(*watching_, handle_), -1);
  const Span query = spans.Named("SELECT SELECT SELECT");
  const auto fetch = [&](int64_t rows) {
    return AllOf(SpanNamed("fetch"), HasParent(query),
                 HasAttribute("db.response.returned_rows", rows));
  };
  EXPECT_THAT(ChildrenOf(spans.Finished(), query), ElementsAre(fetch(1), fetch(2)));
}

TEST_F(FetchTest, PreparedRowsAreCountedStoredStreamedAndByACursor) {
  const SpanCatcher spans;
  const MetricCatcher metrics;
  Statement statement(handle_, watching_);
  ASSERT_EQ(statement.Prepare(kNames), 0);
  ASSERT_EQ(statement.Execute(), 0);
  ASSERT_EQ(statement.StoreResult(), 0);
  EXPECT_EQ(statement.Fetch(), 0);
  EXPECT_FALSE(statement.FreeResult());
  const unsigned long cursor = CURSOR_TYPE_READ_ONLY;
  for (const bool with_cursor : {false, true}) {
    if (with_cursor) {
      ASSERT_EQ(mysql_stmt_attr_set(statement, STMT_ATTR_CURSOR_TYPE, &cursor), 0);
    }
    ASSERT_EQ(statement.Execute(), 0) << statement.Error();
    EXPECT_EQ(statement.Fetch(), 0);
    EXPECT_EQ(statement.Fetch(), 0);
    EXPECT_EQ(statement.Fetch(), MYSQL_NO_DATA);
    EXPECT_FALSE(statement.FreeResult());
  }
  const auto all = spans.Finished();
  ASSERT_THAT(all, SizeIs(6));
  for (size_t i = 0; i < all.size(); i += 2) EXPECT_THAT(all[i + 1], IsFetchOf(all[i], 2));
  EXPECT_THAT(metrics.Collect(), Contains(RowsMetric(3, 6)));
}

TEST_F(FetchTest, LostConnectionIsTheFetchsErrorOfAPreparedStatementToo) {
  MYSQL* victim = OpenByTcp();
  const SpanCatcher spans;
  {
    Statement statement(victim, watching_);
    ASSERT_EQ(statement.Prepare(Endless()), 0);
    ASSERT_EQ(statement.Execute(), 0);
    int result = statement.Fetch();
    Kill(victim);
    while (result == 0 || result == MYSQL_DATA_TRUNCATED) result = statement.Fetch();
    EXPECT_EQ(result, 1);
    const unsigned int number =
        statement.ErrorNumber() != 0 ? statement.ErrorNumber() : mysql_errno(victim);
    EXPECT_THAT(spans.Finished().back(),
                AllOf(SpanNamed("fetch"), HasStatus(Status::kError, ""),
                      FailedWith(number != 0 ? std::to_string(number) : "_OTHER")));
  }
  mysql_close(victim);
}

}  // namespace
}  // namespace otelwrap::mysql
