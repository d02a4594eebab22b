// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/testing/trace_tree.h>

#include <algorithm>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace otelwrap::testing {
namespace {

// Builds on indices into `spans_`; nodes come out in drawing order. Without recursion: a hostile
// trace may be one chain of many thousand spans.
class Builder {
 public:
  explicit Builder(std::vector<ReceivedSpan> spans) : spans_(std::move(spans)) {
    std::stable_sort(spans_.begin(), spans_.end(), [](const auto& one, const auto& other) {
      return std::tie(one.start_unix_nanos, one.span_id) <
             std::tie(other.start_unix_nanos, other.span_id);
    });
    children_.resize(spans_.size());
    for (size_t i = 0; i < spans_.size(); ++i) by_id_[spans_[i].span_id] = i;
    for (size_t i = 0; i < spans_.size(); ++i) Link(i);
  }

  void Emit(TraceTree* tree) {
    for (const size_t root : roots_) EmitBelow(root, tree);
    // What is left hangs below a ring of parents. Its earliest span becomes a root.
    for (size_t i = 0; i < spans_.size(); ++i) EmitBelow(i, tree);
  }

 private:
  struct Pending {
    size_t span;
    size_t parent;  // index into the tree's nodes
    size_t depth;
  };

  void Link(size_t index) {
    const auto parent = by_id_.find(spans_[index].parent_span_id);
    if (parent == by_id_.end()) {
      roots_.push_back(index);
    } else {
      children_[parent->second].push_back(index);
    }
  }

  void EmitBelow(size_t root, TraceTree* tree) {
    std::vector<Pending> pending{{root, TraceNode::kNoParent, 0}};
    while (!pending.empty()) {
      const Pending next = pending.back();
      pending.pop_back();
      if (!emitted_.insert(next.span).second) continue;
      const size_t node = EmitOne(next, tree);
      const std::vector<size_t>& below = children_[next.span];
      for (auto child = below.rbegin(); child != below.rend(); ++child) {
        pending.push_back({*child, node, next.depth + 1});
      }
    }
  }

  size_t EmitOne(const Pending& next, TraceTree* tree) {
    const size_t index = tree->nodes.size();
    TraceNode node;
    node.span = std::move(spans_[next.span]);
    node.parent = next.parent;
    node.depth = next.depth;
    node.orphan = next.parent == TraceNode::kNoParent && !node.span.parent_span_id.empty();
    if (next.parent == TraceNode::kNoParent) {
      tree->roots.push_back(index);
    } else {
      tree->nodes[next.parent].children.push_back(index);
    }
    tree->nodes.push_back(std::move(node));
    return index;
  }

  std::vector<ReceivedSpan> spans_;
  std::vector<std::vector<size_t>> children_;
  std::vector<size_t> roots_;
  std::unordered_map<std::string, size_t> by_id_;
  std::unordered_set<size_t> emitted_;
};

std::vector<ReceivedSpan> SpansOf(const std::vector<ReceivedSpan>& spans, TraceTree* tree) {
  std::vector<ReceivedSpan> own;
  std::unordered_set<std::string> seen;
  for (const ReceivedSpan& span : spans) {
    if (span.trace_id != tree->trace_id) continue;
    if (seen.insert(span.span_id).second) {
      own.push_back(span);
    } else {
      ++tree->duplicates;
    }
  }
  return own;
}

// A span without a start time (0) does not stretch the axis back to 1970.
void SetTimes(TraceTree* tree) {
  uint64_t start = 0;
  uint64_t end = 0;
  for (const TraceNode& node : tree->nodes) {
    const uint64_t own = node.span.start_unix_nanos;
    if (own != 0 && (start == 0 || own < start)) start = own;
    end = std::max({end, own, node.span.end_unix_nanos});
  }
  tree->start_unix_nanos = start;
  tree->duration_nanos = end - start;
  for (TraceNode& node : tree->nodes) {
    const uint64_t own = std::max(node.span.start_unix_nanos, start);
    node.start_nanos = own - start;
    node.duration_nanos = node.span.end_unix_nanos > own ? node.span.end_unix_nanos - own : 0;
  }
}

void Count(TraceTree* tree) {
  for (const TraceNode& node : tree->nodes) {
    const std::string& service = node.span.service_name;
    auto& services = tree->services;
    if (std::find(services.begin(), services.end(), service) == services.end()) {
      services.push_back(service);
    }
    if (node.span.status == ReceivedStatus::kError) ++tree->errors;
    if (node.orphan) ++tree->orphans;
  }
}

}  // namespace

TraceTree BuildTraceTree(const std::vector<ReceivedSpan>& spans, const std::string& trace_id) {
  TraceTree tree;
  tree.trace_id = trace_id;
  Builder(SpansOf(spans, &tree)).Emit(&tree);
  SetTimes(&tree);
  Count(&tree);
  return tree;
}

std::vector<std::string> TraceIds(const std::vector<ReceivedSpan>& spans) {
  std::vector<std::string> ids;
  std::unordered_set<std::string> seen;
  for (const ReceivedSpan& span : spans) {
    if (seen.insert(span.trace_id).second) ids.push_back(span.trace_id);
  }
  return ids;
}

std::string ErrorOf(const ReceivedSpan& span) {
  if (span.status != ReceivedStatus::kError) return {};
  std::string type = TextOf(span.attributes, "error.type");
  if (!type.empty()) return type;
  return span.status_message.empty() ? "error" : span.status_message;
}

}  // namespace otelwrap::testing
