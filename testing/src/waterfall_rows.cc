// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "waterfall_rows.h"

#include <algorithm>

#include "terminal_text.h"
#include "time_scale.h"

namespace otelwrap::testing {
namespace {

// Deeper than this, the tree lines of the levels above are left out so that names still show.
constexpr size_t kMaxGuides = 12;

struct Guides {
  const char* branch;  // before a child that has later siblings
  const char* last;    // before the last child
  const char* pass;    // a level above has later children
  const char* blank;
  const char* orphan;
  const char* deeper;  // levels left out
};

constexpr Guides kLines = {"├ ", "└ ", "│ ", "  ", "? ", "… "};
constexpr Guides kAscii = {"|-", "`-", "| ", "  ", "? ", "~ "};

bool IsLastChild(const TraceTree& trace, size_t index) {
  const size_t parent = trace.nodes[index].parent;
  return parent == TraceNode::kNoParent || trace.nodes[parent].children.back() == index;
}

std::string GuidesOf(const TraceTree& trace, size_t index, const Guides& guides) {
  const TraceNode& node = trace.nodes[index];
  if (node.orphan) return guides.orphan;
  if (node.parent == TraceNode::kNoParent) return {};
  std::vector<const char*> levels{IsLastChild(trace, index) ? guides.last : guides.branch};
  size_t above = node.parent;
  while (trace.nodes[above].parent != TraceNode::kNoParent && levels.size() < kMaxGuides) {
    levels.push_back(IsLastChild(trace, above) ? guides.blank : guides.pass);
    above = trace.nodes[above].parent;
  }
  if (levels.size() < node.depth) levels.push_back(guides.deeper);
  std::string text;
  for (auto level = levels.rbegin(); level != levels.rend(); ++level) text += *level;
  return text;
}

std::string ErrorText(const ReceivedSpan& span, bool unicode) {
  const std::string error = ErrorOf(span);
  if (error.empty()) return {};
  return (unicode ? "✖ " : "! ") + Printable(error, unicode);
}

}  // namespace

std::string ServiceName(const std::string& name, bool unicode) {
  return name.empty() ? "(no name)" : Printable(name, unicode);
}

std::vector<WaterfallRow> WaterfallRows(const TraceTree& trace, bool unicode) {
  std::vector<WaterfallRow> rows;
  rows.reserve(trace.nodes.size());
  for (size_t i = 0; i < trace.nodes.size(); ++i) {
    const TraceNode& node = trace.nodes[i];
    const auto& services = trace.services;
    const auto service = std::find(services.begin(), services.end(), node.span.service_name);
    const std::string guides = GuidesOf(trace, i, unicode ? kLines : kAscii);
    WaterfallRow row;
    row.service = ServiceName(node.span.service_name, unicode);
    row.service_index = static_cast<size_t>(service - services.begin());
    row.label =
        guides + (node.span.name.empty() ? "(no name)" : Printable(node.span.name, unicode));
    row.guide_bytes = guides.size();
    row.kind = ToText(node.span.kind);
    row.duration = FormatDuration(node.duration_nanos, unicode);
    row.error = ErrorText(node.span, unicode);
    row.start_nanos = node.start_nanos;
    row.duration_nanos = node.duration_nanos;
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace otelwrap::testing
