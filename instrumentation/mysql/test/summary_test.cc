// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What the summary says of each kind of statement, and what it leaves out.

#include <gmock/gmock.h>

#include <otelwrap/mysql/sanitize.h>

#include <string>
#include <string_view>
#include <vector>

namespace otelwrap::mysql {
namespace {

struct Row {
  std::string_view text;
  std::string_view expected;
};

void Check(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    EXPECT_EQ(SummarizeSql(row.text, {false, false, "utf8mb4"}).view(), row.expected) << row.text;
  }
}

TEST(Summary, IsEmptyForWhatIsNoStatement) {
  Check({{"", ""}, {"secret", ""}, {"'secret'", ""}, {"12", ""}, {"/* a */", ""}, {";;", ""}});
}

TEST(Summary, HoldsNoLiteralAndNoSecret) {
  Check({
      {"SELECT * FROM 'secret'", "SELECT"},
      {"SELECT * FROM \"secret\"", "SELECT"},
      {"CREATE USER bob IDENTIFIED BY secret", "CREATE USER"},
      {"SET PASSWORD FOR bob = secret", "SET"},
      {"DROP USER bob", "DROP USER"},
      {"GRANT SELECT ON t TO bob", "GRANT"},
      {"KILL 7", "KILL"},
      {"SELECT * FROM t, /*! '*/' */ secret", "SELECT t"},
  });
}

TEST(Summary, OfAStatementThatNamesItsDefinerInQuotes) {
  Check({
      {"CREATE DEFINER='admin'@'%' FUNCTION f() RETURNS INT RETURN 1", "CREATE FUNCTION f"},
      {"CREATE DEFINER='a'@'h' PROCEDURE p() BEGIN INSERT INTO t VALUES (1); DELETE FROM u; END",
       "CREATE PROCEDURE p"},
      {"CREATE DEFINER='admin'@'%' VIEW v AS SELECT a FROM t", "CREATE VIEW v SELECT t"},
      {"EXPLAIN FORMAT='TREE' UPDATE t SET a = 1", "EXPLAIN UPDATE t"},
      {"EXPLAIN FORMAT='TREE' DELETE FROM t", "EXPLAIN DELETE t"},
  });
}

TEST(Summary, LeavesOutCommonTablesInsideOfAStatementToo) {
  Check({
      {"INSERT INTO t WITH c AS (SELECT a FROM u) SELECT a FROM c", "INSERT t SELECT u SELECT"},
      {"INSERT INTO t (a) WITH RECURSIVE c (a) AS (SELECT 1 UNION SELECT a FROM c) SELECT a FROM c",
       "INSERT t SELECT SELECT SELECT"},
      {"CREATE VIEW v AS WITH c AS (SELECT a FROM t) SELECT a FROM c, u",
       "CREATE VIEW v SELECT t SELECT u"},
      {"SELECT a FROM t WHERE b IN (WITH c AS (SELECT a FROM u) SELECT a FROM c) AND d = (SELECT 1 "
       "FROM w)",
       "SELECT t SELECT u SELECT SELECT w"},
      {"SELECT a, SUM(b) FROM t GROUP BY a WITH ROLLUP HAVING a IN (SELECT b FROM rollup)",
       "SELECT t SELECT rollup"},
      {"SELECT a FROM t WHERE MATCH(a) AGAINST ('x' WITH QUERY EXPANSION) AND b IN (SELECT c FROM "
       "query)",
       "SELECT t SELECT query"},
      {"ALTER TABLE t EXCHANGE PARTITION p WITH TABLE u", "ALTER TABLE t"},
      {"CREATE VIEW v AS SELECT a FROM t WITH CHECK OPTION", "CREATE VIEW v SELECT t"},
  });
}

TEST(Summary, AnOptionCalledUserIsNoAccount) {
  Check({
      {"START GROUP_REPLICATION USER='bob', PASSWORD='secret'", "START GROUP_REPLICATION"},
      {"CREATE RESOURCE GROUP g TYPE=USER", "CREATE RESOURCE"},
      {"ALTER INSTANCE ROTATE INNODB MASTER KEY", "ALTER INSTANCE"},
  });
}

TEST(Summary, NamesTheTablesOfEachOperation) {
  Check({
      {"SELECT a FROM t WHERE b IN (SELECT c FROM u)", "SELECT t SELECT u"},
      {"select a from `my table` as x, db.`u` y left join v on x.a = v.a",
       "select `my table` db.`u` v"},
      {"SELECT a FROM (t JOIN u ON f(t.a, u.a)), v", "SELECT t u v"},
      {"SELECT EXTRACT(YEAR FROM d), TRIM(a FROM b) FROM t", "SELECT t"},
      {"SELECT a FROM t USE INDEX (i, j), u ORDER BY a, b", "SELECT t u"},
      {"(SELECT a FROM t) UNION (SELECT a FROM u)", "SELECT t SELECT u"},
      {"INSERT INTO t (a) VALUES (1), (2) ON DUPLICATE KEY UPDATE a = 3", "INSERT t"},
      {"INSERT IGNORE t SELECT REPLACE(a, 1, 2) FROM u", "INSERT t SELECT u"},
      {"REPLACE LOW_PRIORITY INTO t VALUES (1)", "REPLACE t"},
      {"UPDATE t SET a = 1, b = 2 WHERE c = 3", "UPDATE t"},
      {"UPDATE t, u JOIN v SET t.a = 1", "UPDATE t u v"},
      {"DELETE FROM t WHERE a = 1", "DELETE t"},
      {"DELETE t FROM t JOIN u", "DELETE t u"},
      {"WITH c AS (SELECT a FROM b), d AS (SELECT 1) SELECT * FROM c, d, e",
       "SELECT b SELECT SELECT e"},
      {"WITH RECURSIVE c (n) AS (SELECT a FROM b) DELETE FROM t WHERE n IN (SELECT n FROM C)",
       "SELECT b DELETE t SELECT"},
      {"SELECT 1; DELETE FROM t; COMMIT", "SELECT DELETE t COMMIT"},
      {"EXPLAIN FORMAT=JSON SELECT a FROM t", "EXPLAIN SELECT t"},
      {"SELECT a FROM t UNION SELECT a FROM u", "SELECT t SELECT u"},
      {"SELECT a FROM JSON_TABLE('[1]', '$' COLUMNS(a INT PATH '$')) j, t", "SELECT t"},
      {"LOAD DATA LOCAL INFILE 'f' INTO TABLE db.t FIELDS TERMINATED BY ','", "LOAD DATA db.t"},
      {"LOAD XML INFILE 'f' INTO TABLE t", "LOAD XML t"},
      {"SELECT a.`select`, b.from FROM t", "SELECT t"},
  });
}

TEST(Summary, NamesTheObjectsOfADefinition) {
  Check({
      {"CREATE TABLE IF NOT EXISTS t (a INT, b INT) COMMENT='x', ENGINE=y", "CREATE TABLE t"},
      {"CREATE TEMPORARY TABLE t AS SELECT a FROM u", "CREATE TABLE t SELECT u"},
      {"CREATE OR REPLACE VIEW v AS SELECT a FROM t", "CREATE VIEW v SELECT t"},
      {"CREATE UNIQUE INDEX i ON t (a)", "CREATE INDEX i"},
      {"CREATE PROCEDURE p() BEGIN SELECT 1; UPDATE t SET a = 1; END", "CREATE PROCEDURE p"},
      {"ALTER TABLE t ADD a INT, ADD b INT", "ALTER TABLE t"},
      {"DROP TABLE IF EXISTS t, db.u", "DROP TABLE t db.u"},
      {"DROP DATABASE shop", "DROP DATABASE shop"},
      {"TRUNCATE TABLE t", "TRUNCATE TABLE t"},
      {"TRUNCATE t", "TRUNCATE t"},
      {"LOCK TABLES a WRITE, b READ", "LOCK TABLES a b"},
      {"CALL shop.p(1, 'a')", "CALL shop.p"},
      {"USE shop", "USE shop"},
      {"SHOW TABLES FROM shop", "SHOW"},
      {"START TRANSACTION", "START TRANSACTION"},
      {"BEGIN", "BEGIN"},
  });
}

TEST(Summary, IsCutBetweenWords) {
  std::string text = "SELECT a FROM ";
  for (int i = 0; i < 100; ++i) text += "table_" + std::to_string(i) + ", ";
  const std::string summary(SummarizeSql(text, {}).view());
  EXPECT_LE(summary.size(), kMaxSummaryBytes);
  EXPECT_GT(summary.size(), kMaxSummaryBytes - std::string(" table_28").size());
  EXPECT_THAT(summary, ::testing::EndsWith(" table_27"));
  EXPECT_EQ(SummarizeSql("SELECT a FROM " + std::string(300, 'x'), {}).view(), "SELECT");
}

TEST(Summary, StandsAnyDepth) {
  std::string text = "SELECT a FROM t WHERE ";
  text.append(100000, '(');
  EXPECT_EQ(SummarizeSql(text + "SELECT b FROM u", {}).view(), "SELECT t");
}

}  // namespace
}  // namespace otelwrap::mysql
