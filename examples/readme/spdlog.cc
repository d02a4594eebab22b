// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/spdlog/otel_sink.h>
#include <otelwrap/spdlog/pattern.h>
#include <spdlog/spdlog.h>

#include <memory>

int main() {
  spdlog::default_logger()->sinks().push_back(std::make_shared<otelwrap::spdlog::otel_sink_mt>());
  otelwrap::spdlog::Install();
  spdlog::info("ready");  // [trace_id=... span_id=... trace_flags=01] ready
}
