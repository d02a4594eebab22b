// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Letters as SQL sees them, in any locale: keywords are ASCII, their case does not matter.
//
// Threads: pure functions.

#pragma once

#include <cstddef>
#include <cstdint>
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

// As ==, in a straight line: compare() and memcmp() are functions somewhere else, in pages of their
// own.
inline bool SameBytes(std::string_view one, std::string_view other) noexcept {
  if (one.size() != other.size()) return false;
  const char* left = one.data();
  const char* right = other.data();
  size_t rest = one.size();
  for (; rest >= sizeof(uint64_t); rest -= sizeof(uint64_t)) {
    uint64_t words[2];
    std::memcpy(&words[0], left, sizeof words[0]);
    std::memcpy(&words[1], right, sizeof words[1]);
    if (words[0] != words[1]) return false;
    left += sizeof(uint64_t);
    right += sizeof(uint64_t);
  }
  for (; rest > 0; --rest) {
    if (*left++ != *right++) return false;
  }
  return true;
}

// Null is like an empty one.
inline bool SameText(std::string_view text, const char* other) noexcept {
  if (other == nullptr) return text.empty();
  for (const char letter : text) {
    if (letter == '\0' || *other++ != letter) return false;
  }
  return *other == '\0';
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
