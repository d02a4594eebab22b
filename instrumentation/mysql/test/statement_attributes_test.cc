// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Parameters bound by us, and the trace context beside them: what a real server reads of the query
// attributes of a prepared statement.

#include <otelwrap/mysql/statement.h>

#include <cstring>

#include "shop.h"

namespace otelwrap::mysql {
namespace {

using namespace otelwrap::testing;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::Not;

MYSQL_BIND Number(int* number) {
  MYSQL_BIND bind{};
  bind.buffer_type = MYSQL_TYPE_LONG;
  bind.buffer = number;
  return bind;
}

MYSQL_BIND Text(char* text) {
  MYSQL_BIND bind{};
  bind.buffer_type = MYSQL_TYPE_STRING;
  bind.buffer = text;
  bind.buffer_length = static_cast<unsigned long>(std::strlen(text));
  return bind;
}

// The first column of the only row.
std::string Answer(MYSQL_STMT* statement) {
  char text[1024] = {};
  unsigned long length = 0;
  MYSQL_BIND bind{};
  bind.buffer_type = MYSQL_TYPE_STRING;
  bind.buffer = text;
  bind.buffer_length = sizeof text;
  bind.length = &length;
  EXPECT_EQ(mysql_stmt_bind_result(statement, &bind), 0);
  EXPECT_EQ(mysql_stmt_fetch(statement), 0) << mysql_stmt_error(statement);
  mysql_stmt_free_result(statement);
  return {text, length};
}

class BindTest : public Shop {
 protected:
  static std::shared_ptr<const Instrumentation> WithAttributes() {
    Options options;
    options.query_attributes = true;
    return Make(options).value;
  }
};

TEST_F(BindTest, TooFewAndNullAreRefused) {
  int id = 1;
  MYSQL_BIND bind = Number(&id);
  EXPECT_TRUE(StmtBindParam(nullptr, &bind, 1));
  Statement nothing(nullptr);
  EXPECT_TRUE(nothing.BindParam(&bind, 1));
  for (const auto& instrumentation : {Make({}).value, WithAttributes()}) {
    Statement statement(handle_, instrumentation);
    ASSERT_EQ(statement.Prepare("SELECT name FROM item WHERE id = ? AND name <> ?"), 0);
    const bool refused = statement.BindParam(&bind, 1);
    EXPECT_TRUE(refused || statement.Execute() != 0);
  }
}

TEST_F(BindTest, ParametersArriveWithAndWithoutTheOption) {
  const SpanCatcher spans;
  for (const auto& instrumentation : {Make({}).value, WithAttributes()}) {
    Statement statement(handle_, instrumentation);
    ASSERT_EQ(statement.Prepare("SELECT name FROM item WHERE id = ? AND name <> ?"), 0);
    int id = 1;
    char name[] = "saw";
    MYSQL_BIND binds[] = {Number(&id), Text(name)};
    ASSERT_FALSE(statement.BindParam(binds, 2)) << statement.Error();
    for (const char* expected : {"hammer", "drill"}) {
      ASSERT_EQ(statement.Execute(), 0) << statement.Error();
      EXPECT_EQ(Answer(statement), expected);
      ASSERT_EQ(mysql_query(handle_, "UPDATE item SET name = 'drill' WHERE id = 1"), 0);
    }
    ASSERT_EQ(mysql_query(handle_, "UPDATE item SET name = 'hammer' WHERE id = 1"), 0);
  }
}

TEST_F(BindTest, PartsSentAheadArrive) {
  const SpanCatcher spans;
  Statement statement(handle_, WithAttributes());
  ASSERT_EQ(statement.Prepare("SELECT ?"), 0);
  char text[] = "";
  MYSQL_BIND bind = Text(text);
  ASSERT_FALSE(statement.BindParam(&bind, 1));
  ASSERT_EQ(mysql_stmt_send_long_data(statement, 0, "part ", 5), 0);
  ASSERT_EQ(mysql_stmt_send_long_data(statement, 0, "by part", 7), 0);
  ASSERT_EQ(statement.Execute(), 0) << statement.Error();
  EXPECT_EQ(Answer(statement), "part by part");
}

#ifndef MARIADB_PACKAGE_VERSION_ID

constexpr char kWhatIsBound[] =
    "SELECT CONCAT_WS(' ', mysql_query_attribute_string('traceparent'), "
    "mysql_query_attribute_string('tracestate'), mysql_query_attribute_string('mine'), 'end')";
constexpr char kWhatIsBoundAndGiven[] =
    "SELECT CONCAT_WS(' ', mysql_query_attribute_string('traceparent'), "
    "mysql_query_attribute_string('tracestate'), mysql_query_attribute_string('mine'), ?)";

class StatementAttributesTest : public BindTest {
 protected:
  void SetUp() override {
    BindTest::SetUp();
    if (handle_ == nullptr) return;
    if (server_->kind() == MysqlKind::kMariaDb) GTEST_SKIP() << "MariaDB has no query attributes";
    ASSERT_EQ(mysql_query(handle_, "INSTALL COMPONENT 'file://component_query_attributes'"), 0)
        << mysql_error(handle_);
  }

  static std::string Run(Statement& statement) {
    EXPECT_EQ(statement.Execute(), 0) << statement.Error();
    return Answer(statement);
  }

  static auto CarriesTheLastOf(const SpanCatcher& spans) {
    const Span span = spans.Finished().back();
    return ::testing::StartsWith("00-" + span.trace_id + "-" + span.span_id + "-0");
  }
};

TEST_F(StatementAttributesTest, NothingIsSentByDefaultNorToRefusedHosts) {
  const SpanCatcher spans;
  Options refused;
  refused.query_attributes = true;
  refused.propagation = common::PropagationPolicy::NotTo({"127.0.0.1"});
  for (const auto& instrumentation : {Make({}).value, Make(refused).value}) {
    Statement statement(handle_, instrumentation);
    ASSERT_EQ(statement.Prepare(kWhatIsBound), 0);
    EXPECT_EQ(Run(statement), "end");
  }
}

TEST_F(StatementAttributesTest, EachExecutionCarriesItsOwnSpan) {
  const SpanCatcher spans;
  Statement statement(handle_, WithAttributes());
  ASSERT_EQ(statement.Prepare(kWhatIsBound), 0);
  const std::string first = Run(statement);
  EXPECT_THAT(first, AllOf(CarriesTheLastOf(spans), EndsWith(" end")));
  const std::string second = Run(statement);
  EXPECT_THAT(second, AllOf(CarriesTheLastOf(spans), Not(first)));
}

TEST_F(StatementAttributesTest, UnsampledCarriesItTooAndOffDoesNot) {
  SpanCatcherOptions unsampled;
  unsampled.sampling = Sampling::kAlwaysOff;
  const SpanCatcher spans(std::move(unsampled));
  Statement statement(handle_, WithAttributes());
  ASSERT_EQ(statement.Prepare(kWhatIsBound), 0);
  EXPECT_THAT(Run(statement), ::testing::ContainsRegex("^00-[0-9a-f]*-[0-9a-f]*-0[02] end$"));
  common::SetEnabled(common::Component::kMysql, false);
  EXPECT_EQ(Run(statement), "end");
  common::SetEnabled(common::Component::kMysql, true);
  ASSERT_EQ(mysql_stmt_execute(statement), 0);
  EXPECT_EQ(Answer(statement), "end");
}

TEST_F(StatementAttributesTest, GoBesideTheUsersOwnAndTheParameters) {
  const SpanCatcher spans;
  Statement statement(handle_, WithAttributes());
  ASSERT_EQ(statement.Prepare(kWhatIsBoundAndGiven), 0);
  char given[] = "given";
  char mine[] = "my value";
  MYSQL_BIND binds[] = {Text(given), Text(mine)};
  const char* names[] = {nullptr, "mine"};
  ASSERT_FALSE(statement.BindParam(binds, 2, names)) << statement.Error();
  for (int i = 0; i < 2; ++i) {
    const std::string seen = Run(statement);
    EXPECT_THAT(seen, AllOf(CarriesTheLastOf(spans), EndsWith(" my value given")));
  }
  std::strcpy(given, "again");
  EXPECT_THAT(Run(statement), EndsWith(" my value again"));
}

TEST_F(StatementAttributesTest, BoundByTheLibrarysOwnCallItGoesWithout) {
  const SpanCatcher spans;
  Statement statement(handle_, WithAttributes());
  ASSERT_EQ(statement.Prepare(kWhatIsBoundAndGiven), 0);
  char given[] = "given";
  MYSQL_BIND bind = Text(given);
  ASSERT_FALSE(mysql_stmt_bind_named_param(statement, &bind, 1, nullptr));
  EXPECT_EQ(Run(statement), "given");
  ASSERT_FALSE(statement.BindParam(&bind, 1));
  const std::string seen = Run(statement);
  EXPECT_THAT(seen, CarriesTheLastOf(spans));
  ASSERT_FALSE(mysql_stmt_bind_named_param(statement, &bind, 1, nullptr));
  EXPECT_EQ(Run(statement), "given");
}

TEST_F(StatementAttributesTest, PreparedAgainItIsBoundAgain) {
  const SpanCatcher spans;
  MYSQL_STMT* raw = mysql_stmt_init(handle_);
  const auto with = WithAttributes();
  for (int i = 0; i < 3; ++i) {
    ASSERT_EQ(StmtPrepare(*with, raw, kWhatIsBound, sizeof kWhatIsBound - 1), 0);
    ASSERT_EQ(StmtExecute(*with, raw), 0) << mysql_stmt_error(raw);
    EXPECT_THAT(Answer(raw), CarriesTheLastOf(spans));
  }
  EXPECT_FALSE(StmtClose(raw));
}

#endif

}  // namespace
}  // namespace otelwrap::mysql
