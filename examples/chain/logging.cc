// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "logging.h"

#include <otelwrap/spdlog/otel_sink.h>
#include <otelwrap/spdlog/pattern.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <memory>

namespace chain {

void StartLogging(const std::string& service) {
  const auto lines = std::make_shared<spdlog::sinks::stdout_sink_mt>();
  const auto records = std::make_shared<otelwrap::spdlog::otel_sink_mt>();
  const auto logger =
      std::make_shared<spdlog::logger>(service, spdlog::sinks_init_list{lines, records});
  logger->flush_on(spdlog::level::info);
  spdlog::set_default_logger(logger);
  otelwrap::spdlog::Install();
}

}  // namespace chain
