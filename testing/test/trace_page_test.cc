// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <otelwrap/testing/trace_page.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <regex>
#include <sstream>
#include <string>

#include "sample_trace.h"

namespace otelwrap::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

constexpr char kHostile[] = "</script><img src=x onerror=alert(1)>{{script}}<!--\u2028&\"'\xff";

std::string Page(const std::vector<ReceivedSpan>& spans,
                 const std::vector<ReceivedLogRecord>& logs = {}) {
  std::ostringstream out;
  WriteTracePage(BuildTraceTree(spans, kSampleTraceId), logs, out);
  return out.str();
}

size_t Count(const std::string& text, const std::string& part) {
  size_t count = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

// Hostile text in every place that a span or a log has.
ReceivedSpan HostileSpan() {
  ReceivedSpan span =
      SampleSpan(kHostile, kHostile, kHostile, kHostile, ReceivedSpanKind::kClient, 0, 5);
  span.trace_state = kHostile;
  span.attributes = {{kHostile, kHostile}, {"list", ReceivedValue::List{kHostile}}};
  span.events = {{kHostile, kSampleStart, {{kHostile, kHostile}}}};
  span.links = {{kHostile, kHostile, kHostile, 0, {{kHostile, kHostile}}}};
  span.status = ReceivedStatus::kError;
  span.status_message = kHostile;
  span.resource = {{kHostile, kHostile}};
  span.scope_name = span.scope_version = span.scope_schema_url = kHostile;
  span.scope_attributes = {{kHostile, kHostile}};
  return span;
}

TEST(TracePage, HostileTextAddsNoMarkupAnywhere) {
  ReceivedLogRecord log;
  log.trace_id = kSampleTraceId;
  log.span_id = log.severity_text = kHostile;
  log.body = kHostile;
  log.attributes = {{kHostile, kHostile}};
  const std::string harmless = Page(SampleTrace());
  const std::string page = Page({HostileSpan()}, {log});
  for (const char* markup : {"<script", "</script", "<img", "<!--", "<pre", "</pre"}) {
    EXPECT_EQ(Count(page, markup), Count(harmless, markup)) << markup;
  }
  EXPECT_EQ(Count(page, "\u2028"), 0U);
  EXPECT_EQ(Count(page, "\xff"), 0U);
  EXPECT_EQ(Count(page, "'use strict'"), 1U);  // {{script}} was not filled in again
  EXPECT_THAT(page, HasSubstr("\\u003c/script\\u003e\\u003cimg src=x onerror=alert(1)\\u003e"));
}

TEST(TracePage, LoadsNothingAndAllowsNoForeignScript) {
  const std::string page = Page(SampleTrace());
  EXPECT_THAT(page, Not(HasSubstr("http://")));
  EXPECT_THAT(page, Not(HasSubstr("https://")));
  EXPECT_THAT(page, Not(HasSubstr("src=")));
  EXPECT_THAT(page, Not(HasSubstr("innerHTML")));
  EXPECT_THAT(page, Not(HasSubstr("{{")));
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
  const std::regex nonce("script-src 'nonce-([0-9a-f]{32})'");
  std::smatch one;
  std::smatch other;
  const std::string again = Page(SampleTrace());
  ASSERT_TRUE(std::regex_search(page, one, nonce));
  ASSERT_TRUE(std::regex_search(again, other, nonce));
  EXPECT_NE(one[1], other[1]);
}

TEST(TracePage, HoldsTheLogsOfItsOwnTrace) {
  ReceivedLogRecord own;
  own.trace_id = kSampleTraceId;
  own.span_id = "c";
  own.body = "order taken";
  own.unix_nanos = kSampleStart + 10'000'000;
  ReceivedLogRecord foreign = own;
  foreign.trace_id = "other";
  foreign.body = "another order";
  const std::string page = Page(SampleTrace(), {own, foreign});
  EXPECT_THAT(page, HasSubstr(R"("logs":[{"at":10000000,"severity":0,"level":"LOG",)"
                              R"("body":"order taken","attributes":[]}])"));
  EXPECT_THAT(page, Not(HasSubstr("another order")));
}

TEST(TracePage, ReadsWithoutScriptsToo) {
  const std::string page = Page(SampleTrace());
  EXPECT_THAT(page, StartsWith("<!doctype html>"));
  EXPECT_THAT(page, HasSubstr("<title>GET /checkout - trace 4bf92f3577b34da6a3ce929d0e0e4736<"));
  EXPECT_THAT(page, HasSubstr("<noscript><pre>Trace 4bf92f3577b34da6a3ce929d0e0e4736 · 45.2 ms"));
}

TEST(TracePage, OfNothingIsStillAPage) { EXPECT_THAT(Page({}), HasSubstr("\"spans\":[]")); }

TEST(TracePage, ThatCannotBeWrittenSaysWhyAndLeavesTheOldOne) {
  const TraceTree trace = BuildTraceTree(SampleTrace(), kSampleTraceId);
  std::string error;
  EXPECT_FALSE(WriteTracePage(trace, {}, "/no/such/folder/trace.html", &error));
  EXPECT_EQ(error, "cannot write /no/such/folder/trace.html: No such file or directory");
  EXPECT_FALSE(WriteTracePage(trace, {}, "/dev/null/trace.html", &error));
}

TEST(TracePage, IsWrittenToAFile) {
  const std::string path = ::testing::TempDir() + "trace_page_test.html";
  std::string error;
  ASSERT_TRUE(WriteTracePage(BuildTraceTree(SampleTrace(), kSampleTraceId), {}, path, &error))
      << error;
  std::ifstream file(path);
  const std::string page{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  EXPECT_THAT(page, HasSubstr("SELECT stock"));
  EXPECT_FALSE(std::ifstream(path + ".part").good());
  std::remove(path.c_str());
}

}  // namespace
}  // namespace otelwrap::testing
