// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The values of error.type that are ours, where no code of the library or of its server fits.
// Low in cardinality; listed in docs/telemetry.md.

#pragma once

#include <string_view>

namespace otelwrap::common::error_types {

inline constexpr std::string_view kAbandoned = "abandoned";  // dropped before its end was known
inline constexpr std::string_view kOther = "_OTHER";
inline constexpr std::string_view kTimeout = "timeout";
inline constexpr std::string_view kConnectionRefused = "connection_refused";
inline constexpr std::string_view kConnectionReset = "connection_reset";
inline constexpr std::string_view kConnectionClosed = "connection_closed";
inline constexpr std::string_view kNetworkError = "network_error";
inline constexpr std::string_view kHostNotFound = "host_not_found";
inline constexpr std::string_view kProtocolError = "protocol_error";
inline constexpr std::string_view kOutOfMemory = "out_of_memory";

}  // namespace otelwrap::common::error_types
