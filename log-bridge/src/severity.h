// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// spdlog's levels as OpenTelemetry's severity numbers: the lowest number of each range, as the log
// data model advises for sources with one level in a range.

#pragma once

#include <opentelemetry/logs/severity.h>
#include <spdlog/common.h>

namespace otelwrap::spdlog {

constexpr opentelemetry::logs::Severity SeverityOf(::spdlog::level::level_enum level) noexcept {
  using opentelemetry::logs::Severity;
  switch (level) {
    case ::spdlog::level::trace:
      return Severity::kTrace;
    case ::spdlog::level::debug:
      return Severity::kDebug;
    case ::spdlog::level::info:
      return Severity::kInfo;
    case ::spdlog::level::warn:
      return Severity::kWarn;
    case ::spdlog::level::err:
      return Severity::kError;
    case ::spdlog::level::critical:
      return Severity::kFatal;
    default:
      return Severity::kInvalid;
  }
}

}  // namespace otelwrap::spdlog
