// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "error_log.h"

#include <opentelemetry/sdk/common/global_log_handler.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <utility>

namespace otelwrap::telemetry {
namespace {

namespace internal_log = opentelemetry::sdk::common::internal_log;
namespace nostd = opentelemetry::nostd;

class ForwardingHandler final : public internal_log::LogHandler {
 public:
  explicit ForwardingHandler(ErrorHandler handler) : handler_(std::move(handler)) {}

  void Handle(internal_log::LogLevel level, const char*, int, const char* text,
              const opentelemetry::sdk::common::AttributeMap&) noexcept override {
    if (level != internal_log::LogLevel::Error && level != internal_log::LogLevel::Warning) return;
    try {
      handler_(level == internal_log::LogLevel::Error ? Severity::kError : Severity::kWarning,
               text != nullptr ? text : "");
    } catch (...) {  // NOLINT(bugprone-empty-catch): a handler's own trouble is not the host's
    }
  }

 private:
  ErrorHandler handler_;
};

}  // namespace

ErrorHandler DefaultErrorHandler() {
  auto next = std::make_shared<std::atomic<int64_t>>(0);
  return [next](Severity severity, std::string_view text) {
    const int64_t now = std::chrono::steady_clock::now().time_since_epoch().count();
    const int64_t second = std::chrono::steady_clock::duration(std::chrono::seconds(1)).count();
    int64_t due = next->load();
    if (now < due || !next->compare_exchange_strong(due, now + second)) return;
    std::fprintf(stderr, "otelwrap: telemetry %s: %.*s\n",
                 severity == Severity::kError ? "error" : "warning", static_cast<int>(text.size()),
                 text.data());
  };
}

void InstallErrorLog(ErrorHandler handler) {
  internal_log::GlobalLogHandler::SetLogHandler(
      nostd::shared_ptr<internal_log::LogHandler>(new ForwardingHandler(std::move(handler))));
}

void RemoveErrorLog() noexcept {
  internal_log::GlobalLogHandler::SetLogHandler(
      nostd::shared_ptr<internal_log::LogHandler>(new internal_log::DefaultLogHandler));
}

}  // namespace otelwrap::telemetry
