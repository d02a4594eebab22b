// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/spdlog/otel_sink.h>
#include <otelwrap/spdlog/pattern.h>
#include <spdlog/logger.h>

int main() {
  const auto sink = std::make_shared<otelwrap::spdlog::otel_sink_mt>();
  spdlog::logger logger("orders", sink);
  logger.set_formatter(otelwrap::spdlog::MakeFormatter());
  logger.info("sold {}", 1);
  return 0;
}
