// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The trace context of queries that do not block, as a real server sees it: by the same options as
// that of those which do, and whole, however long it takes to send it.

#include <otelwrap/mysql/query_attributes.h>
#include <otelwrap/mysql/session.h>
#include <otelwrap/testing/tcp_gate.h>

#include "async_driver.h"
#include "shop.h"

namespace otelwrap::mysql {
namespace {

using namespace otelwrap::testing;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

class AsyncPropagationTest : public Shop {
 protected:
  void SetUp() override {
    Shop::SetUp();
    if (server_ == nullptr) return;
    mysql_close(handle_);
    handle_ = Open(server_->port());
  }

  static MYSQL* Open(unsigned int port) {
    MYSQL* handle = mysql_init(nullptr);
    EXPECT_TRUE(DriveConnect(Who::kBare, Default(), handle, port).succeeded) << mysql_error(handle);
    return handle;
  }

  static Options Commenting() {
    Options options;
    options.sql_comments = true;
    options.sql_comment_tags = {{"application", "shop's"}};
    return options;
  }

  // The statement as the server has it.
  std::string Seen(const Options& options, const std::string& sql = kWhatIsRun) {
    EXPECT_TRUE(DriveQuery(Who::kOurs, *Make(options).value, handle_, sql).succeeded)
        << mysql_error(handle_);
    const auto rows = Rows(handle_);
    return rows.empty() ? "" : rows.front();
  }
};

TEST_F(AsyncPropagationTest, NothingIsSentByDefaultNorToRefusedHosts) {
  const SpanCatcher spans;
  EXPECT_EQ(Seen({}), kWhatIsRun);
  Options refused = Commenting();
  refused.propagation = common::PropagationPolicy::NotTo({"127.0.0.1"});
  EXPECT_EQ(Seen(refused), kWhatIsRun);
  const std::string own = std::string(kWhatIsRun) + " /* mine */";
  EXPECT_EQ(Seen(Commenting(), own), own);
}

TEST_F(AsyncPropagationTest, CommentCarriesTheSpanAndTheTags) {
  const SpanCatcher spans;
  const std::string seen = Seen(Commenting());
  const Span span = spans.Only();
  EXPECT_THAT(seen, HasSubstr(std::string(kWhatIsRun) + " /*application='shop%27s',traceparent='" +
                              "00-" + span.trace_id + "-" + span.span_id + "-0"));
  EXPECT_THAT(span, AllOf(Succeeded(), HasAttribute("db.query.text", kWhatIsRun)));
}

TEST_F(AsyncPropagationTest, UnsampledIsSentToo) {
  SpanCatcherOptions unsampled;
  unsampled.sampling = Sampling::kAlwaysOff;
  const SpanCatcher spans(std::move(unsampled));
  EXPECT_THAT(Seen(Commenting()), ::testing::ContainsRegex("-0[02]'\\*/$"));
}

// More than any buffer on the way takes: what is ours of the text is read long after the first
// call.
TEST_F(AsyncPropagationTest, TextLivesUntilAllOfItWasSent) {
  TcpGate gate(server_->port());
  MYSQL* observer = std::exchange(handle_, Open(gate.port()));
  ASSERT_EQ(mysql_query(observer, "SET GLOBAL log_output = 'TABLE'"), 0);
  ASSERT_EQ(mysql_query(observer, "SET GLOBAL general_log = ON"), 0);
  const SpanCatcher spans;
  gate.Throttle(TcpGate::kToServer, 500000, std::chrono::milliseconds(5));
  const std::string literal(10000000, 'x');
  EXPECT_EQ(Seen(Commenting(), "SELECT LENGTH('" + literal + "')"), "10000000");
  ASSERT_EQ(mysql_query(observer,
                        "SELECT RIGHT(argument, 120) FROM mysql.general_log "
                        "WHERE argument LIKE 'SELECT LENGTH(%'"),
            0)
      << mysql_error(observer);
  EXPECT_THAT(Rows(observer),
              ElementsAre(AllOf(HasSubstr("xxx') /*application='shop%27s',traceparent='00-" +
                                          spans.Only().trace_id),
                                EndsWith("'*/"))));
  mysql_close(observer);
}

// What was never finished takes its text along; the next call of the handle is another one.
TEST_F(AsyncPropagationTest, AbandonedGivesItsTextBack) {
  const SpanCatcher spans;
  TcpGate gate(server_->port());
  mysql_close(std::exchange(handle_, Open(gate.port())));
  gate.Hold(TcpGate::kToClient);
  const auto commenting = Make(Commenting()).value;
  const Driven given_up =
      DriveQuery(Who::kOurs, *commenting, handle_, kWhatIsRun, std::chrono::milliseconds(100));
  EXPECT_FALSE(given_up.ended);
  Close(std::exchange(handle_, mysql_init(nullptr)));
  EXPECT_THAT(spans.Only(),
              AllOf(SpanNamed("SELECT information_schema.processlist"), FailedWith("abandoned")));
}

TEST_F(AsyncPropagationTest, QueryAttributesLeaveTheTextAsItIs) {
  const SpanCatcher spans;
  Options options;
  options.query_attributes = true;
  EXPECT_EQ(Seen(options), kWhatIsRun);
}

#ifndef MARIADB_PACKAGE_VERSION_ID

TEST_F(AsyncPropagationTest, QueryAttributesGoBesideTheUsersForOneQuery) {
  if (server_->kind() == MysqlKind::kMariaDb) GTEST_SKIP() << "MariaDB has no query attributes";
  ASSERT_EQ(mysql_query(handle_, "INSTALL COMPONENT 'file://component_query_attributes'"), 0)
      << mysql_error(handle_);
  constexpr const char* kWhatIsBound =
      "SELECT CONCAT_WS(' ', mysql_query_attribute_string('traceparent'), "
      "mysql_query_attribute_string('mine'))";
  Options options;
  options.query_attributes = true;
  const SpanCatcher spans;
  char text[] = "my value";
  MYSQL_BIND bind{};
  bind.buffer_type = MYSQL_TYPE_STRING;
  bind.buffer = text;
  bind.buffer_length = sizeof text - 1;
  const char* name = "mine";
  ASSERT_FALSE(BindParam(handle_, 1, &bind, &name));
  const std::string seen = Seen(options, kWhatIsBound);
  const Span span = spans.Only();
  EXPECT_THAT(seen, AllOf(HasSubstr("00-" + span.trace_id + "-" + span.span_id + "-0"),
                          EndsWith(" my value")));
  const std::string next = Seen(options, kWhatIsBound);
  EXPECT_THAT(next, AllOf(HasSubstr(spans.Finished().back().span_id), Not(HasSubstr("my value"))));
  ASSERT_EQ(mysql_query(handle_, kWhatIsBound), 0);
  EXPECT_THAT(Rows(handle_), ElementsAre(""));
}

#endif

}  // namespace
}  // namespace otelwrap::mysql
