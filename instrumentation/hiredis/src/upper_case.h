// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Redis compares the names of commands without regard to case, in ASCII; so do we, whatever the
// locale.

#pragma once

#include <algorithm>
#include <string_view>

namespace otelwrap::hiredis {

constexpr char UpperCase(char c) noexcept {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

// Writes as many characters as `text` has; `out` may be where it came from. Returns the end.
inline char* ToUpperCase(std::string_view text, char* out) noexcept {
  return std::transform(text.begin(), text.end(), out, UpperCase);
}

// `word` is in capitals.
inline bool IsWord(std::string_view text, std::string_view word) noexcept {
  return std::equal(text.begin(), text.end(), word.begin(), word.end(),
                    [](char c, char upper) { return UpperCase(c) == upper; });
}

}  // namespace otelwrap::hiredis
