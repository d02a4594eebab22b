// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <opentelemetry/context/runtime_context.h>
#include <opentelemetry/logs/log_record.h>
#include <opentelemetry/logs/logger.h>
#include <opentelemetry/logs/provider.h>
#include <otelwrap/common/providers.h>
#include <otelwrap/common/semconv.h>
#include <otelwrap/common/suppression.h>
#include <otelwrap/common/switches.h>
#include <otelwrap/spdlog/otel_sink.h>

#include <chrono>
#include <exception>
#include <map>
#include <string>

#include "caller.h"
#include "severity.h"

namespace otelwrap::spdlog {
namespace {

namespace logs = opentelemetry::logs;
namespace nostd = opentelemetry::nostd;
namespace semconv = common::semconv;
using LoggerPtr = nostd::shared_ptr<logs::Logger>;

// More logger names than any program has on purpose; what comes after shares one scope.
constexpr size_t kMaxLoggers = 128;
constexpr char kOverflowName[] = "otelwrap.spdlog";

nostd::string_view View(std::string_view text) noexcept { return {text.data(), text.size()}; }

// Always by length: an asynchronous logger's views are not terminated.
std::string_view Text(const ::spdlog::string_view_t& text) noexcept {
  return {text.data(), text.size()};
}

// Set while this thread makes a record: what an exporter logs meanwhile is left out.
thread_local bool writing = false;

class WritingScope {
 public:
  WritingScope() noexcept { writing = true; }
  ~WritingScope() { writing = false; }
};

}  // namespace

class RecordWriter::Impl {
 public:
  explicit Impl(OtelSinkOptions options) : options_(std::move(options)) {}

  void Write(const ::spdlog::details::log_msg& message) {
    const LoggerPtr logger = LoggerFor(Text(message.logger_name));
    auto record = logger->CreateLogRecord();
    if (record == nullptr) return;
    record->SetTimestamp(opentelemetry::common::SystemTimestamp(message.time));
    record->SetObservedTimestamp(std::chrono::system_clock::now());
    record->SetSeverity(SeverityOf(message.level));
    record->SetBody(View(Text(message.payload)));
    SetIds(message, *record);
    SetAttributes(message, *record);
    logger->EmitLogRecord(std::move(record));
  }

  void Flush() {
    if (options_.flush) options_.flush();
  }

 private:
  LoggerPtr LoggerFor(std::string_view name) {
    ForgetOldLoggers();
    const auto found = loggers_.find(name);
    if (found != loggers_.end()) return found->second;
    const std::string key(loggers_.size() < kMaxLoggers ? name : std::string_view(kOverflowName));
    const auto provider =
        options_.logger_provider ? options_.logger_provider : logs::Provider::GetLoggerProvider();
    // No library name of ours: the scope is the user's logger.
    return loggers_[key] = provider->GetLogger(View(key), View(key), "", View(semconv::kSchemaUrl));
  }

  // Loggers of a provider that was replaced must not be written to.
  void ForgetOldLoggers() {
    if (options_.logger_provider) return;
    const uint64_t stamp = common::ProviderStamp();
    if (stamp == stamp_) return;
    stamp_ = stamp;
    const auto provider = logs::Provider::GetLoggerProvider();
    const LoggerPtr probe =
        provider->GetLogger(kOverflowName, kOverflowName, "", View(semconv::kSchemaUrl));
    if (probe.get() == probe_.get()) return;
    probe_ = probe;
    loggers_.clear();
  }

  static void SetIds(const ::spdlog::details::log_msg& message, logs::LogRecord& record) {
    const auto span = CallersSpan(message);
    // Set in any case: the SDK has already put the ids of the sink's own thread there.
    record.SetTraceId(span.trace_id());
    record.SetSpanId(span.span_id());
    record.SetTraceFlags(span.trace_flags());
  }

  static void SetAttributes(const ::spdlog::details::log_msg& message, logs::LogRecord& record) {
    record.SetAttribute(View(semconv::kThreadId), static_cast<int64_t>(message.thread_id));
    if (message.source.empty()) return;
    if (message.source.filename != nullptr) {
      record.SetAttribute(View(semconv::kCodeFilePath), message.source.filename);
    }
    record.SetAttribute(View(semconv::kCodeLineNumber), int64_t{message.source.line});
    if (message.source.funcname != nullptr) {
      record.SetAttribute(View(semconv::kCodeFunctionName), message.source.funcname);
    }
  }

  const OtelSinkOptions options_;
  std::map<std::string, LoggerPtr, std::less<>> loggers_;
  LoggerPtr probe_;
  uint64_t stamp_ = 0;
};

RecordWriter::RecordWriter(OtelSinkOptions options)
    : impl_(std::make_unique<Impl>(std::move(options))) {}

RecordWriter::~RecordWriter() = default;

void RecordWriter::Write(const ::spdlog::details::log_msg& message) noexcept {
  if (writing || !common::Enabled(common::Component::kSpdlog)) return;
  if (common::IsSuppressed(opentelemetry::context::RuntimeContext::GetCurrent())) return;
  const WritingScope scope;
  try {
    impl_->Write(message);
  } catch (
      const std::exception&) {  // NOLINT(bugprone-empty-catch): memory is out; the line is lost
  }
}

void RecordWriter::Flush() noexcept {
  try {
    impl_->Flush();
  } catch (...) {  // NOLINT(bugprone-empty-catch): a hook of the user's must not end the program
  }
}

}  // namespace otelwrap::spdlog
