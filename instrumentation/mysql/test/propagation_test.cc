// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What a real server gets to see of the trace: nothing, unless the options say so.

#include <opentelemetry/trace/scope.h>
#include <opentelemetry/trace/trace_state.h>
#include <otelwrap/mysql/query_attributes.h>
#include <otelwrap/mysql/session.h>
#include <otelwrap/mysql/statement.h>

#include "shop.h"

namespace otelwrap::mysql {
namespace {

using namespace otelwrap::testing;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class PropagationTest : public Shop {
 protected:
  static std::shared_ptr<const Instrumentation> Commenting() {
    Options options;
    options.sql_comments = true;
    options.sql_comment_tags = {{"application", "shop's"}};
    return Make(options).value;
  }

  // The statement as the server has it.
  std::string Seen(const Instrumentation& instrumentation, const char* sql = kWhatIsRun) {
    EXPECT_EQ(Query(instrumentation, handle_, sql), 0) << mysql_error(handle_);
    const auto rows = Rows(handle_);
    return rows.empty() ? "" : rows.front();
  }
};

TEST_F(PropagationTest, NothingIsSentByDefault) {
  const SpanCatcher spans;
  EXPECT_EQ(Seen(*Make({}).value), kWhatIsRun);
}

TEST_F(PropagationTest, CommentCarriesTheSpanAndTheTags) {
  const SpanCatcher spans;
  const auto commenting = Commenting();
  const std::string seen = Seen(*commenting);
  const Span span = spans.Only();
  // The last flags may also say "random".
  EXPECT_THAT(seen, AllOf(::testing::StartsWith(std::string(kWhatIsRun) +
                                                " /*application='shop%27s',traceparent='00-" +
                                                span.trace_id + "-" + span.span_id + "-0"),
                          ::testing::ContainsRegex("-0[13]'\\*/$")));
  EXPECT_THAT(span, HasAttribute("db.query.text", kWhatIsRun));
}

TEST_F(PropagationTest, UnsampledIsSentTooAndRefusedHostsAreNot) {
  SpanCatcherOptions unsampled;
  unsampled.sampling = Sampling::kAlwaysOff;
  const SpanCatcher spans(std::move(unsampled));
  EXPECT_THAT(Seen(*Commenting()), ::testing::ContainsRegex("-0[02]'\\*/$"));
  Options options;
  options.sql_comments = true;
  options.propagation = common::PropagationPolicy::NotTo({"127.0.0.1"});
  EXPECT_EQ(Seen(*Make(options).value), kWhatIsRun);
}

TEST_F(PropagationTest, CommentedStatementsAreLeftAlone) {
  const SpanCatcher spans;
  const std::string own = std::string(kWhatIsRun) + " /* mine */";
  EXPECT_EQ(Seen(*Commenting(), own.c_str()), own);
}

TEST_F(PropagationTest, StoredProgramsAreLeftAlone) {
  const SpanCatcher spans;
  const auto made = Commenting();
  EXPECT_EQ(Query(*made, handle_, "CREATE PROCEDURE p() SELECT 1"), 0);
  ASSERT_EQ(mysql_query(handle_,
                        "SELECT routine_definition FROM information_schema.routines WHERE "
                        "routine_name = 'p'"),
            0);
  EXPECT_THAT(Rows(handle_), ElementsAre("SELECT 1"));
}

TEST_F(PropagationTest, PreparedTextsAreLeftAlone) {
  const SpanCatcher spans;
  Statement statement(handle_, Commenting());
  ASSERT_EQ(statement.Prepare("SELECT name FROM item WHERE 1 = 1"), 0);
  ASSERT_EQ(statement.Execute(), 0);
  EXPECT_THAT(spans.Only(), HasAttribute("db.query.text", "SELECT name FROM item WHERE ? = ?"));
}

TEST_F(PropagationTest, SendQueryIsCommentedToo) {
  const SpanCatcher spans;
  const auto commenting = Commenting();
  ASSERT_EQ(SendQuery(*commenting, handle_, kWhatIsRun, std::string(kWhatIsRun).size()), 0);
  ASSERT_FALSE(ReadQueryResult(*commenting, handle_));
  EXPECT_THAT(Rows(handle_), ElementsAre(HasSubstr("traceparent='00-")));
}

TEST_F(PropagationTest, QueryAttributesAreForServersThatKnowThem) {
  const SpanCatcher spans;
  Options options;
  options.query_attributes = true;
  EXPECT_EQ(Seen(*Make(options).value), kWhatIsRun);  // the text stays as it is, everywhere
}

#ifndef MARIADB_PACKAGE_VERSION_ID

class QueryAttributesTest : public PropagationTest {
 protected:
  void SetUp() override {
    PropagationTest::SetUp();
    if (handle_ == nullptr) return;
    if (server_->kind() == MysqlKind::kMariaDb) GTEST_SKIP() << "MariaDB has no query attributes";
    ASSERT_EQ(mysql_query(handle_, "INSTALL COMPONENT 'file://component_query_attributes'"), 0)
        << mysql_error(handle_);
    Options options;
    options.query_attributes = true;
    with_attributes_ = Make(options).value;
  }

  std::shared_ptr<const Instrumentation> with_attributes_;
};

constexpr const char* kWhatIsBound =
    "SELECT CONCAT_WS(' ', mysql_query_attribute_string('traceparent'), "
    "mysql_query_attribute_string('tracestate'), mysql_query_attribute_string('mine'))";

TEST_F(QueryAttributesTest, CarryTheSpanForOneQuery) {
  const SpanCatcher spans;
  const std::string seen = Seen(*with_attributes_, kWhatIsBound);
  const Span span = spans.Only();
  EXPECT_THAT(seen, HasSubstr("00-" + span.trace_id + "-" + span.span_id + "-0"));
  ASSERT_EQ(mysql_query(handle_, kWhatIsBound), 0);
  EXPECT_THAT(Rows(handle_), ElementsAre(""));
}

TEST_F(QueryAttributesTest, GoBesideTheUsersOwn) {
  const SpanCatcher spans;
  char text[] = "my value";
  MYSQL_BIND bind{};
  bind.buffer_type = MYSQL_TYPE_STRING;
  bind.buffer = text;
  bind.buffer_length = sizeof text - 1;
  const char* name = "mine";
  ASSERT_FALSE(BindParam(handle_, 1, &bind, &name));
  const std::string seen = Seen(*with_attributes_, kWhatIsBound);
  EXPECT_THAT(seen, AllOf(HasSubstr(spans.Only().span_id), ::testing::EndsWith(" my value")));
  EXPECT_THAT(Seen(*with_attributes_, kWhatIsBound), Not(HasSubstr("my value")));
}

#endif

TEST(ConnectionAttributes, AreThereForTheServer) {
  if (const std::string why = MysqlServer::Missing(); !why.empty()) GTEST_SKIP() << why;
  MysqlOptions wanted;
  wanted.arguments = {"--performance-schema=ON"};
  const MysqlServer server(wanted);
  Options options;
  options.connection_attributes = {{"program_name", "shop"}, {"service.name", "orders"}};
  MYSQL* handle = mysql_init(nullptr);
  ASSERT_NE(RealConnect(*Make(options).value, handle, "127.0.0.1", "root", "", nullptr,
                        server.port(), nullptr, 0),
            nullptr)
      << mysql_error(handle);
  ASSERT_EQ(mysql_query(handle,
                        "SELECT CONCAT(attr_name, '=', attr_value) "
                        "FROM performance_schema.session_connect_attrs "
                        "WHERE processlist_id = CONNECTION_ID() "
                        "AND attr_name IN ('program_name', 'service.name') ORDER BY 1"),
            0)
      << mysql_error(handle);
  std::vector<std::string> seen;
  MYSQL_RES* rows = mysql_store_result(handle);
  while (MYSQL_ROW row = mysql_fetch_row(rows)) seen.emplace_back(row[0]);
  mysql_free_result(rows);
  Close(handle);
  EXPECT_THAT(seen, ElementsAre("program_name=shop", "service.name=orders"));
}

}  // namespace
}  // namespace otelwrap::mysql
