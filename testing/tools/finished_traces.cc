// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "finished_traces.h"

#include <algorithm>
#include <utility>

namespace otelwrap::testing {

void FinishedTraces::Add(Received received, Time now) {
  for (ReceivedSpan& span : received.spans) {
    Touch(span.trace_id, now).content.spans.push_back(std::move(span));
  }
  for (ReceivedLogRecord& log : received.logs) {
    if (log.trace_id.empty()) continue;
    Touch(log.trace_id, now).content.logs.push_back(std::move(log));
  }
}

FinishedTraces::Trace& FinishedTraces::Touch(const std::string& trace_id, Time now) {
  auto found = traces_.find(trace_id);
  if (found == traces_.end()) {
    if (traces_.size() == max_traces_) ForgetOldest();
    found = traces_.emplace(trace_id, Trace()).first;
    found->second.content.trace_id = trace_id;
    found->second.order = next_order_++;
  }
  found->second.last_arrival = now;
  found->second.drawn = false;
  return found->second;
}

void FinishedTraces::ForgetOldest() {
  const auto oldest = std::min_element(
      traces_.begin(), traces_.end(),
      [](const auto& one, const auto& other) { return one.second.order < other.second.order; });
  if (oldest != traces_.end()) traces_.erase(oldest);
}

std::vector<FinishedTrace> FinishedTraces::Take(std::chrono::milliseconds quiet, Time now) {
  std::vector<Trace*> finished;
  for (auto& [trace_id, trace] : traces_) {
    const bool is_new = !trace.drawn && !trace.content.spans.empty();
    if (is_new && now - trace.last_arrival >= quiet) finished.push_back(&trace);
  }
  std::sort(finished.begin(), finished.end(),
            [](const Trace* one, const Trace* other) { return one->order < other->order; });
  std::vector<FinishedTrace> contents;
  for (Trace* trace : finished) {
    trace->drawn = true;
    contents.push_back(trace->content);
  }
  return contents;
}

}  // namespace otelwrap::testing
