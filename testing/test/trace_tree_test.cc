// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <otelwrap/testing/trace_tree.h>

#include <string>
#include <vector>

#include "sample_trace.h"

namespace otelwrap::testing {
namespace {

using ::testing::ElementsAre;

constexpr auto kInternal = ReceivedSpanKind::kInternal;

ReceivedSpan Span(const std::string& id, const std::string& parent, uint64_t start = 0,
                  uint64_t end = 10) {
  return SampleSpan(id, parent, "service", id, kInternal, start, end);
}

// "a(b(c)d)", an orphan with '?' before it.
std::string Shape(const TraceTree& tree, size_t index) {
  const TraceNode& node = tree.nodes[index];
  std::string text = (node.orphan ? "?" : "") + node.span.span_id;
  if (node.children.empty()) return text;
  text += '(';
  for (const size_t child : node.children) text += Shape(tree, child);
  return text + ')';
}

std::string Shape(const std::vector<ReceivedSpan>& spans) {
  const TraceTree tree = BuildTraceTree(spans, kSampleTraceId);
  std::string text;
  for (const size_t root : tree.roots) text += Shape(tree, root);
  EXPECT_EQ(tree.nodes.size() + tree.duplicates, spans.size());
  return text;
}

TEST(TraceTree, KeepsSpansWhoseParentIsMissing) {
  EXPECT_EQ(Shape({Span("a", ""), Span("b", "gone"), Span("c", "b")}), "a?b(c)");
}

TEST(TraceTree, KeepsSpansThatAreTheirOwnAncestors) {
  EXPECT_EQ(Shape({Span("a", "a")}), "?a");
  EXPECT_EQ(Shape({Span("b", "c", 2), Span("a", "b", 1), Span("c", "a", 3)}), "?a(c(b))");
  EXPECT_EQ(Shape({Span("r", ""), Span("a", "b", 1), Span("b", "a", 2), Span("x", "b", 3)}),
            "r?a(b(x))");
}

TEST(TraceTree, KeepsTheFirstOfTwoSpansWithOneId) {
  ReceivedSpan again = Span("b", "");
  again.name = "again";
  const TraceTree tree = BuildTraceTree({Span("a", ""), Span("b", "a"), again}, kSampleTraceId);
  EXPECT_EQ(tree.duplicates, 1U);
  ASSERT_EQ(tree.nodes.size(), 2U);
  EXPECT_EQ(tree.nodes[1].span.name, "b");
}

TEST(TraceTree, SortsChildrenByStartWhateverTheOrderOfArrival) {
  EXPECT_EQ(Shape({Span("d", "b", 4), Span("c", "a", 3), Span("b", "a", 2), Span("a", "", 1),
                   Span("e", "b", 2)}),
            "a(b(ed)c)");
  EXPECT_EQ(Shape({Span("b2", "a"), Span("b1", "a"), Span("a", "")}), "a(b1b2)");
}

TEST(TraceTree, LeavesOutOtherTraces) {
  ReceivedSpan foreign = Span("x", "a");
  foreign.trace_id = "other";
  const TraceTree tree = BuildTraceTree({Span("a", ""), foreign}, kSampleTraceId);
  EXPECT_EQ(tree.nodes.size(), 1U);
  EXPECT_THAT(TraceIds({foreign, Span("a", ""), foreign}), ElementsAre("other", kSampleTraceId));
  EXPECT_TRUE(BuildTraceTree({Span("a", "")}, "unknown").nodes.empty());
}

TEST(TraceTree, TheAxisHoldsAChildBeforeItsParentAndOneAfterIt) {
  const TraceTree tree = BuildTraceTree(
      {Span("a", "", 10, 20), Span("b", "a", 5, 12), Span("c", "a", 15, 40)}, kSampleTraceId);
  EXPECT_EQ(tree.start_unix_nanos, kSampleStart + 5000);
  EXPECT_EQ(tree.duration_nanos, 35'000U);
  EXPECT_EQ(tree.nodes[0].start_nanos, 5'000U);
  EXPECT_EQ(tree.nodes[0].duration_nanos, 10'000U);
  EXPECT_EQ(tree.nodes[1].start_nanos, 0U);
  EXPECT_EQ(tree.nodes[2].start_nanos, 10'000U);
}

TEST(TraceTree, TimesThatCannotBeAreTakenAsNone) {
  ReceivedSpan no_start = Span("b", "a");
  no_start.start_unix_nanos = 0;
  no_start.end_unix_nanos = 0;
  const TraceTree tree =
      BuildTraceTree({Span("a", "", 10, 20), no_start, Span("c", "", 18, 15)}, kSampleTraceId);
  EXPECT_EQ(tree.start_unix_nanos, kSampleStart + 10'000);
  ASSERT_EQ(Shape(tree, 0), "a(b)");
  ASSERT_EQ(Shape(tree, 2), "c");
  EXPECT_EQ(tree.nodes[1].start_nanos + tree.nodes[1].duration_nanos, 0U);
  EXPECT_EQ(tree.nodes[2].duration_nanos, 0U);
}

TEST(TraceTree, CountsServicesAndErrors) {
  const TraceTree tree = BuildTraceTree(SampleTrace(), kSampleTraceId);
  EXPECT_THAT(tree.services, ElementsAre("gateway", "orders", "inventory"));
  EXPECT_EQ(tree.errors, 1U);
  EXPECT_EQ(tree.orphans, 0U);
  EXPECT_EQ(tree.nodes.back().depth, 4U);
}

TEST(TraceTree, OneLongChainNeedsNoStack) {
  std::vector<ReceivedSpan> spans;
  for (int i = 0; i < 50'000; ++i) {
    spans.push_back(Span(std::to_string(i), i == 0 ? "" : std::to_string(i - 1)));
  }
  EXPECT_EQ(BuildTraceTree(spans, kSampleTraceId).nodes.back().depth, 49'999U);
}

TEST(ErrorOf, PrefersErrorTypeToTheMessage) {
  ReceivedSpan span = Span("a", "");
  span.attributes["error.type"] = "timeout";
  span.status_message = "too slow";
  EXPECT_EQ(ErrorOf(span), "");
  span.status = ReceivedStatus::kError;
  EXPECT_EQ(ErrorOf(span), "timeout");
  span.attributes.clear();
  EXPECT_EQ(ErrorOf(span), "too slow");
  span.status_message.clear();
  EXPECT_EQ(ErrorOf(span), "error");
}

}  // namespace
}  // namespace otelwrap::testing
