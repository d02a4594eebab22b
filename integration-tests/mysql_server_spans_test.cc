// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The spans that a MySQL server makes itself, sent by its telemetry component to an OTLP receiver:
// children of ours where the trace context went to it as query attributes, else roots.

#include <gmock/gmock.h>
#include <mysql.h>
#include <otelwrap/mysql/query.h>
#include <otelwrap/mysql/statement.h>
#include <otelwrap/testing/mysql_server.h>
#include <otelwrap/testing/otlp_receiver.h>
#include <otelwrap/testing/span_catcher.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace otelwrap::mysql {
namespace {

using namespace otelwrap::testing;

class ServerSpansTest : public ::testing::Test {
 protected:
  void SetUp() override {
    receiver_ = OtlpReceiver::Start({});
    ASSERT_NE(receiver_, nullptr);
    MysqlOptions options;
    options.statements = MysqlTelemetryStatements(receiver_->Url());
    if (options.statements.empty()) {
      GTEST_SKIP()
          << "the installed server makes no spans; MySQL 9.7 with component_telemetry does";
    }
    options.statements.emplace_back("CREATE DATABASE shop");
    options.statements.emplace_back("CREATE TABLE shop.item (id INT PRIMARY KEY)");
    options.arguments = {"--performance-schema=ON"};  // its statement spans come from there
    server_ = std::make_unique<MysqlServer>(options);
    handle_ = mysql_init(nullptr);
    ASSERT_NE(
        mysql_real_connect(handle_, "127.0.0.1", "root", "", "shop", server_->port(), nullptr, 0),
        nullptr)
        << mysql_error(handle_);
    Options with;
    with.query_attributes = true;
    with_attributes_ = Make(with).value;
  }

  void TearDown() override {
    if (handle_ != nullptr) mysql_close(handle_);
  }

  void Ask(const Instrumentation& instrumentation, const char* sql) {
    EXPECT_EQ(Query(instrumentation, handle_, sql), 0) << mysql_error(handle_);
    mysql_free_result(mysql_store_result(handle_));
  }

  static void Execute(Statement& statement) {
    EXPECT_EQ(statement.Execute(), 0) << statement.Error();
    EXPECT_EQ(mysql_stmt_store_result(statement), 0);
    mysql_stmt_free_result(statement);
  }

  // The server's spans in the trace of this one of ours.
  std::vector<ReceivedSpan> InTraceOf(const Span& ours) {
    EXPECT_TRUE(receiver_->WaitForSpans(
        [&](const std::vector<ReceivedSpan>& all) {
          return std::any_of(all.begin(), all.end(), [](const ReceivedSpan& span) {
            return TextOf(span.attributes, "mysql.current_schema") == "the_end";
          });
        },
        std::chrono::seconds(30)))
        << "the server has not sent its spans";
    std::vector<ReceivedSpan> found;
    for (ReceivedSpan& span : receiver_->Traces()) {
      if (span.trace_id == ours.trace_id) found.push_back(std::move(span));
    }
    return found;
  }

  // The server sends its spans in order: what came before this is there when this is.
  void MarkTheEnd() {
    ASSERT_EQ(mysql_query(handle_, "CREATE DATABASE the_end"), 0);
    ASSERT_EQ(mysql_select_db(handle_, "the_end"), 0);
    ASSERT_EQ(mysql_query(handle_, "DO 1"), 0);
  }

  std::unique_ptr<OtlpReceiver> receiver_;
  std::unique_ptr<MysqlServer> server_;
  MYSQL* handle_ = nullptr;
  std::shared_ptr<const Instrumentation> with_attributes_;
};

void ExpectOneChild(const std::vector<ReceivedSpan>& theirs, const Span& ours) {
  ASSERT_EQ(theirs.size(), 1U) << ours;
  EXPECT_EQ(theirs[0].parent_span_id, ours.span_id);
  EXPECT_EQ(theirs[0].service_name, "mysqld");
  EXPECT_EQ(theirs[0].name, "stmt");
  EXPECT_EQ(theirs[0].kind, ReceivedSpanKind::kServer);
}

TEST_F(ServerSpansTest, AreChildrenOfOursOnlyWhereTheOptionSaysSo) {
  const SpanCatcher spans;
  Ask(Default(), "SELECT id FROM item");
  Ask(*with_attributes_, "SELECT id FROM item");
  {
    Statement plain(handle_, with_attributes_);
    ASSERT_EQ(plain.Prepare("SELECT id FROM item"), 0);
    Execute(plain);
    Statement with_parameter(handle_, with_attributes_);
    ASSERT_EQ(with_parameter.Prepare("SELECT id FROM item WHERE id = ?"), 0);
    int id = 1;
    MYSQL_BIND bind{};
    bind.buffer_type = MYSQL_TYPE_LONG;
    bind.buffer = &id;
    ASSERT_FALSE(with_parameter.BindParam(&bind, 1));
    Execute(with_parameter);
    Execute(with_parameter);
    // By the library's own call: no span of ours, and no trace for the server's.
    ASSERT_EQ(mysql_stmt_execute(with_parameter), 0);
  }
  MarkTheEnd();
  const std::vector<Span> ours = spans.Finished();
  ASSERT_EQ(ours.size(), 5U);
  EXPECT_TRUE(InTraceOf(ours[0]).empty());
  for (size_t i = 1; i < ours.size(); ++i) ExpectOneChild(InTraceOf(ours[i]), ours[i]);
}

}  // namespace
}  // namespace otelwrap::mysql
