// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Queries on a raw handle against a real server: what fails first, then what works.

#include <otelwrap/common/providers.h>

#include <utility>

#include "shop.h"

namespace otelwrap::mysql {
namespace {

using namespace otelwrap::testing;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

using QueryTest = Shop;

TEST_F(QueryTest, SyntaxErrorIsFailedWithTheServersNumber) {
  const SpanCatcher spans;
  const MetricCatcher metrics;
  EXPECT_EQ(Query(handle_, "SELECT 'secret' FRMO item"), 1);
  EXPECT_EQ(mysql_errno(handle_), 1064U);
  EXPECT_THAT(mysql_error(handle_), HasSubstr("near 'item'"));
  const std::vector<ExpectedAttribute> both = {
      {"db.system.name", system()},   {"db.namespace", "shop"},
      {"db.query.summary", "SELECT"}, {"db.response.status_code", "1064"},
      {"error.type", "1064"},         {"server.address", "127.0.0.1"},
      {"server.port", port()}};
  std::vector<ExpectedAttribute> of_span = both;
  of_span.emplace_back("db.query.text", "SELECT ? FRMO item");
  EXPECT_THAT(
      spans.Finished(),
      ElementsAre(AllOf(SpanNamed("SELECT"), IsClient(), IsRootSpan(),
                        HasStatus(Status::kError, ""), AttributesAre(of_span), EventsAre(IsEmpty()),
                        FromScope("otelwrap.mysql", ::testing::_, kSchemaUrl))));
  EXPECT_THAT(metrics.Collect(),
              ElementsAre(AllOf(HistogramNamed("db.client.operation.duration", "s"), HasCount(1),
                                AttributesAre(both), FromScope("otelwrap.mysql"))));
}

TEST_F(QueryTest, DuplicateKeyShowsNoneOfTheServersText) {
  const SpanCatcher spans;
  EXPECT_EQ(Query(handle_, "INSERT INTO item VALUES (1, 'drill')"), 1);
  EXPECT_THAT(mysql_error(handle_), HasSubstr("Duplicate entry '1'"));
  EXPECT_THAT(spans.Only(),
              AllOf(SpanNamed("INSERT item"), FailedWith("1062"), HasStatus(Status::kError, ""),
                    HasAttribute("db.query.text", "INSERT INTO item VALUES (?, ?)")));
}

TEST_F(QueryTest, NullIsRefusedWithoutASpan) {
  const SpanCatcher spans;
  EXPECT_EQ(Query(nullptr, "SELECT 1"), 1);
  EXPECT_EQ(Query(handle_, nullptr), 1);
  EXPECT_EQ(RealQuery(nullptr, "SELECT 1", 8), 1);
  Trace(nullptr, "SELECT 1").End(0);
  EXPECT_THAT(spans.Finished(), IsEmpty());
}

TEST_F(QueryTest, SuccessLeavesTheRowsAsTheyAre) {
  const SpanCatcher spans;
  const MetricCatcher metrics;
  EXPECT_EQ(Query(handle_, "SELECT name FROM item WHERE id < 10 ORDER BY id"), 0);
  EXPECT_THAT(Rows(handle_), ElementsAre("hammer", "saw"));
  const std::vector<ExpectedAttribute> both = {{"db.system.name", system()},
                                               {"db.namespace", "shop"},
                                               {"db.query.summary", "SELECT item"},
                                               {"server.address", "127.0.0.1"},
                                               {"server.port", port()}};
  std::vector<ExpectedAttribute> of_span = both;
  of_span.emplace_back("db.query.text", "SELECT name FROM item WHERE id < ? ORDER BY id");
  EXPECT_THAT(spans.Finished(), ElementsAre(AllOf(SpanNamed("SELECT item"), IsClient(),
                                                  StatusUnset(), AttributesAre(of_span))));
  EXPECT_THAT(metrics.Collect(),
              ElementsAre(AllOf(HistogramNamed("db.client.operation.duration", "s"), HasCount(1),
                                AttributesAre(both))));
}

TEST_F(QueryTest, RealQueryTakesAnyByte) {
  const SpanCatcher spans;
  const std::string sql("SELECT 'a\0b' FROM item WHERE id = 1", 35);
  EXPECT_EQ(RealQuery(handle_, sql.data(), sql.size()), 0);
  EXPECT_EQ(Rows(handle_).size(), 1U);
  EXPECT_THAT(spans.Only(), HasAttribute("db.query.text", "SELECT ? FROM item WHERE id = ?"));
}

TEST_F(QueryTest, NamespaceFollowsTheConnection) {
  const SpanCatcher spans;
  EXPECT_EQ(mysql_select_db(handle_, "mysql"), 0);
  EXPECT_EQ(Query(handle_, "DO 1"), 0);
  EXPECT_THAT(spans.Only(), HasAttribute("db.namespace", "mysql"));
}

TEST_F(QueryTest, GuardEndsACallMadeByHand) {
  const SpanCatcher spans;
  const std::string_view sql = "SELECT name FROM item";
  auto call = Trace(handle_, sql);
  auto moved = std::move(call);
  const int result = mysql_real_query(handle_, sql.data(), sql.size());
  call.End(1);  // NOLINT(bugprone-use-after-move): must do nothing
  moved.End(result);
  moved.End(1);
  EXPECT_EQ(Rows(handle_).size(), 2U);
  EXPECT_THAT(spans.Only(), AllOf(SpanNamed("SELECT item"), Succeeded()));
}

TEST_F(QueryTest, DroppedGuardIsAbandoned) {
  const SpanCatcher spans;
  {
    const auto call = Trace(handle_, "SELECT 1");
  }
  EXPECT_THAT(spans.Only(), FailedWith("abandoned"));
}

TEST_F(QueryTest, UnsampledStillWritesTheMetric) {
  SpanCatcherOptions options;
  options.sampling = Sampling::kAlwaysOff;
  const SpanCatcher spans(std::move(options));
  const MetricCatcher metrics;
  EXPECT_EQ(Query(handle_, "SELECT name FROM item"), 0);
  EXPECT_EQ(Rows(handle_).size(), 2U);
  EXPECT_THAT(spans.Finished(), IsEmpty());
  EXPECT_THAT(metrics.Collect(),
              ElementsAre(AllOf(HasCount(1), HasAttribute("db.query.summary", "SELECT item"))));
}

TEST_F(QueryTest, OffDoesNothing) {
  const SpanCatcher spans;
  const MetricCatcher metrics;
  common::SetEnabled(common::Component::kMysql, false);
  EXPECT_EQ(Query(handle_, "SELECT name FROM item"), 0);
  EXPECT_EQ(Rows(handle_).size(), 2U);
  Trace(handle_, "SELECT 1").End(0);
  common::SetEnabled(common::Component::kMysql, true);
  EXPECT_THAT(spans.Finished(), IsEmpty());
  EXPECT_THAT(metrics.Collect(), IsEmpty());
}

TEST_F(QueryTest, NoOpProvidersLeaveTheCallAlone) {
  common::RefreshProviders();
  EXPECT_EQ(Query(handle_, "SELECT name FROM item"), 0);
  EXPECT_EQ(Rows(handle_).size(), 2U);
  EXPECT_EQ(Query(handle_, "SELECT FRMO"), 1);
  EXPECT_EQ(mysql_errno(handle_), 1054U);
}

}  // namespace
}  // namespace otelwrap::mysql
