// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Which statements get a comment, where, and that no tag can end it.

#include <gmock/gmock.h>

#include <otelwrap/mysql/commenter.h>

#include <string>
#include <string_view>
#include <vector>

namespace otelwrap::mysql {
namespace {

constexpr SqlDialect kUtf8{false, false, "utf8mb4"};

// "-": it is left as it is.
std::string Commented(std::string_view sql, const std::vector<SqlTag>& tags = {{"a", "b"}}) {
  std::string out;
  return CommentSql(sql, kUtf8, tags.data(), tags.size(), out) ? out : "-";
}

TEST(Commenter, LeavesAloneWhatHasACommentOrNoClearEnd) {
  for (const std::string_view sql :
       {"SELECT 1 /* x */", "SELECT /*+ h */ 1", "SELECT 1 -- x", "SELECT 1 # x", "/*!1*/ SELECT 1",
        "SELECT 'open", "SELECT /* open", "SELECT `open", "", " ", ";", "SET PASSWORD = x"}) {
    EXPECT_EQ(Commented(sql), "-") << sql;
  }
}

// The server keeps the text of these, comment and all.
TEST(Commenter, LeavesAloneWhatTheServerKeeps) {
  for (const std::string_view sql :
       {"CREATE PROCEDURE p() SELECT 1", "create definer=a@b function f() RETURNS INT RETURN 1",
        "CREATE TRIGGER t BEFORE INSERT ON u FOR EACH ROW SET @a = 1",
        "CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO SET @a = 1", "ALTER EVENT e DO SET @a = 1",
        "CREATE OR REPLACE PACKAGE BODY p AS END", "DO 1; CREATE PROCEDURE p() SELECT 1"}) {
    EXPECT_EQ(Commented(sql), "-") << sql;
  }
  EXPECT_EQ(Commented("DROP PROCEDURE p"), "DROP PROCEDURE p /*a='b'*/");
  EXPECT_EQ(Commented("CREATE TABLE t (a INT)"), "CREATE TABLE t (a INT) /*a='b'*/");
}

TEST(Commenter, StandsRightBeforeATrailingSemicolon) {
  EXPECT_EQ(Commented("SELECT 1"), "SELECT 1 /*a='b'*/");
  EXPECT_EQ(Commented("SELECT 1;"), "SELECT 1 /*a='b'*/;");
  EXPECT_EQ(Commented("SELECT 1 ; ;\n"), "SELECT 1 /*a='b'*/ ; ;\n");
  EXPECT_EQ(Commented("SELECT ';'"), "SELECT ';' /*a='b'*/");
  EXPECT_EQ(Commented("SELECT '/*'"), "SELECT '/*' /*a='b'*/");
  EXPECT_EQ(Commented("DO 1; DO 2"), "DO 1; DO 2 /*a='b'*/");
}

TEST(Commenter, EncodesAndSorts) {
  EXPECT_EQ(
      Commented("DO 1",
                {{"z", "*/ DROP TABLE t; --'"}, {"b k", "\n\xC3\xA4'"}, {"", "x"}, {"y", ""}}),
      "DO 1 /*b%20k='%0A%C3%A4%27',z='%2A%2F%20DROP%20TABLE%20t%3B%20--%27'*/");
  EXPECT_EQ(Commented("DO 1", {{"traceparent", "00-a-b-01"}, {"action", "x_y.z~"}}),
            "DO 1 /*action='x_y.z~',traceparent='00-a-b-01'*/");
  EXPECT_EQ(Commented("DO 1", {}), "-");
}

}  // namespace
}  // namespace otelwrap::mysql
