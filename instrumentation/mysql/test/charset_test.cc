// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Character sets that change while connected, on a real server: in gbk a second byte may look like
// a backslash, so that who reads the text in another set takes a literal for a name.

#include <otelwrap/mysql/session.h>
#include <otelwrap/mysql/statement.h>

#include "shop.h"

namespace otelwrap::mysql {
namespace {

using namespace otelwrap::testing;
using ::testing::HasSubstr;
using ::testing::Not;

// In gbk two literals; in UTF-8 or latin1 the first one ends before the word.
constexpr const char* kInGbk = "SELECT 'sEcReT', '\xBF\x5C', 'sEcReT' AS c";
// In UTF-8 two literals; in gbk the second one ends before the word.
constexpr const char* kInUtf8 = "SELECT 'sEcReT', '\xE4\xB8\xAD\\' sEcReT' AS c";

// Sessions begin without anybody who takes spans: what was sent then counts later.
class CharsetTest : public Shop {
 protected:
  void SetUp() override {
    Shop::SetUp();
    if (handle_ == nullptr) return;
    ASSERT_EQ(mysql_set_server_option(handle_, MYSQL_OPTION_MULTI_STATEMENTS_ON), 0);
    ASSERT_EQ(mysql_set_character_set(handle_, "utf8mb4"), 0);
  }

  void DoNotTrack() {
    ASSERT_EQ(mysql_query(handle_, "SET session_track_system_variables = ''"), 0);
  }

  // The server's own word.
  static std::string OfServer(MYSQL* handle) {
    EXPECT_EQ(mysql_query(handle, "SELECT @@character_set_client"), 0);
    return Rows(handle).front();
  }

  // How the text is shown that both read as literals only.
  static std::string Shown(MYSQL* handle, const char* sql) {
    const SpanCatcher spans;
    EXPECT_EQ(Query(handle, sql), 0) << mysql_error(handle);
    EXPECT_EQ(Rows(handle), std::vector<std::string>{"sEcReT"});
    EXPECT_EQ(NextResult(handle), -1);  // more statements may be in what is hidden
    return std::get<std::string>(spans.Only().attributes.at("db.query.text").variant());
  }

  // Runs all of it by our calls.
  static void Run(MYSQL* handle, const char* sql) {
    ASSERT_EQ(Query(handle, sql), 0) << mysql_error(handle);
    do {
      mysql_free_result(StoreResult(handle));
    } while (NextResult(handle) == 0);
  }
};

TEST_F(CharsetTest, SetNamesAsSqlLeaksNothingThoughTheServerDoesNotTell) {
  DoNotTrack();
  for (const char* sql : {"SET NAMES gbk", "/* x */ set\tnames 'gbk'", "SET CHARACTER SET gbk",
                          "SET SESSION character_set_client = gbk", "SET CHARSET gbk",
                          "SELECT 1; SET NAMES gbk", "SET @a = 1, NAMES gbk"}) {
    ASSERT_EQ(mysql_set_character_set(handle_, "latin1"), 0);
    ASSERT_EQ(mysql_set_character_set(handle_, "utf8mb4"), 0);
    Run(handle_, sql);
    ASSERT_EQ(OfServer(handle_), "gbk") << sql;
    const std::string shown = Shown(handle_, kInGbk);
    EXPECT_THAT(shown, Not(HasSubstr("sEcReT"))) << sql;
    EXPECT_EQ(shown, "SELECT ?, ?") << sql;  // hidden from the doubtful byte on
  }
}

TEST_F(CharsetTest, PreparedAndSentSetNamesLeakNothing) {
  DoNotTrack();
  {
    Statement statement(handle_);
    ASSERT_EQ(statement.Prepare("SET NAMES gbk"), 0);
    ASSERT_EQ(statement.Execute(), 0);
  }
  EXPECT_EQ(Shown(handle_, kInGbk), "SELECT ?, ?");
  ASSERT_EQ(mysql_set_character_set(handle_, "utf8mb4"), 0);
  constexpr std::string_view kSet = "SET NAMES gbk";
  ASSERT_EQ(SendQuery(handle_, kSet.data(), kSet.size()), 0);
  ASSERT_FALSE(ReadQueryResult(handle_));
  EXPECT_EQ(Shown(handle_, kInGbk), "SELECT ?, ?");
}

// The same text, seen before, raises the doubt again.
TEST_F(CharsetTest, RepeatedSetNamesLeaksNothing) {
  DoNotTrack();
  for (int i = 0; i < 3; ++i) {
    {
      const SpanCatcher spans;
      Run(handle_, "SET NAMES gbk");
    }
    ASSERT_EQ(OfServer(handle_), "gbk");
    EXPECT_EQ(Shown(handle_, kInGbk), "SELECT ?, ?");
    ASSERT_EQ(mysql_set_character_set(handle_, "latin1"), 0);
    ASSERT_EQ(mysql_set_character_set(handle_, "utf8mb4"), 0);
    ASSERT_FALSE(ChangeUser(handle_, "root", "", "shop"));
    DoNotTrack();
    EXPECT_EQ(Shown(handle_, "SELECT 'sEcReT' AS c"), "SELECT ? AS c");
  }
}

// Though no query in doubt was read between, which would have had the text read anew.
TEST_F(CharsetTest, RepeatedSetNamesAloneLeaksNothing) {
  DoNotTrack();
  for (int i = 0; i < 2; ++i) {
    ASSERT_FALSE(ChangeUser(handle_, "root", "", "shop"));
    DoNotTrack();
    const SpanCatcher spans;
    Run(handle_, "SET NAMES gbk");
  }
  ASSERT_EQ(OfServer(handle_), "gbk");
  EXPECT_EQ(Shown(handle_, kInGbk), "SELECT ?, ?");
}

// What was read while it was in doubt is read again.
TEST_F(CharsetTest, DoubtThatIsGoneIsNotKeptWithTheText) {
  DoNotTrack();
  Run(handle_, "SET NAMES utf8mb4");
  EXPECT_EQ(Shown(handle_, kInUtf8), "SELECT ?, ?");
  ASSERT_FALSE(ChangeUser(handle_, "root", "", "shop"));
  EXPECT_EQ(Shown(handle_, kInUtf8), "SELECT ?, ? AS c");
}

TEST_F(CharsetTest, WhatTheServerTellsIsFollowed) {
  for (const char* sql : {"SET NAMES gbk", "SET character_set_client = gbk"}) {
    Run(handle_, sql);
    ASSERT_EQ(OfServer(handle_), "gbk") << sql;
    EXPECT_EQ(Shown(handle_, kInGbk), "SELECT ?, ?, ? AS c") << sql;
    Run(handle_, "SET NAMES utf8mb4");
    EXPECT_EQ(Shown(handle_, kInUtf8), "SELECT ?, ? AS c") << sql;
  }
}

// By the library's own call, too: it reads what the server tells.
TEST_F(CharsetTest, SetNamesThatIsNotOursIsFollowed) {
  ASSERT_EQ(mysql_query(handle_, "SET NAMES gbk"), 0);
  EXPECT_EQ(Shown(handle_, kInGbk), "SELECT ?, ?, ? AS c");
}

TEST_F(CharsetTest, LibrarysOwnCallMakesItKnownAgain) {
  DoNotTrack();
  Run(handle_, "SET NAMES gbk");
  ASSERT_EQ(mysql_set_character_set(handle_, "gbk"), 0);
  EXPECT_EQ(Shown(handle_, kInGbk), "SELECT ?, ?, ? AS c");
}

TEST_F(CharsetTest, StatementsThatOnlyNameOneRaiseNoDoubt) {
  DoNotTrack();
  Run(handle_, "SHOW VARIABLES LIKE 'character_set_client'");
  Run(handle_, "CREATE TEMPORARY TABLE other (names INT) CHARSET = utf8mb4");
  EXPECT_EQ(Shown(handle_, kInUtf8), "SELECT ?, ? AS c");
}

TEST_F(CharsetTest, PlainTextsStayReadableWithoutItsBeingKnown) {
  DoNotTrack();
  Run(handle_, "SET NAMES utf8mb4");
  EXPECT_EQ(Shown(handle_, "SELECT 'sEcReT' AS `c`, 'gr\xC3\xBC\xC3\x9F it\\'s'"),
            "SELECT ? AS `c`, ?");
}

// A reset gives the session the server's own set, not the connection's.
TEST_F(CharsetTest, ResetLeaksNothing) {
  for (const bool tracked : {true, false}) {
    MYSQL* handle = mysql_init(nullptr);
    mysql_options(handle, MYSQL_SET_CHARSET_NAME, "gbk");
    ASSERT_NE(
        mysql_real_connect(handle, "127.0.0.1", "root", "", "shop", server_->port(), nullptr, 0),
        nullptr);
    ASSERT_EQ(OfServer(handle), "gbk");
    ASSERT_EQ(mysql_query(handle_, tracked ? "SET GLOBAL session_track_system_variables = DEFAULT"
                                           : "SET GLOBAL session_track_system_variables = ''"),
              0);
    ASSERT_EQ(ResetConnection(handle), 0);
    const bool in_gbk = OfServer(handle) == "gbk";
    const std::string shown = Shown(handle, in_gbk ? kInGbk : kInUtf8);
    EXPECT_THAT(shown, Not(HasSubstr("sEcReT"))) << OfServer(handle) << tracked;
    // The library tells the server its own again.
    ASSERT_FALSE(ChangeUser(handle, "root", "", "shop"));
    ASSERT_EQ(OfServer(handle), "gbk");
    EXPECT_EQ(Shown(handle, kInGbk), "SELECT ?, ?, ? AS c");
    Close(handle);
  }
}

}  // namespace
}  // namespace otelwrap::mysql
