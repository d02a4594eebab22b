// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// More than one result: a later statement's error belongs to the query's span, which lasts until
// the last result was asked for, or until the handle is used again or closed.

#include <otelwrap/mysql/result.h>
#include <otelwrap/mysql/session.h>
#include <otelwrap/mysql/statement.h>

#include "open_calls.h"
#include "shop.h"

namespace otelwrap::mysql {
namespace {

using namespace otelwrap::testing;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ResultsTest : public Shop {
 protected:
  void SetUp() override {
    Shop::SetUp();
    if (handle_ == nullptr) return;
    ASSERT_EQ(mysql_set_server_option(handle_, MYSQL_OPTION_MULTI_STATEMENTS_ON), 0);
  }

  // Reads and frees the rows that there are.
  void Drain() { mysql_free_result(StoreResult(handle_)); }
};

TEST_F(ResultsTest, LaterStatementsErrorIsTheQuerys) {
  const SpanCatcher spans;
  const MetricCatcher metrics;
  EXPECT_EQ(Query(handle_, "SELECT 1; SELECT 'secret' FROM nowhere"), 0);
  EXPECT_THAT(spans.Finished(), IsEmpty());
  Drain();
  EXPECT_EQ(NextResult(handle_), 1);
  EXPECT_EQ(mysql_errno(handle_), 1146U);
  EXPECT_THAT(spans.Only(),
              AllOf(SpanNamed("SELECT SELECT nowhere"), FailedWith("1146"),
                    HasAttribute("db.response.status_code", "1146"), HasStatus(Status::kError, ""),
                    HasAttribute("db.query.text", "SELECT ?; SELECT ? FROM nowhere")));
  EXPECT_THAT(metrics.Collect(),
              ElementsAre(AllOf(HasCount(1), HasAttribute("error.type", "1146"))));
}

// MariaDB's library gives -1 then, as it does where there is none left.
TEST_F(ResultsTest, LaterFileThatIsNotThereIsTheQuerysError) {
  ASSERT_EQ(mysql_query(handle_, "SET GLOBAL local_infile = ON"), 0);
  const unsigned int on = 1;
  MYSQL* handle = mysql_init(nullptr);
  mysql_options(handle, MYSQL_OPT_LOCAL_INFILE, &on);
  ASSERT_NE(mysql_real_connect(handle, "127.0.0.1", "root", "", "shop", server_->port(), nullptr,
                               CLIENT_MULTI_STATEMENTS),
            nullptr);
  const SpanCatcher spans;
  EXPECT_EQ(Query(handle, "DO 1; LOAD DATA LOCAL INFILE '/nowhere/secret' INTO TABLE item"), 0);
  EXPECT_NE(NextResult(handle), 0);
  EXPECT_NE(mysql_errno(handle), 0U);
  EXPECT_THAT(spans.Only(), AllOf(SpanNamed("DO LOAD DATA item"),
                                  FailedWith(std::to_string(mysql_errno(handle)))));
  Close(handle);
}

// The library refuses it without a word to the server: the results are still to come.
TEST_F(ResultsTest, WhatIsAskedForTooEarlyIsNotTheQuerysError) {
  Options options;
  options.fetches = true;
  const auto made = Make(options).value;
  const SpanCatcher spans;
  EXPECT_EQ(Query(*made, handle_, "SELECT name FROM item; SELECT 1 FROM nowhere"), 0);
  MYSQL_RES* rows = UseResult(handle_);
  EXPECT_EQ(NextResult(*made, handle_), 1);
  EXPECT_EQ(mysql_errno(handle_), 2014U);
  EXPECT_EQ(StoreResult(handle_), nullptr);
  EXPECT_EQ(mysql_errno(handle_), 2014U);
  EXPECT_EQ(UseResult(handle_), nullptr);
  EXPECT_EQ(mysql_errno(handle_), 2014U);
  EXPECT_THAT(spans.Finished(), IsEmpty());
  while (FetchRow(rows) != nullptr) continue;
  FreeResult(rows);
  EXPECT_EQ(NextResult(*made, handle_), 1);
  EXPECT_THAT(spans.Finished(),
              ElementsAre(AllOf(SpanNamed("fetch"), Succeeded(),
                                HasAttribute("db.response.returned_rows", int64_t{2})),
                          AllOf(SpanNamed("SELECT item SELECT nowhere"), FailedWith("1146"))));
}

TEST_F(ResultsTest, ExecutionIsNotFailedByWhatIsAskedForTooEarly) {
  ASSERT_EQ(mysql_query(handle_,
                        "CREATE PROCEDURE half() BEGIN SELECT name FROM item; "
                        "SELECT 1 FROM nowhere; END"),
            0);
  const SpanCatcher spans;
  Statement statement(handle_);
  ASSERT_EQ(statement.Prepare("CALL half()"), 0);
  ASSERT_EQ(statement.Execute(), 0);
  EXPECT_GT(statement.NextResult(), 0);
  if (statement.ErrorNumber() != 2014) {  // MariaDB's library passes over the rows instead
    EXPECT_THAT(spans.Only(), AllOf(SpanNamed("CALL half"), FailedWith("1146")));
    return;
  }
  EXPECT_THAT(spans.Finished(), IsEmpty());
  statement = Statement(nullptr);
  EXPECT_THAT(spans.Only(), AllOf(SpanNamed("CALL half"), Succeeded()));
}

// While rows are streamed the server has not said yet that there is more.
TEST_F(ResultsTest, LaterErrorIsTheQuerysWhereRowsAreStreamedToo) {
  const SpanCatcher spans;
  EXPECT_EQ(Query(handle_, "SELECT name FROM item; SELECT 'secret' FROM nowhere"), 0);
  MYSQL_RES* rows = UseResult(handle_);
  ASSERT_NE(rows, nullptr);
  EXPECT_THAT(spans.Finished(), IsEmpty());
  while (mysql_fetch_row(rows) != nullptr) continue;
  mysql_free_result(rows);
  EXPECT_THAT(spans.Finished(), IsEmpty());
  EXPECT_EQ(NextResult(handle_), 1);
  EXPECT_THAT(spans.Only(), AllOf(SpanNamed("SELECT item SELECT nowhere"), FailedWith("1146")));
}

// A CALL may have more results, and says so only behind the rows.
TEST_F(ResultsTest, ProcedureThatFailsBehindStreamedRowsIsFailed) {
  ASSERT_EQ(
      mysql_query(handle_,
                  "CREATE PROCEDURE half() BEGIN SELECT name FROM item; SELECT 1 FROM nowhere; "
                  "END"),
      0);
  const SpanCatcher spans;
  EXPECT_EQ(Query(handle_, "CALL half()"), 0);
  MYSQL_RES* rows = UseResult(handle_);
  ASSERT_NE(rows, nullptr);
  while (mysql_fetch_row(rows) != nullptr) continue;
  mysql_free_result(rows);
  EXPECT_THAT(spans.Finished(), IsEmpty());
  EXPECT_EQ(NextResult(handle_), 1);
  EXPECT_THAT(spans.Only(), AllOf(SpanNamed("CALL half"), FailedWith("1146")));
}

// What it executes may be a CALL.
TEST_F(ResultsTest, ExecuteLastsUntilTheLastResultToo) {
  ASSERT_EQ(mysql_query(handle_,
                        "CREATE PROCEDURE half() BEGIN SELECT name FROM item; SELECT 1 FROM "
                        "nowhere; END"),
            0);
  ASSERT_EQ(mysql_query(handle_, "PREPARE s FROM 'CALL half()'"), 0);
  const SpanCatcher spans;
  EXPECT_EQ(Query(handle_, "EXECUTE s"), 0);
  Drain();
  EXPECT_EQ(NextResult(handle_), 1);
  EXPECT_THAT(spans.Only(), AllOf(SpanNamed("EXECUTE"), FailedWith("1146")));
}

TEST_F(ResultsTest, ChangesThatComeFirstAreNoEnd) {
  const SpanCatcher spans;
  EXPECT_EQ(Query(handle_, "DO 1; SELECT 1; DO 2"), 0);
  EXPECT_EQ(NextResult(handle_), 0);
  Drain();
  EXPECT_THAT(spans.Finished(), IsEmpty());
  EXPECT_EQ(NextResult(handle_), 0);
  EXPECT_EQ(NextResult(handle_), -1);
  EXPECT_THAT(spans.Only(), AllOf(SpanNamed("DO SELECT DO"), Succeeded()));
}

TEST_F(ResultsTest, ProcedureWithSeveralResultsIsOneSpan) {
  ASSERT_EQ(mysql_query(handle_, "CREATE PROCEDURE both_items() BEGIN SELECT 1; SELECT 2; END"), 0);
  const SpanCatcher spans;
  EXPECT_EQ(Query(handle_, "CALL both_items()"), 0);
  int results = 0;
  do {
    EXPECT_EQ(spans.Finished().size(), results < 2 ? 0U : 1U);  // the last one is the call's own
    Drain();
    ++results;
  } while (NextResult(handle_) == 0);
  EXPECT_EQ(results, 3);
  EXPECT_THAT(spans.Only(), AllOf(SpanNamed("CALL both_items"), Succeeded()));
}

TEST_F(ResultsTest, NextCallEndsWhatWasNotDrained) {
  const SpanCatcher spans;
  EXPECT_EQ(Query(handle_, "SELECT 1; SELECT 2"), 0);
  EXPECT_NE(Query(handle_, "SELECT 3"), 0);  // commands out of sync, as without us
  EXPECT_EQ(mysql_errno(handle_), 2014U);
  EXPECT_THAT(spans.Finished(), ElementsAre(AllOf(SpanNamed("SELECT SELECT"), Succeeded()),
                                            AllOf(SpanNamed("SELECT"), FailedWith("2014"))));
}

TEST_F(ResultsTest, ClosingEndsWhatWasNotDrained) {
  const SpanCatcher spans;
  MYSQL* other = OpenByTcp();
  ASSERT_EQ(mysql_set_server_option(other, MYSQL_OPTION_MULTI_STATEMENTS_ON), 0);
  EXPECT_EQ(Query(other, "SELECT 1; SELECT 2"), 0);
  Close(other);
  EXPECT_THAT(spans.Only(), AllOf(SpanNamed("SELECT SELECT"), Succeeded()));
}

// The user closed it behind our back, and another connection got its address.
TEST_F(ResultsTest, AnotherConnectionAtTheSameAddressIsNotTaken) {
  const SpanCatcher spans;
  MYSQL storage;
  const auto open = [&] {
    mysql_init(&storage);
    ASSERT_NE(mysql_real_connect(&storage, "127.0.0.1", "root", "", "shop", server_->port(),
                                 nullptr, CLIENT_MULTI_STATEMENTS),
              nullptr);
  };
  open();
  EXPECT_EQ(Query(&storage, "SELECT 1; SELECT 2"), 0);
  mysql_close(&storage);
  open();
  EXPECT_EQ(NextResult(&storage), -1);
  mysql_close(&storage);
  EXPECT_THAT(spans.Only(), AllOf(SpanNamed("SELECT SELECT"), FailedWith("abandoned")));
}

// Wherever the next connection at that address is made, it ends there, and not as the new one's.
TEST_F(ResultsTest, ConnectingAtTheSameAddressEndsWhatAnotherLeftOpen) {
  Options options;
  options.connect = false;
  options.transactions = true;
  const auto made = Make(options).value;
  MYSQL storage;
  const auto open = [&] {
    mysql_init(&storage);
    ASSERT_NE(RealConnect(*made, &storage, "127.0.0.1", "root", "", "shop", server_->port(),
                          nullptr, CLIENT_MULTI_STATEMENTS),
              nullptr);
  };
  const SpanCatcher spans;
  open();
  EXPECT_EQ(Query(*made, &storage, "BEGIN"), 0);
  EXPECT_EQ(Query(*made, &storage, "SELECT 1; SELECT 2"), 0);
  EXPECT_THAT(spans.Finished(), ElementsAre(SpanNamed("BEGIN")));
  mysql_close(&storage);
  open();
  EXPECT_THAT(
      spans.Finished(),
      ElementsAre(SpanNamed("BEGIN"), AllOf(SpanNamed("SELECT SELECT"), FailedWith("abandoned")),
                  AllOf(SpanNamed("transaction"), FailedWith("abandoned"))));
  EXPECT_EQ(spans.Unfinished(), 0U);
  mysql_close(&storage);
}

// Both are begun by the library's own calls, behind our back.
TEST_F(ResultsTest, AnothersTransactionAtTheSameAddressIsAbandoned) {
  Options options;
  options.transactions = true;
  const auto made = Make(options).value;
  MYSQL storage;
  const auto begin = [&] {
    mysql_init(&storage);
    ASSERT_NE(
        mysql_real_connect(&storage, "127.0.0.1", "root", "", "shop", server_->port(), nullptr, 0),
        nullptr);
    ASSERT_EQ(mysql_query(&storage, "BEGIN"), 0);
    ASSERT_EQ(Query(*made, &storage, "DO 1"), 0);
  };
  const SpanCatcher spans;
  begin();
  mysql_close(&storage);
  begin();
  EXPECT_EQ(Query(*made, &storage, "COMMIT"), 0);
  mysql_close(&storage);
  EXPECT_THAT(spans.Finished(),
              ElementsAre(SpanNamed("DO"), AllOf(SpanNamed("transaction"), FailedWith("abandoned")),
                          SpanNamed("DO"), AllOf(SpanNamed("transaction"), Succeeded()),
                          SpanNamed("COMMIT")));
}

TEST_F(ResultsTest, SendAndReadAreOneSpan) {
  const SpanCatcher spans;
  const std::string bad = "SELECT FRMO";
  const std::string good = "SELECT name FROM item";
  EXPECT_EQ(SendQuery(handle_, bad.data(), bad.size()), 0);
  EXPECT_THAT(spans.Finished(), IsEmpty());
  EXPECT_TRUE(ReadQueryResult(handle_));
  EXPECT_EQ(SendQuery(handle_, good.data(), good.size()), 0);
  EXPECT_FALSE(ReadQueryResult(handle_));
  EXPECT_EQ(Rows(handle_).size(), 2U);
  EXPECT_THAT(spans.Finished(), ElementsAre(AllOf(SpanNamed("SELECT"), FailedWith("1054")),
                                            AllOf(SpanNamed("SELECT item"), Succeeded())));
}

TEST_F(ResultsTest, SentAndNeverReadIsAbandoned) {
  const SpanCatcher spans;
  MYSQL* other = OpenByTcp();
  constexpr std::string_view kSql = "SELECT name FROM item";
  EXPECT_EQ(SendQuery(other, kSql.data(), kSql.size()), 0);
  Close(other);
  EXPECT_THAT(spans.Only(), AllOf(SpanNamed("SELECT item"), FailedWith("abandoned")));
}

TEST_F(ResultsTest, NullIsRefused) {
  EXPECT_EQ(NextResult(nullptr), 1);
  EXPECT_EQ(SendQuery(nullptr, "SELECT 1", 8), 1);
  EXPECT_TRUE(ReadQueryResult(nullptr));
  EXPECT_EQ(StoreResult(nullptr), nullptr);
  EXPECT_EQ(UseResult(nullptr), nullptr);
}

class RowCountsTest : public ResultsTest {
 protected:
  static const Instrumentation& Counting() {
    static const auto made = [] {
      Options options;
      options.row_counts = options.warnings = true;
      return Make(options).value;
    }();
    return *made;
  }
};

TEST_F(RowCountsTest, ReturnedAndAffectedRowsAreCounted) {
  const SpanCatcher spans;
  EXPECT_NE(Query(Counting(), handle_, "INSERT INTO item VALUES (1, 'x')"), 0);
  EXPECT_EQ(Query(Counting(), handle_, "SELECT name FROM item"), 0);
  Drain();
  EXPECT_EQ(Query(Counting(), handle_, "UPDATE item SET name = 'drill' WHERE id = 2"), 0);
  EXPECT_EQ(Query(Counting(), handle_, "DROP TABLE IF EXISTS nowhere"), 0);
  EXPECT_THAT(spans.Finished(),
              ElementsAre(AllOf(FailedWith("1062"), LacksAttribute("db.response.affected_rows")),
                          AllOf(SpanNamed("SELECT item"),
                                HasAttribute("db.response.returned_rows", int64_t{2}),
                                LacksAttribute("db.response.affected_rows"),
                                HasAttribute("db.response.warning_count", int64_t{0})),
                          HasAttribute("db.response.affected_rows", int64_t{1}),
                          HasAttribute("db.response.warning_count", int64_t{1})));
}

// One number for several results would be wrong of each.
TEST_F(RowCountsTest, RowsOfSeveralResultsAreNotCounted) {
  const SpanCatcher spans;
  EXPECT_EQ(Query(Counting(), handle_, "DO 1; SELECT name FROM item"), 0);
  EXPECT_EQ(NextResult(Counting(), handle_), 0);
  Drain();
  EXPECT_THAT(spans.Only(), AllOf(SpanNamed("DO SELECT item"), Succeeded(),
                                  LacksAttribute("db.response.returned_rows")));
}

TEST_F(RowCountsTest, UnbufferedRowsAreNotCounted) {
  const SpanCatcher spans;
  EXPECT_EQ(Query(Counting(), handle_, "SELECT name FROM item"), 0);
  MYSQL_RES* rows = UseResult(handle_);
  EXPECT_THAT(spans.Only(), AllOf(Succeeded(), LacksAttribute("db.response.returned_rows")));
  mysql_free_result(rows);
}

}  // namespace
}  // namespace otelwrap::mysql
