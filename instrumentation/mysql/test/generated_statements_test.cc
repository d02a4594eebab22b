// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Generated statements: the real server takes each for good SQL (it prepares it), and no mark of
// its literals is left in its text or its summary, however little is known of the connection.
// OTELWRAP_TEST_SEED and OTELWRAP_TEST_STATEMENTS make it another run, and a longer one.

#include <otelwrap/mysql/sanitize.h>

#include "from_environment.h"
#include "shop.h"
#include "statement_generator.h"

namespace otelwrap::mysql {
namespace {

using namespace otelwrap::testing;

void ExpectNoMark(const std::string& sql, const SqlDialect& dialect) {
  std::string text;
  QuerySummary summary;
  ASSERT_TRUE(DescribeSql(sql, dialect, text, summary, {1U << 16U, (sql.size() & 1U) != 0}));
  for (const std::string_view mark : kMarks) {
    EXPECT_EQ(text.find(mark), std::string::npos) << sql << "\n-> " << text;
    EXPECT_EQ(summary.view().find(mark), std::string::npos) << sql << "\n-> " << summary.view();
  }
}

class GeneratedStatements : public Shop {
 protected:
  // 0, or why the server would not have it.
  unsigned int Prepare(const std::string& sql) {
    MYSQL_STMT* statement = mysql_stmt_init(handle_);
    mysql_stmt_prepare(statement, sql.data(), sql.size());
    const unsigned int number = mysql_stmt_errno(statement);
    mysql_stmt_close(statement);
    return number;
  }
};

TEST_F(GeneratedStatements, AreGoodSqlAndShowNoLiteral) {
  constexpr unsigned kSyntaxError = 1064;
  const auto first = static_cast<unsigned>(FromEnvironment("OTELWRAP_TEST_SEED", 0));
  const auto count = static_cast<unsigned>(FromEnvironment("OTELWRAP_TEST_STATEMENTS", 4000));
  const bool maria_db = server_->kind() == MysqlKind::kMariaDb;
  unsigned refused = 0;
  for (unsigned seed = first; seed < first + count && !HasFailure(); ++seed) {
    const std::string sql = StatementGenerator(seed, maria_db).Make();
    if (Prepare(sql) == kSyntaxError) {
      ++refused;
      EXPECT_LT(refused, count / 50) << mysql_error(handle_) << "\n" << sql;
    }
    ExpectNoMark(sql, {false, false, "utf8mb4"});
    ExpectNoMark(sql, {});
    ExpectNoMark(sql, {std::nullopt, false, "latin1"});
    ExpectNoMark(sql, {std::nullopt, false, "gbk"});
  }
  RecordProperty("refused", static_cast<int>(refused));
}

// What is sanitised is still a statement: shapes stay, only literals go.
TEST_F(GeneratedStatements, KeepTheirTables) {
  unsigned shown = 0;
  for (unsigned seed = 0; seed < 500; ++seed) {
    const std::string sql = StatementGenerator(seed, true).Make();
    if (sql.find("item") == std::string::npos) continue;
    std::string text;
    ASSERT_TRUE(SanitizeSql(sql, {false, false, "utf8mb4"}, text));
    shown += text.find("item") != std::string::npos ? 1U : 0U;
  }
  EXPECT_GT(shown, 300U);
}

}  // namespace
}  // namespace otelwrap::mysql
