// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What HTTP clients and servers have in common: methods, status codes, protocol versions, as the
// semantic conventions want them.
//
// Threads: immutable after load. Errors: none; what is not known is "_OTHER".

#pragma once

#include <otelwrap/config.h>

#include <cstdint>
#include <string_view>

namespace otelwrap::common {

// The method as a literal of static storage, or "_OTHER". Case-sensitive. Known are CONNECT,
// DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT, QUERY and TRACE, or what the variable
// OTEL_INSTRUMENTATION_HTTP_KNOWN_METHODS lists instead.
OTELWRAP_API std::string_view KnownHttpMethod(std::string_view method) noexcept;

inline constexpr std::string_view kOtherHttpMethod = "_OTHER";

// Whether a response's code makes the call a failure: from 400 for the client, from 500 for the
// server; what is no HTTP status is one for both.
constexpr bool IsHttpClientError(int64_t status) noexcept { return status < 100 || status >= 400; }
constexpr bool IsHttpServerError(int64_t status) noexcept { return status < 100 || status >= 500; }

}  // namespace otelwrap::common
