// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A sink that makes each line an OpenTelemetry log record, with the ids of the span in which it was
// logged: body, severity, time, and as attributes the thread and, where the macro gave one, the
// place in the source. The scope's name is the logger's.
//
//   auto sink = std::make_shared<otelwrap::spdlog::otel_sink_mt>();
//   auto logger = std::make_shared<::spdlog::logger>("orders", sink);
//
// Records go to the global LoggerProvider (see `telemetry`), or to the one given. Use it in a
// synchronous logger: OpenTelemetry's batch processor is a queue already. In an asynchronous logger
// the caller's span is not known; such a record carries no ids rather than those of another thread.
//
// Threads: _mt from any thread, _st from one. Ownership: spdlog's shared_ptr.
// Errors: none; what is logged while a record is being made (by an exporter) is left out.

#pragma once

#include <opentelemetry/logs/logger_provider.h>
#include <opentelemetry/nostd/shared_ptr.h>
#include <otelwrap/config.h>
#include <spdlog/details/null_mutex.h>
#include <spdlog/formatter.h>
#include <spdlog/sinks/sink.h>

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

namespace otelwrap::spdlog {

struct OtelSinkOptions {
  // Null: the global one, followed when it is replaced.
  opentelemetry::nostd::shared_ptr<opentelemetry::logs::LoggerProvider> logger_provider;
  // What logger->flush() does; the API has no way to flush a provider. May be empty.
  std::function<void()> flush;
};

// What both sinks share; hides the OpenTelemetry side from users' compile time.
class OTELWRAP_API RecordWriter {
 public:
  explicit RecordWriter(OtelSinkOptions options);
  ~RecordWriter();
  RecordWriter(const RecordWriter&) = delete;
  RecordWriter& operator=(const RecordWriter&) = delete;

  void Write(const ::spdlog::details::log_msg& message) noexcept;
  void Flush() noexcept;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

// Not spdlog's base_sink: a record has no pattern, and the library has that class for two mutexes
// only.
template <class Mutex>
// NOLINTNEXTLINE(readability-identifier-naming): named as spdlog names its sinks
class otel_sink final : public ::spdlog::sinks::sink {
 public:
  explicit otel_sink(OtelSinkOptions options = {}) : writer_(std::move(options)) {}

  void log(const ::spdlog::details::log_msg& message) override {
    const std::lock_guard<Mutex> lock(mutex_);
    writer_.Write(message);
  }
  void flush() override {
    const std::lock_guard<Mutex> lock(mutex_);
    writer_.Flush();
  }
  void set_pattern(const std::string&) override {}  // the body is the message alone
  void set_formatter(std::unique_ptr<::spdlog::formatter>) override {}

 private:
  Mutex mutex_;
  RecordWriter writer_;
};

// Recursive: an exporter that logs through the same logger must not wait for itself.
using otel_sink_mt = otel_sink<std::recursive_mutex>;
using otel_sink_st = otel_sink<::spdlog::details::null_mutex>;

}  // namespace otelwrap::spdlog
