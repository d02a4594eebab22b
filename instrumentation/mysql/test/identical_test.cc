// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The same statements with and without us, on two connections: rows of all column types, errors,
// info, insert ids, affected rows and warnings are the same.

#include <otelwrap/mysql/session.h>
#include <otelwrap/mysql/statement.h>

#include <sstream>

#include "shop.h"

namespace otelwrap::mysql {
namespace {

using namespace otelwrap::testing;

constexpr const char* kStatements[] = {
    "CREATE TEMPORARY TABLE every (a TINYINT, b BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY, "
    "c DECIMAL(20,5), d FLOAT, e DOUBLE, f DATE, g DATETIME(6), h TIME, i YEAR, j CHAR(5), "
    "k VARCHAR(300) CHARACTER SET utf8mb4, l BLOB, m TEXT, n ENUM('x','y'), o SET('p','q'), "
    "p BIT(9), q JSON, r GEOMETRY)",
    "INSERT INTO every VALUES (-1, NULL, 12345.67891, 1.5, 2.25e100, '2020-01-02', "
    "'2020-01-02 03:04:05.678901', '-10:11:12', 1999, 'abc', 'gr\xC3\xBC\xC3\x9F', x'00FF27', "
    "'it''s', "
    "'y', 'p,q', b'101010101', '{\"a\": [1, 2]}', POINT(1, 2))",
    "INSERT INTO every (a) VALUES (1), (2), (NULL)",
    "SELECT * FROM every",
    "SELECT a, COUNT(*) FROM every GROUP BY a WITH ROLLUP",
    "UPDATE every SET a = 5 WHERE b < 3",
    "DELETE FROM every WHERE a = 5",
    "SELECT 1 FROM every WHERE 1 = 0",
    "INSERT INTO item VALUES (1, 'duplicate')",
    "SELECT syntax error here",
    "SELECT nowhere FROM every",
    "DROP TABLE IF EXISTS never_was",
    "SHOW WARNINGS",
    "SELECT CAST('12abc' AS SIGNED)",
    "SET @v = 7",
    "SELECT @v, NULL, '', CONNECTION_ID() IS NOT NULL",
    "EXPLAIN SELECT * FROM item WHERE id = 1",
    "START TRANSACTION",
    "ROLLBACK",
    "DO 1",
    "",
};

// All that the library tells after a query, its rows included.
std::string Told(MYSQL* handle, int result) {
  std::ostringstream told;
  told << result << '|' << mysql_errno(handle) << '|' << mysql_sqlstate(handle) << '|'
       << mysql_error(handle) << '|' << mysql_field_count(handle) << '|'
       << mysql_affected_rows(handle) << '|' << mysql_insert_id(handle) << '|'
       << mysql_warning_count(handle) << '|'
       << (mysql_info(handle) != nullptr ? mysql_info(handle) : "-") << '\n';
  if (result != 0) return told.str();
  MYSQL_RES* rows = mysql_store_result(handle);
  if (rows == nullptr) return told.str();
  while (MYSQL_ROW row = mysql_fetch_row(rows)) {
    const unsigned long* lengths = mysql_fetch_lengths(rows);
    for (unsigned i = 0; i < mysql_num_fields(rows); ++i) {
      told << (row[i] == nullptr ? std::string("NULL") : std::string(row[i], lengths[i])) << ',';
    }
    told << '\n';
  }
  mysql_free_result(rows);
  return told.str();
}

class IdenticalTest : public Shop {
 protected:
  static std::shared_ptr<const Instrumentation> WithEverything() {
    Options options;
    options.ping = options.prepare = options.transactions = options.row_counts = true;
    options.warnings = options.collapse_lists = options.query_attributes = true;
    return Make(options).value;
  }
};

TEST_F(IdenticalTest, EveryStatementAndColumnType) {
  const SpanCatcher spans;
  const auto everything = WithEverything();
  MYSQL* bare = OpenByTcp();
  for (const char* sql : kStatements) {
    EXPECT_EQ(Told(bare, mysql_query(bare, sql)), Told(handle_, Query(*everything, handle_, sql)))
        << sql;
  }
  mysql_close(bare);
  EXPECT_GE(spans.Finished().size(), std::size(kStatements) - 1);
}

TEST_F(IdenticalTest, PreparedStatements) {
  const SpanCatcher spans;
  const auto everything = WithEverything();
  MYSQL* bare = OpenByTcp();
  for (const std::string_view sql :
       {"SELECT name FROM item", "SELECT bad", "INSERT INTO item VALUES (1, 'x')",
        "UPDATE item SET name = name", "DO 1"}) {
    MYSQL_STMT* one = mysql_stmt_init(bare);
    MYSQL_STMT* other = mysql_stmt_init(handle_);
    EXPECT_EQ(mysql_stmt_prepare(one, sql.data(), sql.size()),
              StmtPrepare(*everything, other, sql.data(), sql.size()))
        << sql;
    EXPECT_EQ(mysql_stmt_execute(one), StmtExecute(*everything, other)) << sql;
    EXPECT_EQ(mysql_stmt_errno(one), mysql_stmt_errno(other)) << sql;
    EXPECT_STREQ(mysql_stmt_error(one), mysql_stmt_error(other)) << sql;
    EXPECT_EQ(mysql_stmt_affected_rows(one), mysql_stmt_affected_rows(other)) << sql;
    EXPECT_EQ(mysql_stmt_field_count(one), mysql_stmt_field_count(other)) << sql;
    mysql_stmt_close(one);
    EXPECT_FALSE(StmtClose(other));
  }
  mysql_close(bare);
}

}  // namespace
}  // namespace otelwrap::mysql
