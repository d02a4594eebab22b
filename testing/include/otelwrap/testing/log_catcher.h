// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// LogCatcher: while it lives, every OpenTelemetry log record of the process ends in its list. It
// installs a real SDK LoggerProvider as the global one, and puts the old one back when it is
// destroyed.
//
//   LogCatcher logs;
//   CallTheCode();
//   EXPECT_THAT(logs.Records(), ElementsAre(AllOf(BodyIs("no such item"), SeverityIs("WARN"),
//                                                 WrittenIn(span), AttributesAre({}))));
//
// Several may nest, and end in reverse order. One that finds another provider than its own
// installed when it ends leaves that one alone. Records that come after their catcher are dropped.
//
// Threads: all functions may be called from any thread; records may come from any thread.
// Ownership: what Records and WaitFor return are copies.
// Errors: Only reports a GoogleTest failure that prints what was caught instead.

#pragma once

#include <opentelemetry/logs/logger_provider.h>
#include <opentelemetry/nostd/shared_ptr.h>
#include <otelwrap/config.h>
#include <otelwrap/testing/attribute_value.h>
#include <otelwrap/testing/scope.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <memory>
#include <string>
#include <vector>

namespace otelwrap::testing {

struct LogRecord {
  AttributeValue body;
  int severity_number = 0;    // 1 to 24, as OTLP has it; 0: not given
  std::string severity_text;  // OpenTelemetry's name of the number: "TRACE", "INFO", "ERROR2"
  std::chrono::system_clock::time_point timestamp;
  std::chrono::system_clock::time_point observed_timestamp;
  std::string trace_id;  // 32 lower-case hex digits; empty: none
  std::string span_id;   // 16 lower-case hex digits; empty: none
  uint8_t flags = 0;     // trace flags: 0x01 is "sampled"
  int64_t event_id = 0;
  std::string event_name;
  Attributes attributes;
  Scope scope;
  Attributes resource;
};

class OTELWRAP_API LogCatcher {
 public:
  LogCatcher();
  ~LogCatcher();
  LogCatcher(const LogCatcher&) = delete;
  LogCatcher& operator=(const LogCatcher&) = delete;

  // Every record since the start or the last Clear, in the order in which they came.
  std::vector<LogRecord> Records() const;

  // Waits until there are at least `count`, then returns what Records does. After `timeout` it
  // returns what there is, so that a matcher shows what is missing.
  std::vector<LogRecord> WaitFor(size_t count,
                                 std::chrono::milliseconds timeout = std::chrono::seconds(5)) const;

  // The only record; a test failure and an empty record if there is none or more.
  LogRecord Only() const;

  void Clear();

  // For tests of options that take a provider.
  opentelemetry::nostd::shared_ptr<opentelemetry::logs::LoggerProvider> provider() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

OTELWRAP_API std::ostream& operator<<(std::ostream& out, const LogRecord& record);

}  // namespace otelwrap::testing
