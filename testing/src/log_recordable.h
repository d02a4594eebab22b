// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The pipeline behind LogCatcher: the SDK writes each record straight into a LogRecord of ours.

#pragma once

#include <opentelemetry/logs/severity.h>
#include <opentelemetry/sdk/logs/processor.h>
#include <opentelemetry/sdk/logs/recordable.h>
#include <otelwrap/testing/log_catcher.h>

#include <chrono>
#include <memory>
#include <utility>

#include "caught.h"
#include "convert.h"

namespace otelwrap::testing {

class LogRecordable final : public opentelemetry::sdk::logs::Recordable {
 public:
  // Qualified, because the base class brings in the API's class of the same name.
  testing::LogRecord Take() { return std::move(record_); }

  void SetTimestamp(opentelemetry::common::SystemTimestamp time) noexcept override {
    record_.timestamp = static_cast<std::chrono::system_clock::time_point>(time);
  }
  void SetObservedTimestamp(opentelemetry::common::SystemTimestamp time) noexcept override {
    record_.observed_timestamp = static_cast<std::chrono::system_clock::time_point>(time);
  }
  void SetSeverity(opentelemetry::logs::Severity severity) noexcept override {
    record_.severity_number = static_cast<int>(severity);
    if (record_.severity_number >= 0 && record_.severity_number <= 24) {
      record_.severity_text =
          std::string(opentelemetry::logs::SeverityNumToText[record_.severity_number]);
    }
  }
  void SetBody(const opentelemetry::common::AttributeValue& body) noexcept override {
    record_.body = FromOtel(body);
  }
  void SetAttribute(opentelemetry::nostd::string_view key,
                    const opentelemetry::common::AttributeValue& value) noexcept override {
    record_.attributes.insert_or_assign(std::string(key), FromOtel(value));
  }
  void SetEventId(int64_t id, opentelemetry::nostd::string_view name) noexcept override {
    record_.event_id = id;
    record_.event_name = std::string(name);
  }
  void SetTraceId(const opentelemetry::trace::TraceId& id) noexcept override {
    record_.trace_id = ToHex(id);
  }
  void SetSpanId(const opentelemetry::trace::SpanId& id) noexcept override {
    record_.span_id = ToHex(id);
  }
  void SetTraceFlags(const opentelemetry::trace::TraceFlags& flags) noexcept override {
    record_.flags = flags.flags();
  }
  void SetResource(const opentelemetry::sdk::resource::Resource& resource) noexcept override {
    record_.resource = FromOtel(resource);
  }
  void SetInstrumentationScope(const opentelemetry::sdk::instrumentationscope::InstrumentationScope&
                                   scope) noexcept override {
    record_.scope = FromOtel(scope);
  }

 private:
  testing::LogRecord record_;
};

class LogProcessor final : public opentelemetry::sdk::logs::LogRecordProcessor {
 public:
  explicit LogProcessor(std::shared_ptr<Caught<LogRecord>> caught) : caught_(std::move(caught)) {}

  std::unique_ptr<opentelemetry::sdk::logs::Recordable> MakeRecordable() noexcept override {
    return std::make_unique<LogRecordable>();
  }
  void OnEmit(
      std::unique_ptr<opentelemetry::sdk::logs::Recordable>&& recordable) noexcept override {
    caught_->Add(static_cast<LogRecordable&>(*recordable).Take());
  }
  bool ForceFlush(std::chrono::microseconds) noexcept override { return true; }
  bool Shutdown(std::chrono::microseconds) noexcept override { return true; }

 private:
  std::shared_ptr<Caught<LogRecord>> caught_;
};

}  // namespace otelwrap::testing
