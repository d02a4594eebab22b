// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// An OTLP/HTTP receiver inside the process: the collector of tests, of the demo and of trace-draw.
// It answers POST /v1/traces, /v1/metrics and /v1/logs on a loopback port, protobuf and JSON, plain
// and gzip, and keeps what arrives as plain structs.
//
//   auto receiver = OtlpReceiver::Start({});
//   exporter_options.url = receiver->Url() + "/v1/traces";
//   ...
//   ASSERT_TRUE(receiver->WaitForSpans(3, std::chrono::seconds(5)));
//   EXPECT_EQ(receiver->Traces()[0].name, "GET");
//
// It lives from Start to Stop (or its destructor), which closes the port and joins its one thread.
//
// Threads: every member may be called from any thread, Stop as well.
// Ownership: what the readers return is a copy of the caller's own.
// Errors: Start returns null and says why; a bad request is answered (400, 404, 405, 413, 415) and
// counted, never kept; nothing throws.

#pragma once

#include <otelwrap/testing/received.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace otelwrap::testing {

struct OtlpReceiverOptions {
  // The address to listen on. Loopback only unless the caller really means otherwise: there is no
  // authentication.
  std::string address = "127.0.0.1";

  // The port; 0: a free one.
  uint16_t port = 0;

  // The most bytes of one request body, before and after decompression. More is answered 413.
  size_t max_body_bytes = size_t{32} << 20U;

  // The most spans, points and log records kept, each. What comes on top is refused in the answer's
  // partial_success, as OTLP has it.
  size_t max_records = 200'000;

  // A connection on which nothing happens for this long is closed.
  std::chrono::milliseconds idle_timeout = std::chrono::seconds(60);
};

// All that was received and not yet taken.
struct Received {
  std::vector<ReceivedSpan> spans;
  std::vector<ReceivedMetricPoint> metrics;
  std::vector<ReceivedLogRecord> logs;
};

class OTELWRAP_API OtlpReceiver {
 public:
  // Listens and serves. Null when that is impossible (port in use, bad address); then `error`, if
  // given, says why.
  static std::unique_ptr<OtlpReceiver> Start(const OtlpReceiverOptions& options,
                                             std::string* error = nullptr);

  ~OtlpReceiver();
  OtlpReceiver(const OtlpReceiver&) = delete;
  OtlpReceiver& operator=(const OtlpReceiver&) = delete;

  // Closes the port and all connections and wakes every waiter; what was received stays readable.
  void Stop();

  uint16_t Port() const;
  std::string Url() const;  // "http://127.0.0.1:4318", the base that exporters are given

  // Everything received so far, in the order of arrival: spans, metric points, log records.
  std::vector<ReceivedSpan> Traces() const;
  std::vector<ReceivedMetricPoint> Metrics() const;
  std::vector<ReceivedLogRecord> Logs() const;

  // Hands over everything received so far and forgets it.
  Received Take();

  // Requests that were refused (any answer but 200), and the text of the last refusal.
  size_t RefusedRequests() const;
  std::string LastRefusal() const;

  // Waits until at least `count` are there. False: the time ran out, or Stop was called.
  bool WaitForSpans(size_t count, std::chrono::milliseconds timeout) const;
  bool WaitForMetrics(size_t count, std::chrono::milliseconds timeout) const;
  bool WaitForLogs(size_t count, std::chrono::milliseconds timeout) const;

  // Waits until the predicate holds. It runs on the waiting thread under the receiver's lock, once
  // at the start and after each arrival: keep it short, and never call the receiver from it.
  using SpanPredicate = std::function<bool(const std::vector<ReceivedSpan>&)>;
  bool WaitForSpans(const SpanPredicate& done, std::chrono::milliseconds timeout) const;

  // Waits until anything arrives (since Start or the last Take).
  bool WaitForAny(std::chrono::milliseconds timeout) const;

 private:
  class Impl;
  explicit OtlpReceiver(std::unique_ptr<Impl> impl);

  std::unique_ptr<Impl> impl_;
};

}  // namespace otelwrap::testing
