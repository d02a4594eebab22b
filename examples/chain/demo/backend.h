// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Where the demo's telemetry goes, and where its trace is taken from to be drawn: our own receiver,
// or a real Jaeger.

#pragma once

#include <otelwrap/testing/otlp_receiver.h>

#include <memory>
#include <string>
#include <vector>

namespace chain {

struct Collected {
  std::vector<otelwrap::testing::ReceivedSpan> spans;
  std::vector<otelwrap::testing::ReceivedLogRecord> logs;
};

class Backend {
 public:
  virtual ~Backend() = default;
  virtual std::string OtlpEndpoint() const = 0;
  // The trace as soon as it has so many spans, or what there is after a while.
  virtual Collected Collect(const std::string& trace_id, size_t spans) = 0;
  // Where to look at it; empty: nowhere.
  virtual std::string Page(const std::string& trace_id) const = 0;
};

std::unique_ptr<Backend> OwnReceiver();
// `otlp` and `query` are base URLs: http://127.0.0.1:4318, http://127.0.0.1:16686
std::unique_ptr<Backend> RealJaeger(const std::string& otlp, const std::string& query);

}  // namespace chain
