// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// One trace as a tree, made from spans in any order: what the waterfall and the page draw and what
// an expectation is compared with. Pure.
//
//   const TraceTree tree = BuildTraceTree(receiver->Traces(), trace_id);
//   for (const TraceNode& node : tree.nodes) Print(node.depth, node.span.name);
//
// Nothing received is ever lost: a span whose parent is missing (or whose parents form a ring)
// becomes a root marked as an orphan. A child may start before its parent or end after it, as
// clocks of different machines make it; the axis then grows to hold both.
//
// Threads: plain values and pure functions. Ownership: a tree owns copies of its spans.
// Errors: none; a trace id that is not there gives an empty tree.

#pragma once

#include <otelwrap/testing/received.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace otelwrap::testing {

struct TraceNode {
  static constexpr size_t kNoParent = static_cast<size_t>(-1);

  ReceivedSpan span;
  size_t parent = kNoParent;     // index into TraceTree::nodes
  std::vector<size_t> children;  // likewise, by start time
  size_t depth = 0;
  bool orphan = false;          // has a parent id, but that span is not here
  uint64_t start_nanos = 0;     // since the trace's start
  uint64_t duration_nanos = 0;  // 0 when it ended before it started
};

struct TraceTree {
  std::string trace_id;
  uint64_t start_unix_nanos = 0;  // of the earliest span
  uint64_t duration_nanos = 0;    // from there to the latest end

  // All spans, each right before its children: the order in which a waterfall is drawn.
  std::vector<TraceNode> nodes;
  std::vector<size_t> roots;

  std::vector<std::string> services;  // in the order of `nodes`, each once
  size_t errors = 0;                  // spans with status error
  size_t orphans = 0;
  size_t duplicates = 0;  // spans left out because their id was there already (a retried export)
};

OTELWRAP_API TraceTree BuildTraceTree(const std::vector<ReceivedSpan>& spans,
                                      const std::string& trace_id);

// Every trace id among the spans, in the order of first arrival.
OTELWRAP_API std::vector<std::string> TraceIds(const std::vector<ReceivedSpan>& spans);

// The error.type of a failed span, else its status message, else "error"; "" when it did not fail.
OTELWRAP_API std::string ErrorOf(const ReceivedSpan& span);

}  // namespace otelwrap::testing
