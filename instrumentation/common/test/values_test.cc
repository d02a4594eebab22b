// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <otelwrap/common/attributes.h>
#include <otelwrap/common/http.h>
#include <otelwrap/common/outcome.h>
#include <otelwrap/common/propagation_policy.h>
#include <otelwrap/common/span_names.h>

#include <string>
#include <utility>
#include <vector>

namespace otelwrap::common {
namespace {

namespace nostd = opentelemetry::nostd;
using ::testing::ElementsAre;
using ::testing::Pair;

std::vector<std::pair<std::string, std::string>> Texts(const AttributeSet& set, Use use) {
  std::vector<std::pair<std::string, std::string>> found;
  AttributeView(set, use).ForEachKeyValue(
      [&](nostd::string_view key, opentelemetry::common::AttributeValue value) {
        const auto* text = nostd::get_if<nostd::string_view>(&value);
        found.emplace_back(std::string(key), text != nullptr ? std::string(*text) : "(no text)");
        return true;
      });
  return found;
}

TEST(AttributeSet, LeavesOutWhatDoesNotFit) {
  AttributeSet set;
  for (size_t i = 0; i < 2 * AttributeSet::kMaxEntries; ++i) set.AddInt(Use::kBoth, "key", 1);
  EXPECT_EQ(set.size(), AttributeSet::kMaxEntries);
  const AttributeSet more = set;
  set.AddAll(more, Use::kBoth);
  EXPECT_EQ(set.size(), AttributeSet::kMaxEntries);
}

TEST(AttributeSet, CutsTextsAtAWholeCharacter) {
  AttributeSet set;
  set.AddText(Use::kBoth, "fill", std::string(AttributeSet::kTextCapacity - 4, 'x'));
  set.AddText(Use::kBoth, "cut", "aäö");  // 1 + 2 + 2 bytes, 4 are left
  EXPECT_EQ(Texts(set, Use::kBoth)[1].second, "aä");
  set.AddText(Use::kBoth, "none", "ö");  // 1 is left
  EXPECT_EQ(Texts(set, Use::kBoth)[2].second, "");
  // What fits exactly is whole, whatever stands behind it.
  const std::string_view more = "xö";
  set.AddText(Use::kBoth, "exact", more.substr(0, 1));
  EXPECT_EQ(Texts(set, Use::kBoth)[3].second, more.substr(0, 1));
}

TEST(AttributeSet, KeepsEachEntryToItsUse) {
  AttributeSet set;
  set.AddLiteral(Use::kSpan, "span", "s");
  set.AddLiteral(Use::kMetric, "metric", "m");
  set.AddLiteral(Use::kBoth, "both", "b");
  EXPECT_THAT(Texts(set, Use::kSpan), ElementsAre(Pair("span", "s"), Pair("both", "b")));
  EXPECT_THAT(Texts(set, Use::kMetric), ElementsAre(Pair("metric", "m"), Pair("both", "b")));
  EXPECT_EQ(AttributeView(set, Use::kMetric).size(), 2U);
}

TEST(AttributeSet, TextsSurviveACopyAndAMerge) {
  AttributeSet merged;
  merged.AddText(Use::kBoth, "first", "one");
  {
    AttributeSet set;
    set.AddText(Use::kMetric, "second", "two");
    set.AddBorrowed("borrowed", "gone");
    const AttributeSet copy = set;
    merged.AddAll(copy, Use::kBoth);
  }
  EXPECT_THAT(Texts(merged, Use::kBoth), ElementsAre(Pair("first", "one"), Pair("second", "two")));
}

TEST(FixedText, IsCutAtAWholeCharacter) {
  FixedText<4> text("aäö");
  EXPECT_EQ(text.view(), "aä");
  text.Assign("");
  text.Append(int64_t{-12});
  text.Append(int64_t{345});
  EXPECT_EQ(text.view(), "-123");
}

TEST(Outcome, CodesAreText) {
  Outcome outcome;
  EXPECT_FALSE(outcome.IsError());
  outcome.SetError(500);
  EXPECT_EQ(outcome.error_type(), "500");
  outcome.ClearError();
  EXPECT_FALSE(outcome.IsError());
}

TEST(PropagationPolicy, MatchesHostsWithoutRegardToCase) {
  const auto only = PropagationPolicy::OnlyTo({"orders", ".svc.example"});
  EXPECT_TRUE(only.Allows("Orders"));
  EXPECT_TRUE(only.Allows("a.SVC.example"));
  EXPECT_FALSE(only.Allows("svc.example"));
  EXPECT_FALSE(only.Allows("evilsvc.example"));
  EXPECT_FALSE(only.Allows(""));
  const auto other = PropagationPolicy::NotTo({"s3.example"});
  EXPECT_FALSE(other.Allows("s3.example"));
  EXPECT_TRUE(other.Allows("orders"));
  EXPECT_TRUE(PropagationPolicy().Allows("any"));
  EXPECT_FALSE(PropagationPolicy::Nowhere().Allows("any"));
}

TEST(SpanNames, FollowTheConventions) {
  EXPECT_EQ(HttpSpanName("_OTHER", "").view(), "HTTP");
  EXPECT_EQ(HttpSpanName("", "/items").view(), "HTTP /items");
  EXPECT_EQ(HttpSpanName("GET", "").view(), "GET");
  EXPECT_EQ(HttpSpanName("GET", "/items/{id}").view(), "GET /items/{id}");
  EXPECT_EQ(DbSpanName("", "", "", "mysql").view(), "mysql");
  EXPECT_EQ(DbSpanName("", "", "shop", "mysql").view(), "shop");
  EXPECT_EQ(DbSpanName("", "GET", "", "redis").view(), "GET");
  EXPECT_EQ(DbSpanName("", "ping", "shop", "mysql").view(), "ping shop");
  EXPECT_EQ(DbSpanName("SELECT item", "x", "y", "mysql").view(), "SELECT item");
  EXPECT_EQ(RpcSpanName("").view(), "grpc");
  EXPECT_EQ(RpcSpanName("_OTHER").view(), "grpc");
  EXPECT_EQ(RpcSpanName("shop.Stock/Get").view(), "shop.Stock/Get");
}

TEST(Http, UnknownMethodsAreOther) {
  for (const char* method : {"", "get", "GETT", "PURGE", "_OTHER"}) {
    EXPECT_EQ(KnownHttpMethod(method), "_OTHER") << method;
  }
  for (const char* method :
       {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "QUERY"}) {
    EXPECT_EQ(KnownHttpMethod(method), method);
  }
}

TEST(Http, ClientsFailFrom400AndServersFrom500) {
  EXPECT_TRUE(IsHttpClientError(0));
  EXPECT_TRUE(IsHttpClientError(400));
  EXPECT_FALSE(IsHttpClientError(399));
  EXPECT_FALSE(IsHttpClientError(101));
  EXPECT_FALSE(IsHttpServerError(404));
  EXPECT_TRUE(IsHttpServerError(500));
}

}  // namespace
}  // namespace otelwrap::common
