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
// own. Its last word may overlap the one before.
inline bool SameBytes(std::string_view one, std::string_view other) noexcept {
  constexpr size_t kWord = sizeof(uint64_t);
  const size_t size = one.size();
  if (size != other.size()) return false;
  const auto differ = [&](size_t at, size_t bytes) noexcept {
    uint64_t words[2] = {};
    std::memcpy(&words[0], one.data() + at, bytes);
    std::memcpy(&words[1], other.data() + at, bytes);
    return words[0] ^ words[1];
  };
  uint64_t different = 0;
  if (size < kWord) {
    for (size_t i = 0; i < size; ++i) different |= differ(i, 1);
    return different == 0;
  }
  for (size_t i = 0; i + kWord < size; i += kWord) different |= differ(i, kWord);
  return (different | differ(size - kWord, kWord)) == 0;
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
