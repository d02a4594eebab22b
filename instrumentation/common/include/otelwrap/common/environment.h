// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Every environment variable that otelwrap itself reads, in one place. Empty counts as unset; a
// bool is true only for "true" in any case, and what is neither "true" nor "false" counts as unset.
//
// Threads: the environment must not be changed while it is read, as everywhere in C.

#pragma once

#include <otelwrap/config.h>

#include <optional>
#include <string>
#include <string_view>

namespace otelwrap::common::environment {

// OTEL_INSTRUMENTATION_<COMPONENT>_ENABLED, read when the library is loaded.
inline constexpr std::string_view kComponentPrefix = "OTEL_INSTRUMENTATION_";
inline constexpr std::string_view kEnabledSuffix = "_ENABLED";
inline constexpr const char* kAllEnabled = "OTEL_INSTRUMENTATION_ENABLED";
inline constexpr const char* kHttpKnownMethods = "OTEL_INSTRUMENTATION_HTTP_KNOWN_METHODS";
// "spans" (default), "events" or "off": DNS, connect and TLS of a curl transfer.
inline constexpr const char* kCurlPhases = "OTEL_INSTRUMENTATION_CURL_PHASES";

OTELWRAP_API std::optional<std::string> ReadString(const char* name);
OTELWRAP_API std::optional<bool> ReadBool(const char* name);

}  // namespace otelwrap::common::environment
