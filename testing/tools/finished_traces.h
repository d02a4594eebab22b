// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Sorts what arrives by trace and says which traces are finished: those of which nothing has
// arrived for a while. Holds a bounded number of traces; a late span brings a drawn one back whole.
// Not safe from several threads.

#pragma once

#include <otelwrap/testing/otlp_receiver.h>

#include <chrono>
#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace otelwrap::testing {

struct FinishedTrace {
  std::string trace_id;
  std::vector<ReceivedSpan> spans;
  std::vector<ReceivedLogRecord> logs;
};

class FinishedTraces {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit FinishedTraces(size_t max_traces) : max_traces_(max_traces) {}

  void Add(Received received, Time now);

  // Those with spans, silent since `quiet` and not handed out since their last arrival, the one
  // that came first before the others.
  std::vector<FinishedTrace> Take(std::chrono::milliseconds quiet, Time now);

 private:
  struct Trace {
    FinishedTrace content;
    size_t order = 0;
    Time last_arrival;
    bool drawn = false;
  };

  Trace& Touch(const std::string& trace_id, Time now);
  void ForgetOldest();

  const size_t max_traces_;
  size_t next_order_ = 0;
  std::map<std::string, Trace> traces_;
};

}  // namespace otelwrap::testing
