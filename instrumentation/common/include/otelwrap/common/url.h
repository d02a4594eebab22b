// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Reads a URL into its parts and writes it without its secrets: url.full of the semantic
// conventions. User info becomes REDACTED:REDACTED, the values of sensitive query parameters
// REDACTED, control characters and blanks are percent-encoded, and the length is capped.
//
// Threads: pure functions. Ownership: the parts are views into the given text. Errors: a text
// without scheme and host is not read (std::nullopt); redaction works on any bytes.

#pragma once

#include <otelwrap/common/redaction.h>
#include <otelwrap/config.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace otelwrap::common {

struct UrlParts {
  std::string_view scheme;     // as written
  std::string_view user_info;  // without '@'
  std::string_view host;       // without the brackets of an IPv6 address
  int64_t port = 0;        // as written, else the scheme's default (http, https, ws, wss), else 0
  std::string_view path;   // with its '/', may be empty
  std::string_view query;  // without '?'
  std::string_view fragment;  // without '#'
};

OTELWRAP_API std::optional<UrlParts> ParseUrl(std::string_view url) noexcept;

// Appends to `out`. For a text that is no absolute URL: what stands before an '@' in its first
// segment and its query are treated alike.
OTELWRAP_API void AppendRedactedUrl(std::string_view url, const RedactionPolicy& policy,
                                    std::string& out);

// The same for a bare query string (url.query).
OTELWRAP_API void AppendRedactedQuery(std::string_view query, const RedactionPolicy& policy,
                                      std::string& out);

}  // namespace otelwrap::common
