// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The components that otelwrap instruments, by number: what the switches, the environment variables
// and the instrumentation scopes are keyed by. A new library adds a line here and its name below.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace otelwrap::common {

enum class Component : uint8_t { kCurl, kHiredis, kMysql, kGrpc, kAsio, kBeast, kSpdlog };

inline constexpr size_t kComponentCount = 7;

// The instrumentation scope's name: `otelwrap.<component>`.
constexpr std::string_view ScopeName(Component component) noexcept {
  constexpr std::string_view kNames[kComponentCount] = {
      "otelwrap.curl", "otelwrap.hiredis", "otelwrap.mysql", "otelwrap.grpc",
      "otelwrap.asio", "otelwrap.beast",   "otelwrap.spdlog"};
  return kNames[static_cast<size_t>(component)];
}

// The bare name, as in OTEL_INSTRUMENTATION_<NAME>_ENABLED (there in capitals).
constexpr std::string_view ShortName(Component component) noexcept {
  constexpr std::string_view kPrefix = "otelwrap.";
  return ScopeName(component).substr(kPrefix.size());
}

}  // namespace otelwrap::common
