// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/testing/log_catcher.h>

#include <gtest/gtest.h>

#include <opentelemetry/logs/provider.h>
#include <opentelemetry/sdk/logs/logger_provider.h>
#include <opentelemetry/sdk/resource/resource.h>
#include <optional>
#include <ostream>
#include <utility>

#include "global_override.h"
#include "log_recordable.h"

namespace otelwrap::testing {
namespace {

namespace logs = opentelemetry::logs;
namespace nostd = opentelemetry::nostd;
namespace sdk = opentelemetry::sdk;

struct GlobalLoggers {
  static auto Get() { return logs::Provider::GetLoggerProvider(); }
  static void Set(const nostd::shared_ptr<logs::LoggerProvider>& provider) {
    logs::Provider::SetLoggerProvider(provider);
  }
};

}  // namespace

struct LogCatcher::Impl {
  std::shared_ptr<Caught<LogRecord>> caught = std::make_shared<Caught<LogRecord>>();
  nostd::shared_ptr<logs::LoggerProvider> provider{
      new sdk::logs::LoggerProvider(std::make_unique<LogProcessor>(caught))};
  GlobalOverride<GlobalLoggers> global_provider{provider};
};

LogCatcher::LogCatcher() : impl_(std::make_unique<Impl>()) {}

LogCatcher::~LogCatcher() = default;

std::vector<LogRecord> LogCatcher::Records() const { return impl_->caught->All(); }

std::vector<LogRecord> LogCatcher::WaitFor(size_t count, std::chrono::milliseconds timeout) const {
  return impl_->caught->WaitFor(count, timeout);
}

LogRecord LogCatcher::Only() const {
  const std::vector<LogRecord> caught = Records();
  if (caught.size() == 1) return caught.front();
  ADD_FAILURE() << "expected exactly one log record, got " << caught.size()
                << "; caught: " << ::testing::PrintToString(caught);
  return {};
}

void LogCatcher::Clear() { impl_->caught->Clear(); }

nostd::shared_ptr<logs::LoggerProvider> LogCatcher::provider() const { return impl_->provider; }

std::ostream& operator<<(std::ostream& out, const LogRecord& record) {
  out << "\n  " << record.severity_text << " " << record.body << "\n";
  if (!record.trace_id.empty()) {
    out << "    trace " << record.trace_id << ", span " << record.span_id << ", flags "
        << static_cast<int>(record.flags) << "\n";
  }
  if (!record.event_name.empty()) out << "    event " << record.event_name << "\n";
  out << "    scope " << record.scope << "\n";
  for (const auto& [key, value] : record.attributes) {
    out << "      " << key << " = " << value << "\n";
  }
  return out;
}

}  // namespace otelwrap::testing
