// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The id in a log line: a line formatted for a sink that drops it, by the pattern that shows the
// trace ids against the same pattern without them. The span was started before and stays current.
// Without one (no-op) the line has no ids.

#include <benchmark/benchmark.h>
#include <opentelemetry/trace/provider.h>
#include <opentelemetry/trace/scope.h>
#include <otelwrap/spdlog/pattern.h>
#include <spdlog/details/null_mutex.h>
#include <spdlog/logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/base_sink.h>

#include <memory>
#include <utility>

#include "harness/subject.h"

namespace otelwrap::benchmarks {
namespace {

namespace trace = opentelemetry::trace;

constexpr char kPatternWithoutIds[] = "[%Y-%m-%d %H:%M:%S.%e] [%n] [%l] %v";

class DroppingSink final : public ::spdlog::sinks::base_sink<::spdlog::details::null_mutex> {
 protected:
  void sink_it_(const ::spdlog::details::log_msg& message) override {
    ::spdlog::memory_buf_t line;
    formatter_->format(message, line);
    benchmark::DoNotOptimize(line.data());
  }
  void flush_() override {}
};

::spdlog::logger MakeLogger(std::unique_ptr<::spdlog::formatter> formatter) {
  ::spdlog::logger logger("shop", std::make_shared<DroppingSink>());
  logger.set_formatter(std::move(formatter));
  return logger;
}

void Log(::spdlog::logger& logger, size_t times) {
  const auto tracer = trace::Provider::GetTracerProvider()->GetTracer("hand-written");
  const trace::Scope scope(tracer->StartSpan("order"));
  for (size_t i = 0; i < times; ++i) logger.info("order placed, {} of {}", 3, "book");
}

void Bare(size_t times) {
  static ::spdlog::logger logger =
      MakeLogger(std::make_unique<::spdlog::pattern_formatter>(kPatternWithoutIds));
  Log(logger, times);
}

void WithIds(size_t times) {
  static ::spdlog::logger logger = MakeLogger(spdlog::MakeFormatter());
  Log(logger, times);
}

const ComponentRegistration kLogLine("log-line-ids", Bare, WithIds);

}  // namespace
}  // namespace otelwrap::benchmarks
