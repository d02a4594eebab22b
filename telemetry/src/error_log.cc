// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "error_log.h"

#include <opentelemetry/sdk/common/global_log_handler.h>
#include <otelwrap/common/never_destroyed.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <memory>
#include <mutex>
#include <utility>

namespace otelwrap::telemetry {
namespace {

namespace internal_log = opentelemetry::sdk::common::internal_log;
namespace nostd = opentelemetry::nostd;

// What the SDK says of an end that goes well: a MeterProvider is destroyed after it was shut down,
// and its reader's thread was just about to collect. It would be the last line of a program.
bool IsNoise(const char* text) noexcept {
  return text != nullptr &&
         (std::strstr(text, "Shutdown can be invoked only once") != nullptr ||
          std::strstr(text, "Collect invoked while Shutdown in progress") != nullptr);
}

// The SDK's place for a handler is not made for threads, and exporters log on theirs. So this one
// is put there once and stays, also while the process ends: a thread that Shutdown did not wait for
// may have something to say. Whom it tells changes under a lock.
class ForwardingHandler final : public internal_log::LogHandler {
 public:
  explicit ForwardingHandler(nostd::shared_ptr<internal_log::LogHandler> previous)
      : previous_(std::move(previous)) {}

  void Handle(internal_log::LogLevel level, const char* file, int line, const char* text,
              const opentelemetry::sdk::common::AttributeMap& attributes) noexcept override {
    if (IsNoise(text)) return;
    const SharedErrorHandler handler = Receiver();
    if (handler == nullptr) {
      if (previous_) previous_->Handle(level, file, line, text, attributes);
      return;
    }
    if (level != internal_log::LogLevel::Error && level != internal_log::LogLevel::Warning) return;
    Tell(*handler, level == internal_log::LogLevel::Error ? Severity::kError : Severity::kWarning,
         text != nullptr ? text : "");
  }

  void SetReceiver(SharedErrorHandler handler) noexcept {
    const std::lock_guard<std::mutex> lock(mutex_);
    receiver_.swap(handler);
  }

  void RemoveReceiver(const SharedErrorHandler& handler) noexcept {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (receiver_ == handler) receiver_.reset();
  }

 private:
  SharedErrorHandler Receiver() const noexcept {
    const std::lock_guard<std::mutex> lock(mutex_);
    return receiver_;
  }

  const nostd::shared_ptr<internal_log::LogHandler> previous_;
  mutable std::mutex mutex_;
  SharedErrorHandler receiver_;
};

ForwardingHandler& InstalledHandler() {
  static const common::NeverDestroyed<nostd::shared_ptr<internal_log::LogHandler>> installed([] {
    nostd::shared_ptr<internal_log::LogHandler> handler(
        new ForwardingHandler(internal_log::GlobalLogHandler::GetLogHandler()));
    internal_log::GlobalLogHandler::SetLogHandler(handler);
    return handler;
  }());
  return static_cast<ForwardingHandler&>(*installed.get());
}

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

void Tell(const ErrorHandler& handler, Severity severity, std::string_view text) noexcept {
  try {
    handler(severity, text);
  } catch (...) {  // NOLINT(bugprone-empty-catch): a handler's own trouble is not the host's
  }
}

void InstallErrorLog(const SharedErrorHandler& handler) { InstalledHandler().SetReceiver(handler); }

void RemoveErrorLog(const SharedErrorHandler& handler) noexcept {
  InstalledHandler().RemoveReceiver(handler);
}

}  // namespace otelwrap::telemetry
