// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Letters as SQL sees them, in any locale: keywords are ASCII, their case does not matter.
//
// Threads: pure functions.

#pragma once

#include <cstddef>
#include <cstring>
#include <string_view>

namespace otelwrap::mysql {

constexpr char Lower(char letter) noexcept {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + ('a' - 'A')) : letter;
}

constexpr bool IsDigit(char byte) noexcept { return byte >= '0' && byte <= '9'; }

constexpr bool IsHexDigit(char byte) noexcept {
  return IsDigit(byte) || (Lower(byte) >= 'a' && Lower(byte) <= 'f');
}

constexpr bool IsBlank(char byte) noexcept { return byte == ' ' || (byte >= '\t' && byte <= '\r'); }

// As ==, whose compare() is a function somewhere else, in a page of its own.
inline bool SameBytes(std::string_view one, std::string_view other) noexcept {
  return one.size() == other.size() &&
         (one.empty() || std::memcmp(one.data(), other.data(), one.size()) == 0);
}

// `lower` is in lower case.
constexpr bool EqualsNoCase(std::string_view text, std::string_view lower) noexcept {
  if (text.size() != lower.size()) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (Lower(text[i]) != lower[i]) return false;
  }
  return true;
}

template <size_t N>
constexpr bool IsAnyOf(std::string_view text, const std::string_view (&lower)[N]) noexcept {
  for (const std::string_view candidate : lower) {
    if (EqualsNoCase(text, candidate)) return true;
  }
  return false;
}

}  // namespace otelwrap::mysql
