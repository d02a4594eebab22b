// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/testing/trace_expectation.h>

#include <algorithm>
#include <cstddef>
#include <utility>

#include "terminal_text.h"

namespace otelwrap::testing {
namespace {

bool NameFits(const std::string& pattern, const std::string& name) {
  if (pattern.empty() || pattern.back() != '*') return pattern == name;
  return name.compare(0, pattern.size() - 1, pattern, 0, pattern.size() - 1) == 0;
}

// The same span, but for its kind.
bool IsNamed(const ExpectedSpan& due, const ReceivedSpan& span) {
  return due.service == span.service_name && NameFits(due.name, span.name);
}

bool Fits(const ExpectedSpan& due, const ReceivedSpan& span) {
  return due.kind == span.kind && IsNamed(due, span);
}

bool ErrorFits(const ExpectedSpan& due, const ReceivedSpan& span) {
  const std::string error = ErrorOf(span);
  return due.error == "*" ? !error.empty() : due.error == error;
}

std::string Describe(const std::string& service, const std::string& name, ReceivedSpanKind kind) {
  return Printable(service + " \"" + name + "\" (" + ToText(kind) + ")", true);
}
std::string Describe(const ExpectedSpan& due) { return Describe(due.service, due.name, due.kind); }
std::string Describe(const ReceivedSpan& span) {
  return Describe(span.service_name, span.name, span.kind);
}

constexpr size_t kNone = static_cast<size_t>(-1);

// First every expected span takes a received one, then what is left on either side is explained.
class Checker {
 public:
  Checker(const std::vector<ReceivedSpan>& spans, const TraceTree& trace)
      : spans_(spans), trace_(trace), taken_(trace.nodes.size(), false) {}

  std::vector<std::string> Check(const ExpectedSpan& due) {
    MatchOne(due, trace_.roots, "");
    // Explaining one may add others: those expected below a span that was found astray.
    for (size_t i = 0; i < missing_.size(); ++i) Explain(Missing(missing_[i]));
    for (size_t i = 0; i < trace_.nodes.size(); ++i) ExplainExtra(i);
    return std::move(faults_);
  }

 private:
  struct Missing {
    const ExpectedSpan* due;
    std::string parent;  // described; empty: it should be the root
  };

  void MatchOne(const ExpectedSpan& due, const std::vector<size_t>& nodes,
                const std::string& parent) {
    const size_t node = Best(due, nodes);
    if (node != kNone) {
      taken_[node] = true;
      Compare(due, node);
    } else if (!due.optional) {
      missing_.push_back({&due, parent});
    }
  }

  // Among twins (two calls of one name) the one with the fewest differences.
  size_t Best(const ExpectedSpan& due, const std::vector<size_t>& nodes) const {
    size_t best = kNone;
    size_t least = 0;
    for (const size_t node : nodes) {
      if (taken_[node] || !Fits(due, trace_.nodes[node].span)) continue;
      const size_t differences = Differences(due, node);
      if (best == kNone || differences < least) {
        best = node;
        least = differences;
      }
    }
    return best;
  }

  // How unlike the trees are; only the children's own names and errors are looked at.
  size_t Differences(const ExpectedSpan& due, size_t node) const {
    const TraceNode& at = trace_.nodes[node];
    size_t differences = ErrorFits(due, at.span) ? 0 : 1;
    size_t found = 0;
    for (const ExpectedSpan& child : due.children) {
      const bool there = std::any_of(at.children.begin(), at.children.end(), [&](size_t candidate) {
        return Fits(child, trace_.nodes[candidate].span) &&
               ErrorFits(child, trace_.nodes[candidate].span);
      });
      if (there) ++found;
      if (!there && !child.optional) ++differences;
    }
    return differences + at.children.size() - std::min(found, at.children.size());
  }

  void Compare(const ExpectedSpan& due, size_t node) {
    const ReceivedSpan& span = trace_.nodes[node].span;
    if (!ErrorFits(due, span)) faults_.push_back(ErrorFault(due, span));
    if (due.any_others) others_allowed_.push_back(node);
    for (const ExpectedSpan& child : due.children) {
      MatchOne(child, trace_.nodes[node].children, Describe(span));
    }
  }

  static std::string ErrorFault(const ExpectedSpan& due, const ReceivedSpan& span) {
    const std::string error = Printable(ErrorOf(span), true);
    if (due.error.empty()) return Describe(span) + " failed with " + error;
    const std::string wanted = due.error == "*" ? "an error" : "the error " + due.error;
    if (error.empty()) return Describe(span) + " did not fail; " + wanted + " was due";
    return Describe(span) + " failed with " + error + "; " + wanted + " was due";
  }

  std::string ParentOf(size_t node) const {
    const TraceNode& at = trace_.nodes[node];
    if (at.orphan) return "a parent that was not received";
    if (at.parent == TraceNode::kNoParent) return "no parent";
    return "the parent " + Describe(trace_.nodes[at.parent].span);
  }

  // A span that is there after all, but at another place or of another kind.
  size_t Astray(const ExpectedSpan& due, bool same_kind) const {
    for (size_t i = 0; i < trace_.nodes.size(); ++i) {
      const ReceivedSpan& span = trace_.nodes[i].span;
      if (!taken_[i] && (same_kind ? Fits(due, span) : IsNamed(due, span))) return i;
    }
    return kNone;
  }

  void Explain(const Missing& missing) {
    const ExpectedSpan& due = *missing.due;
    const std::string wanted =
        missing.parent.empty() ? "it should be the root" : "its parent should be " + missing.parent;
    size_t node = Astray(due, true);
    if (node != kNone) {
      taken_[node] = true;
      faults_.push_back(Describe(due) + " has " + ParentOf(node) + "; " + wanted);
      return Compare(due, node);
    }
    node = Astray(due, false);
    if (node != kNone) {
      taken_[node] = true;
      faults_.push_back(Describe(trace_.nodes[node].span) + " should be of kind " +
                        ToText(due.kind));
      return Compare(due, node);
    }
    faults_.push_back(Describe(due) + " is missing" + Elsewhere(due) +
                      (missing.parent.empty() ? "" : "; its parent would be " + missing.parent));
  }

  std::string Elsewhere(const ExpectedSpan& due) const {
    for (const ReceivedSpan& span : spans_) {
      if (span.trace_id != trace_.trace_id && Fits(due, span)) {
        return " here, but there is one in the trace " + span.trace_id;
      }
    }
    return {};
  }

  void ExplainExtra(size_t node) {
    if (taken_[node] || IsBelowExtra(node)) return;
    faults_.push_back(Describe(trace_.nodes[node].span) + " was not expected; it has " +
                      ParentOf(node));
  }

  // Below what is reported already, or allowed.
  bool IsBelowExtra(size_t node) const {
    const size_t parent = trace_.nodes[node].parent;
    if (parent == TraceNode::kNoParent) return false;
    if (!taken_[parent]) return true;
    return std::find(others_allowed_.begin(), others_allowed_.end(), parent) !=
           others_allowed_.end();
  }

  const std::vector<ReceivedSpan>& spans_;
  const TraceTree& trace_;
  std::vector<bool> taken_;
  std::vector<size_t> others_allowed_;
  std::vector<Missing> missing_;
  std::vector<std::string> faults_;
};

}  // namespace

ExpectedSpan::ExpectedSpan(std::string its_service, std::string its_name, ReceivedSpanKind its_kind)
    : service(std::move(its_service)), name(std::move(its_name)), kind(its_kind) {}

ExpectedSpan& ExpectedSpan::With(ExpectedSpan child) {
  children.push_back(std::move(child));
  return *this;
}

ExpectedSpan& ExpectedSpan::Error(std::string its_error) {
  error = std::move(its_error);
  return *this;
}

ExpectedSpan& ExpectedSpan::Optional() {
  optional = true;
  return *this;
}

ExpectedSpan& ExpectedSpan::WithAnyOthers() {
  any_others = true;
  return *this;
}

std::vector<std::string> CheckTrace(const std::vector<ReceivedSpan>& spans,
                                    const std::string& trace_id, const ExpectedSpan& due) {
  const TraceTree trace = BuildTraceTree(spans, trace_id);
  return Checker(spans, trace).Check(due);
}

}  // namespace otelwrap::testing
