// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What the options change, against a real server.

#include <opentelemetry/sdk/trace/processor.h>
#include <opentelemetry/sdk/trace/sampler.h>
#include <opentelemetry/sdk/trace/tracer_provider.h>
#include <opentelemetry/trace/scope.h>
#include <otelwrap/common/suppression.h>

#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "shop.h"

namespace otelwrap::mysql {
namespace {

using namespace otelwrap::testing;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

namespace nostd = opentelemetry::nostd;
namespace sdk = opentelemetry::sdk;
using Texts = std::map<std::string, std::string>;

// Drops every span, and keeps the texts that it was shown.
class LookingSampler final : public sdk::trace::Sampler {
 public:
  explicit LookingSampler(std::shared_ptr<Texts> seen) : seen_(std::move(seen)) {}

  sdk::trace::SamplingResult ShouldSample(
      const opentelemetry::trace::SpanContext&, opentelemetry::trace::TraceId, nostd::string_view,
      opentelemetry::trace::SpanKind, const opentelemetry::common::KeyValueIterable& attributes,
      const opentelemetry::trace::SpanContextKeyValueIterable&) noexcept override {
    attributes.ForEachKeyValue(
        [this](nostd::string_view key, const opentelemetry::common::AttributeValue& value) {
          if (const auto* text = nostd::get_if<nostd::string_view>(&value)) {
            (*seen_)[std::string(key)] = std::string(*text);
          }
          return true;
        });
    return {sdk::trace::Decision::DROP, nullptr, {}};
  }
  nostd::string_view GetDescription() const noexcept override { return "looking"; }

 private:
  const std::shared_ptr<Texts> seen_;
};

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

TEST_F(OptionsTest, SamplerSeesTheSanitisedText) {
  const auto seen = std::make_shared<Texts>();
  Options options;
  options.tracer_provider =
      nostd::shared_ptr<opentelemetry::trace::TracerProvider>(new sdk::trace::TracerProvider(
          std::vector<std::unique_ptr<sdk::trace::SpanProcessor>>(),
          sdk::resource::Resource::Create({}), std::make_unique<LookingSampler>(seen)));
  EXPECT_EQ(QueryWith(options, "DO 'a secret'"), 0);
  EXPECT_EQ((*seen)["db.query.text"], "DO ?");
  EXPECT_EQ((*seen)["db.query.summary"], "DO");
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
  EXPECT_EQ(QueryWith(options, "DO 'a very long literal', 'b', 'c', 'd', 'e', 'f'"), 0);
  EXPECT_THAT(spans.Only(), HasAttribute("db.query.text", "DO ?, ?, ?, ?, ?"));
}

// An instrumentation comes to the address of one that is gone.
TEST_F(OptionsTest, AnothersOptionsAtTheSameAddressAreNotTaken) {
  const SpanCatcher spans;
  Options options;
  std::optional<Instrumentation> made(options);
  EXPECT_EQ(Query(*made, handle_, "DO 'a'"), 0);
  options.redaction.raw_query_text = true;
  made.emplace(options);
  EXPECT_EQ(Query(*made, handle_, "DO 'a'"), 0);
  EXPECT_THAT(spans.Finished(), ElementsAre(HasAttribute("db.query.text", "DO ?"),
                                            HasAttribute("db.query.text", "DO 'a'")));
}

TEST_F(OptionsTest, TextSeenBeforeIsReadAgainWhereTheModeChanged) {
  const SpanCatcher spans;
  constexpr const char* kText = R"(SELECT 'a\' AS b)";
  EXPECT_EQ(Query(handle_, kText), 1);  // its literal has no end
  ASSERT_EQ(mysql_query(handle_, "SET sql_mode='NO_BACKSLASH_ESCAPES'"), 0);
  EXPECT_EQ(Query(handle_, kText), 0);
  Rows(handle_);
  EXPECT_THAT(spans.Finished(), ElementsAre(HasAttribute("db.query.text", "SELECT ?"),
                                            HasAttribute("db.query.text", "SELECT ? AS b")));
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
