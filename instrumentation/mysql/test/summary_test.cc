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

// RENAME's new names are no tables yet, and what ANALYZE lists behind ON are columns.
TEST(Summary, NamesAllThatAListNames) {
  Check({
      {"RENAME TABLE a TO b, db.c TO d", "RENAME TABLE a db.c"},
      {"OPTIMIZE TABLE a, `b`", "OPTIMIZE TABLE a `b`"},
      {"ANALYZE NO_WRITE_TO_BINLOG TABLE a, b", "ANALYZE TABLE a b"},
      {"ANALYZE TABLE a UPDATE HISTOGRAM ON c, d WITH 4 BUCKETS", "ANALYZE TABLE a"},
      {"ANALYZE TABLE a DROP HISTOGRAM ON c, d", "ANALYZE TABLE a"},
      {"ANALYZE TABLE a PERSISTENT FOR COLUMNS (c, d) INDEXES (i), b", "ANALYZE TABLE a b"},
      {"CHECK TABLE a, b FOR UPGRADE", "CHECK TABLE a b"},
      {"CHECKSUM TABLE a, b EXTENDED", "CHECKSUM TABLE a b"},
      {"REPAIR LOCAL TABLE a, b QUICK", "REPAIR TABLE a b"},
      {"DROP VIEW a, b", "DROP VIEW a b"},
      {"DROP SEQUENCE IF EXISTS a, b", "DROP SEQUENCE a b"},
      {"DROP INDEX i ON t ALGORITHM = INPLACE", "DROP INDEX i"},
      {"RENAME USER bob TO ann, tim TO tom", "RENAME USER"},
      {"ALTER TABLE a RENAME TO b, ADD c INT", "ALTER TABLE a"},
      {"DROP DATABASE a; SELECT b, c", "DROP DATABASE a SELECT"},
  });
}

TEST(Summary, TellsAnIndexAndALockFromTables) {
  Check({
      {"SELECT a FROM t FORCE INDEX FOR JOIN (j) JOIN u", "SELECT t u"},
      {"SELECT a FROM t USE INDEX FOR ORDER BY (j), u", "SELECT t u"},
      {"SELECT a FROM t x IGNORE KEY FOR GROUP BY (j, k), u", "SELECT t u"},
      {"SELECT a FROM t FOR SYSTEM_TIME ALL JOIN u", "SELECT t u"},
      {"SELECT a FROM t, u FOR UPDATE OF t, u", "SELECT t u"},
      {"SELECT a FROM t, u x FOR SHARE OF t, x NOWAIT", "SELECT t u"},
      {"SELECT SUBSTRING(a FROM 1 FOR 2) FROM t", "SELECT t"},
      {"DELETE FROM t FOR PORTION OF p FROM day TO night", "DELETE t"},
      {"INSERT INTO t SELECT a FROM u, v ON DUPLICATE KEY UPDATE a = 1, b = 2",
       "INSERT t SELECT u v"},
  });
}

TEST(Summary, NamesTheTablesOfAnOdbcJoin) {
  Check({
      {"SELECT a FROM { OJ t LEFT OUTER JOIN u ON t.a = u.a }, v", "SELECT t u v"},
      {"SELECT a FROM {`oj` t left join u on 1}", "SELECT t u"},
      {"SELECT a FROM w, {oj `t` left join (u, x) on 1}", "SELECT w `t` u x"},
      {"SELECT {d '2026-11-21'} FROM t", "SELECT t"},
  });
}

TEST(Summary, KnowsAProgramFromItsBody) {
  Check({
      {"CREATE PACKAGE BODY p AS FUNCTION f RETURN INT AS BEGIN RETURN (SELECT a FROM t); END; END",
       "CREATE PACKAGE BODY p"},
      {"CREATE OR REPLACE PACKAGE db.p AS PROCEDURE q; END", "CREATE PACKAGE db.p"},
      {"DROP PACKAGE BODY IF EXISTS p", "DROP PACKAGE BODY p"},
      {"CREATE PROCEDURE body(a INT) SELECT 1", "CREATE PROCEDURE body"},
      {"CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET @a = (SELECT b FROM u)",
       "CREATE TRIGGER g"},
      {"SELECT a FROM body, package", "SELECT body package"},
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
