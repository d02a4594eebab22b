// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Reads "host", "host:port" and "[v6]:port" as strangers write them: in Host headers, in Forwarded.
//
// Threads: pure. Ownership: views of the given text. Errors: what is no host gives an empty one.

#pragma once

#include <cstdint>
#include <string_view>

namespace otelwrap::beast {

struct Authority {
  std::string_view host;  // without brackets; at most 255 characters, none of them odd
  int64_t port = 0;       // 0: none, or no number
};

Authority ReadAuthority(std::string_view text) noexcept;

std::string_view TrimBlanks(std::string_view text) noexcept;
bool SameIgnoringCase(std::string_view text, std::string_view lower) noexcept;

constexpr uint16_t DefaultPort(bool tls) noexcept { return tls ? 443 : 80; }

}  // namespace otelwrap::beast
