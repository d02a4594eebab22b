// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What the lexer sees in a single byte of SQL, by table.
//
// Threads: pure functions. Errors: none.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "ascii.h"

namespace otelwrap::mysql {

// What a byte may begin; kOther: nothing but itself, and nobody cares about it.
enum class Begins : uint8_t {
  kBlank,
  kOther,
  kComma,
  kParenthesis,
  kSemicolon,
  kSymbol,  // perhaps a number, or \N
  kName,
  kDigit,
  kHigh,
  kDollar,
  kQuote,
  kDoubleQuote,
  kBacktick,
  kHash,
  kMinus,
  kSlash,
  kBracket
};

constexpr Begins BeginningOf(unsigned byte) noexcept {
  if (byte >= 0x80) return Begins::kHigh;
  const char symbol = static_cast<char>(byte);
  if (IsBlank(symbol)) return Begins::kBlank;
  if (IsDigit(symbol)) return Begins::kDigit;
  if ((Lower(symbol) >= 'a' && Lower(symbol) <= 'z') || symbol == '_') return Begins::kName;
  switch (symbol) {
    case '$':
      return Begins::kDollar;
    case '\'':
      return Begins::kQuote;
    case '"':
      return Begins::kDoubleQuote;
    case '`':
      return Begins::kBacktick;
    case '#':
      return Begins::kHash;
    case '-':
      return Begins::kMinus;
    case '/':
      return Begins::kSlash;
    case '[':
      return Begins::kBracket;
    case '.':
    case '+':
    case '\\':
      return Begins::kSymbol;
    case ',':
      return Begins::kComma;
    case '(':
    case ')':
      return Begins::kParenthesis;
    case ';':
      return Begins::kSemicolon;
    default:
      return Begins::kOther;
  }
}

constexpr std::array<Begins, 256> MakeBeginnings() noexcept {
  std::array<Begins, 256> table{};
  for (unsigned byte = 0; byte < table.size(); ++byte) table[byte] = BeginningOf(byte);
  return table;
}

inline constexpr std::array<Begins, 256> kBeginnings = MakeBeginnings();

inline Begins BeginningAt(char byte) noexcept {
  return kBeginnings[static_cast<unsigned char>(byte)];
}

inline bool IsNameByte(char byte) noexcept {
  const Begins begins = BeginningAt(byte);
  return begins >= Begins::kName && begins <= Begins::kDollar;
}

constexpr std::array<bool, 256> MakePlainNameBytes() noexcept {
  std::array<bool, 256> table{};
  for (unsigned byte = 0; byte < 0x80; ++byte) {
    const Begins begins = BeginningOf(byte);
    table[byte] = begins == Begins::kName || begins == Begins::kDigit || begins == Begins::kDollar;
  }
  return table;
}

inline constexpr std::array<bool, 256> kPlainNameBytes = MakePlainNameBytes();

inline bool IsPlainNameByte(char byte) noexcept {
  return kPlainNameBytes[static_cast<unsigned char>(byte)];
}

// Inside of quotes, whichever they are: nothing but itself.
constexpr std::array<bool, 256> MakeQuotedBytes() noexcept {
  std::array<bool, 256> table{};
  for (unsigned byte = 0; byte < 0x80; ++byte) {
    table[byte] = byte != '\'' && byte != '"' && byte != '`' && byte != '\\';
  }
  return table;
}

inline constexpr std::array<bool, 256> kQuotedBytes = MakeQuotedBytes();

inline size_t SkipQuotedBytes(std::string_view text, size_t at) noexcept {
  while (at < text.size() && kQuotedBytes[static_cast<unsigned char>(text[at])]) ++at;
  return at;
}

inline size_t SkipDigits(std::string_view text, size_t at) noexcept {
  while (at < text.size() && IsDigit(text[at])) ++at;
  return at;
}

}  // namespace otelwrap::mysql
