// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Redis compares the names of commands without regard to case, in ASCII; so do we, whatever the
// locale.

#pragma once

#include <algorithm>
#include <string_view>

namespace otelwrap::hiredis {

// Writes as many characters as `text` has; `out` may be where it came from. Returns the end.
inline char* ToUpperCase(std::string_view text, char* out) noexcept {
  return std::transform(text.begin(), text.end(), out, [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
}

}  // namespace otelwrap::hiredis
