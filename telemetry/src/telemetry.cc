// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <opentelemetry/context/propagation/global_propagator.h>
#include <opentelemetry/logs/noop.h>
#include <opentelemetry/logs/provider.h>
#include <opentelemetry/metrics/noop.h>
#include <opentelemetry/metrics/provider.h>
#include <opentelemetry/trace/noop.h>
#include <opentelemetry/trace/provider.h>
#include <otelwrap/common/environment.h>
#include <otelwrap/common/providers.h>
#include <otelwrap/telemetry/telemetry.h>

#include <condition_variable>
#include <cstdio>
#include <exception>
#include <memory>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>

#include "error_log.h"
#include "providers.h"

namespace otelwrap::telemetry {
namespace {

namespace nostd = opentelemetry::nostd;

template <class Api, class Sdk>
nostd::shared_ptr<Api> AsApi(const std::shared_ptr<Sdk>& provider) {
  return nostd::shared_ptr<Api>(std::shared_ptr<Api>(provider));
}

// The results of calls that run at the same time, waited for until a deadline. Shared with the
// threads, so that one that comes too late finds it still there.
class Joined {
 public:
  explicit Joined(size_t count) : missing_(count) {}

  void Report(bool success) {
    const std::lock_guard<std::mutex> lock(mutex_);
    success_ = success_ && success;
    --missing_;
    changed_.notify_all();
  }

  bool Wait(std::chrono::milliseconds deadline) {
    std::unique_lock<std::mutex> lock(mutex_);
    return changed_.wait_for(lock, deadline, [this] { return missing_ == 0; }) && success_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  size_t missing_;
  bool success_ = true;
};

// Their processors send what is queued when they are shut down. A flush before that would wait out
// its whole time for log records that nobody wrote (OpenTelemetry C++ 1.19).
template <class Provider>
bool EndProvider(Provider& provider, std::chrono::microseconds timeout) {
  return provider.Shutdown(timeout);
}

// What was measured since the last interval is collected by a flush alone.
bool EndProvider(opentelemetry::sdk::metrics::MeterProvider& provider,
                 std::chrono::microseconds timeout) {
  const bool flushed = provider.ForceFlush(timeout);
  return provider.Shutdown(timeout) && flushed;
}

}  // namespace

class Telemetry::Pipeline {
 public:
  explicit Pipeline(Options options)
      : options_(std::move(options)),
        on_error_(std::make_shared<const ErrorHandler>(options_.on_error ? options_.on_error
                                                                         : DefaultErrorHandler())) {
  }

  void Start() {
    const Settings settings = Resolve(options_, [](const std::string& name) {
      return common::environment::ReadString(name.c_str());
    });
    problems_ = settings.problems;
    for (const std::string& problem : problems_) Tell(*on_error_, Severity::kWarning, problem);
    InstallErrorLog(on_error_);
    opentelemetry::context::propagation::GlobalTextMapPropagator::SetGlobalPropagator(
        MakePropagator(settings));
    if (!settings.disabled) StartSignals(settings);
    common::RefreshProviders();
  }

  const std::vector<std::string>& problems() const noexcept { return problems_; }

  bool Flush(std::chrono::milliseconds deadline) {
    return All(deadline, [](auto& provider, auto timeout) { return provider.ForceFlush(timeout); });
  }

  bool Shutdown() {
    if (ended_) return success_;
    ended_ = true;
    PutNoopsBack();
    success_ = All(options_.shutdown_deadline,
                   [](auto& provider, auto timeout) { return EndProvider(provider, timeout); });
    if (!success_) Tell(*on_error_, Severity::kWarning, "not everything was sent before the end");
    RemoveErrorLog(on_error_);
    return success_;
  }

 private:
  void StartSignals(const Settings& settings) {
    const auto resource = MakeResource(options_);
    tracers_ = MakeTracerProvider(settings, resource);
    meters_ = MakeMeterProvider(settings, resource);
    loggers_ = MakeLoggerProvider(settings, resource);
    namespace api = opentelemetry;
    if (tracers_) {
      api::trace::Provider::SetTracerProvider(AsApi<api::trace::TracerProvider>(tracers_));
    }
    if (meters_) {
      api::metrics::Provider::SetMeterProvider(AsApi<api::metrics::MeterProvider>(meters_));
    }
    if (loggers_) {
      api::logs::Provider::SetLoggerProvider(AsApi<api::logs::LoggerProvider>(loggers_));
    }
  }

  // Only where ours still are the global ones: another Telemetry may have been started since.
  void PutNoopsBack() {
    namespace api = opentelemetry;
    if (tracers_ && api::trace::Provider::GetTracerProvider().get() == tracers_.get()) {
      api::trace::Provider::SetTracerProvider(
          nostd::shared_ptr<api::trace::TracerProvider>(new api::trace::NoopTracerProvider));
    }
    if (meters_ && api::metrics::Provider::GetMeterProvider().get() == meters_.get()) {
      api::metrics::Provider::SetMeterProvider(
          nostd::shared_ptr<api::metrics::MeterProvider>(new api::metrics::NoopMeterProvider));
    }
    if (loggers_ && api::logs::Provider::GetLoggerProvider().get() == loggers_.get()) {
      api::logs::Provider::SetLoggerProvider(
          nostd::shared_ptr<api::logs::LoggerProvider>(new api::logs::NoopLoggerProvider));
    }
    common::RefreshProviders();
  }

  // Runs the call on every provider at once. What is not back by the deadline goes on by itself:
  // its thread owns what it uses.
  template <class Call>
  bool All(std::chrono::milliseconds deadline, Call call) {
    const size_t count = (tracers_ ? 1U : 0U) + (meters_ ? 1U : 0U) + (loggers_ ? 1U : 0U);
    auto joined = std::make_shared<Joined>(count);
    const auto run = [&](auto provider) {
      if (provider == nullptr) return;
      try {
        std::thread([joined, provider, deadline, call] {
          joined->Report(call(*provider, std::chrono::microseconds(deadline)));
        }).detach();
      } catch (const std::system_error&) {  // no thread to be had
        joined->Report(false);
      }
    };
    run(tracers_);
    run(meters_);
    run(loggers_);
    return joined->Wait(deadline);
  }

  Options options_;
  SharedErrorHandler on_error_;
  std::vector<std::string> problems_;
  std::shared_ptr<opentelemetry::sdk::trace::TracerProvider> tracers_;
  std::shared_ptr<opentelemetry::sdk::metrics::MeterProvider> meters_;
  std::shared_ptr<opentelemetry::sdk::logs::LoggerProvider> loggers_;
  bool ended_ = false;
  bool success_ = true;
};

Telemetry::Telemetry(std::unique_ptr<Pipeline> pipeline) noexcept
    : pipeline_(std::move(pipeline)) {}
Telemetry::Telemetry(Telemetry&&) noexcept = default;

Telemetry& Telemetry::operator=(Telemetry&& other) noexcept {
  if (this != &other) {
    Shutdown();
    pipeline_ = std::move(other.pipeline_);
  }
  return *this;
}

Telemetry::~Telemetry() { Shutdown(); }

const std::vector<std::string>& Telemetry::Problems() const noexcept {
  static const std::vector<std::string> kNone;
  return pipeline_ ? pipeline_->problems() : kNone;
}

bool Telemetry::Flush(std::chrono::milliseconds deadline) noexcept {
  try {
    return pipeline_ == nullptr || pipeline_->Flush(deadline);
  } catch (const std::exception&) {
    return false;
  }
}

bool Telemetry::Shutdown() noexcept {
  try {
    return pipeline_ == nullptr || pipeline_->Shutdown();
  } catch (const std::exception&) {
    return false;
  }
}

Telemetry Start(Options options) noexcept {
  std::unique_ptr<Telemetry::Pipeline> pipeline;
  try {
    pipeline = std::make_unique<Telemetry::Pipeline>(std::move(options));
    pipeline->Start();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "otelwrap: telemetry did not start: %s\n", error.what());
  }
  return Telemetry(std::move(pipeline));
}

}  // namespace otelwrap::telemetry
