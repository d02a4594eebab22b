// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A program that logs what it does, with trace ids in each line and each line sent as a log record.
// Compare it with its uninstrumented twin.

#include <opentelemetry/trace/provider.h>
#include <opentelemetry/trace/scope.h>
#include <otelwrap/spdlog/otel_sink.h>
#include <otelwrap/spdlog/pattern.h>
#include <otelwrap/telemetry/telemetry.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>

namespace {

void Sell(spdlog::logger& log, int item) {
  const auto tracer = opentelemetry::trace::Provider::GetTracerProvider()->GetTracer("shop");
  const opentelemetry::trace::Scope scope(tracer->StartSpan("sell"));
  log.info("sold {}", item);
}

}  // namespace

int main() {
  auto telemetry = otelwrap::telemetry::Start();
  auto console = std::make_shared<spdlog::sinks::stdout_sink_mt>();
  auto log = std::make_shared<spdlog::logger>("orders", console);
  log->sinks().push_back(std::make_shared<otelwrap::spdlog::otel_sink_mt>());
  spdlog::register_logger(log);
  otelwrap::spdlog::Install();
  log->info("open");
  Sell(*log, 7);
}
