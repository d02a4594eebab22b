// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/telemetry/telemetry.h>

int main() {
  otelwrap::telemetry::Options options;
  options.service_name = "orders";
  options.traces_exporter = options.metrics_exporter = options.logs_exporter = "none";
  auto telemetry = otelwrap::telemetry::Start(options);
  return telemetry.Problems().empty() && telemetry.Shutdown() ? 0 : 1;
}
