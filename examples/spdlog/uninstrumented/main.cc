// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A program that logs what it does. Compare it with its instrumented twin.

#include <opentelemetry/trace/provider.h>
#include <opentelemetry/trace/scope.h>
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
  auto console = std::make_shared<spdlog::sinks::stdout_sink_mt>();
  auto log = std::make_shared<spdlog::logger>("orders", console);
  spdlog::register_logger(log);
  log->info("open");
  Sell(*log, 7);
}
