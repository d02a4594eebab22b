// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// One logger for the whole service: lines with trace ids on standard output, and the same lines as
// OpenTelemetry log records.

#pragma once

#include <string>

namespace chain {

// Makes it spdlog's default logger.
void StartLogging(const std::string& service);

}  // namespace chain
