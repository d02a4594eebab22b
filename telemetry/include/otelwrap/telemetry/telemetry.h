// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The SDK in one line, for programs that have not set it up themselves: providers for traces,
// metrics and logs, OTLP exporters, the sampler, the propagators, and the histogram buckets that
// otelwrap's metrics need. Nothing else of otelwrap needs it: whoever has providers of their own
// keeps them.
//
//   int main() {
//     auto telemetry = otelwrap::telemetry::Start();   // the environment decides (OTEL_*)
//     ...
//   }                                                  // flushed and joined here
//
// A field that is set in Options wins over its variable, the variable over the default. The
// variables: OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES, OTEL_EXPORTER_OTLP_* (endpoint, headers,
// certificate, timeout, compression, protocol; each also with TRACES_, METRICS_, LOGS_),
// OTEL_TRACES_EXPORTER, OTEL_METRICS_EXPORTER, OTEL_LOGS_EXPORTER, OTEL_TRACES_SAMPLER,
// OTEL_TRACES_SAMPLER_ARG, OTEL_PROPAGATORS, OTEL_BSP_SCHEDULE_DELAY, OTEL_METRIC_EXPORT_INTERVAL,
// OTEL_SDK_DISABLED.
//
// Threads: Start and Shutdown on one thread, before and after the others use the providers.
// Ownership: the global providers are set at Start and put back to the API's no-ops at the end.
// Errors: nothing throws. A setting that makes no sense is left out, with one sentence in
// Problems() and to the error handler, as is what the pipeline reports later (an unreachable
// collector, a full queue).

#pragma once

#include <otelwrap/config.h>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace otelwrap::telemetry {

enum class Severity { kError, kWarning };

// Called on any thread, also the exporters' own; must not block. The text holds no telemetry.
using ErrorHandler = std::function<void(Severity, std::string_view text)>;

struct Options {
  std::string service_name;  // default: OpenTelemetry's unknown_service
  std::map<std::string, std::string> resource_attributes;  // e.g. deployment.environment.name

  // "otlp" (default), "console" or "none".
  std::string traces_exporter;
  std::string metrics_exporter;
  std::string logs_exporter;

  // "http/protobuf" (default), "http/json" or "grpc".
  std::string protocol;
  // Where the collector listens. Default: http://localhost:4318, for grpc http://localhost:4317.
  // For HTTP, /v1/traces and so on are added.
  std::string endpoint;

  // "parentbased_always_on" (default), "parentbased_always_off", "parentbased_traceidratio",
  // "always_on", "always_off" or "traceidratio"; the ratio is for the last of each kind.
  std::string sampler;
  std::optional<double> sampler_ratio;

  // "tracecontext" and "baggage" (default), "b3", "b3multi", "jaeger", or "none" alone.
  std::vector<std::string> propagators;

  std::optional<std::chrono::milliseconds> span_delay;       // default 5 s: how long spans wait
  std::optional<std::chrono::milliseconds> metric_interval;  // default 60 s

  // How long the end of the program waits for what is still to be sent.
  std::chrono::milliseconds shutdown_deadline{5000};

  // Default: at most one line each second on standard error.
  ErrorHandler on_error;
};

class [[nodiscard]] OTELWRAP_API Telemetry {
 public:
  Telemetry(Telemetry&&) noexcept;
  Telemetry& operator=(Telemetry&&) noexcept;
  ~Telemetry();  // Shutdown()

  // What was wrong with the settings, a sentence each.
  const std::vector<std::string>& Problems() const noexcept;

  // Sends what is waiting. False where that failed or took longer; with OpenTelemetry C++ 1.19 it
  // takes the whole deadline where no log record waits.
  bool Flush(std::chrono::milliseconds deadline) noexcept;

  // Sends what is waiting and ends all three signals at the same time, within the deadline of the
  // Options, and puts the no-op providers back. Once; later calls return the same.
  bool Shutdown() noexcept;

 private:
  friend OTELWRAP_API Telemetry Start(Options options) noexcept;
  class Pipeline;
  explicit Telemetry(std::unique_ptr<Pipeline> pipeline) noexcept;
  std::unique_ptr<Pipeline> pipeline_;
};

OTELWRAP_API Telemetry Start(Options options = {}) noexcept;

}  // namespace otelwrap::telemetry
