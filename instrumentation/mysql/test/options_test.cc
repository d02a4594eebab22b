// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What the options change, against a real server.

#include <opentelemetry/trace/scope.h>
#include <otelwrap/common/suppression.h>

#include <stdexcept>

#include "shop.h"

namespace otelwrap::mysql {
namespace {

using namespace otelwrap::testing;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class OptionsTest : public Shop {
 protected:
  int QueryWith(const Options& options, const char* sql) {
    const auto made = Make(options);
    EXPECT_TRUE(made) << made.error;
    return Query(*made.value, handle_, sql);
  }
};

TEST_F(OptionsTest, ThrowingHooksChangeNothing) {
  const SpanCatcher spans;
  const MetricCatcher metrics;
  Options options;
  options.outcome = [](const auto&, auto&) { throw std::runtime_error("outcome"); };
  options.span_attributes = [](const auto&, auto&) { throw std::runtime_error("span"); };
  options.metric_attributes = [](const auto&, auto&) { throw std::runtime_error("metric"); };
  EXPECT_EQ(QueryWith(options, "DO 1"), 0);
  EXPECT_THAT(spans.Only(), Succeeded());
  EXPECT_THAT(metrics.Collect(), ElementsAre(HasCount(1)));
}

TEST_F(OptionsTest, OutcomeHookMakesADuplicateKeyNoError) {
  const SpanCatcher spans;
  const MetricCatcher metrics;
  Options options;
  options.outcome = [this](const common::HookArguments& arguments, common::Outcome& outcome) {
    EXPECT_EQ(arguments.native_handle, handle_);
    EXPECT_EQ(arguments.span_name, "INSERT item");
    EXPECT_EQ(arguments.target->address(), "127.0.0.1");
    if (outcome.error_type() == "1062") outcome.ClearError();
  };
  EXPECT_EQ(QueryWith(options, "INSERT INTO item VALUES (1, 'drill')"), 1);
  EXPECT_THAT(spans.Only(), AllOf(Succeeded(), HasAttribute("db.response.status_code", "1062")));
  EXPECT_THAT(metrics.Collect(), ElementsAre(LacksAttribute("error.type")));
}

TEST_F(OptionsTest, RequireParentKeepsOrphansOutAndTheMetricIn) {
  const SpanCatcher spans;
  const MetricCatcher metrics;
  Options options;
  options.require_parent = true;
  EXPECT_EQ(QueryWith(options, "DO 1"), 0);
  EXPECT_THAT(spans.Finished(), IsEmpty());
  EXPECT_THAT(metrics.Collect(), ElementsAre(HasCount(1)));
}

TEST_F(OptionsTest, SpanIsTheCallersChild) {
  const SpanCatcher spans;
  Options options;
  options.require_parent = true;
  auto parent = spans.provider()->GetTracer("test")->StartSpan("parent");
  {
    const opentelemetry::trace::Scope scope(parent);
    EXPECT_EQ(QueryWith(options, "DO 1"), 0);
  }
  parent->End();
  EXPECT_THAT(spans.Named("DO"), HasParent(spans.Named("parent")));
}

TEST_F(OptionsTest, SuppressedCallsAreNotSeen) {
  const SpanCatcher spans;
  const MetricCatcher metrics;
  const common::SuppressInstrumentation suppressed;
  EXPECT_EQ(QueryWith({}, "DO 1"), 0);
  EXPECT_THAT(spans.Finished(), IsEmpty());
  EXPECT_THAT(metrics.Collect(), IsEmpty());
}

TEST_F(OptionsTest, QueryTextCanBeLeftOut) {
  const SpanCatcher spans;
  Options options;
  options.query_text = false;
  EXPECT_EQ(QueryWith(options, "DO 1"), 0);
  EXPECT_THAT(spans.Only(), LacksAttribute("db.query.text"));
}

TEST_F(OptionsTest, RawTextIsThereForWhoAsksForIt) {
  const SpanCatcher spans;
  Options options;
  options.redaction.raw_query_text = true;
  EXPECT_EQ(QueryWith(options, "DO 'a'"), 0);
  EXPECT_THAT(spans.Only(), HasAttribute("db.query.text", "DO 'a'"));
}

TEST_F(OptionsTest, TextIsSanitisedThenCut) {
  const SpanCatcher spans;
  Options options;
  options.redaction.max_text_bytes = 16;
  options.sampler_sees_all_attributes = true;
  EXPECT_EQ(QueryWith(options, "DO 'a very long literal', 'b', 'c', 'd', 'e', 'f'"), 0);
  EXPECT_THAT(spans.Only(), HasAttribute("db.query.text", "DO ?, ?, ?, ?, ?"));
}

TEST_F(OptionsTest, ServersQuotesAndEscapesAreFollowed) {
  const SpanCatcher spans;
  ASSERT_EQ(mysql_query(handle_, "SET sql_mode='ANSI_QUOTES,NO_BACKSLASH_ESCAPES'"), 0);
  EXPECT_EQ(Query(handle_, R"(SELECT "name" FROM item WHERE name = 'a\' AND id = 2)"), 0);
  EXPECT_THAT(Rows(handle_), IsEmpty());
  // MySQL does not say that "..." is a name.
  const bool known = server_->kind() == MysqlKind::kMariaDb;
  EXPECT_THAT(
      spans.Only(),
      HasAttribute("db.query.text", known ? "SELECT \"name\" FROM item WHERE name = ? AND id = ?"
                                          : "SELECT ? FROM item WHERE name = ? AND id = ?"));
}

}  // namespace
}  // namespace otelwrap::mysql
