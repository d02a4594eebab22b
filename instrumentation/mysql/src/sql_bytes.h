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

// What a byte does to a name of ASCII that it stands behind.
enum class Behind : uint8_t {
  kGoesOn,
  kBlank,
  kEnds,
  kDot,  // behind digits a number may go on
  kOdd   // the name is longer, or no name: a byte of 0x80 or more, or a quote
};

constexpr Behind BehindOf(unsigned byte) noexcept {
  const Begins begins = BeginningOf(byte);
  if (begins == Begins::kName || begins == Begins::kDigit || begins == Begins::kDollar)
    return Behind::kGoesOn;
  if (begins == Begins::kHigh || begins == Begins::kQuote) return Behind::kOdd;
  if (begins == Begins::kBlank) return Behind::kBlank;
  return byte == '.' ? Behind::kDot : Behind::kEnds;
}

constexpr std::array<Behind, 256> MakeBehinds() noexcept {
  std::array<Behind, 256> table{};
  for (unsigned byte = 0; byte < table.size(); ++byte) table[byte] = BehindOf(byte);
  return table;
}

inline constexpr std::array<Behind, 256> kBehinds = MakeBehinds();

inline Behind BehindAt(char byte) noexcept { return kBehinds[static_cast<unsigned char>(byte)]; }

inline bool EndsNumber(Behind behind) noexcept {
  return behind == Behind::kBlank || behind == Behind::kEnds;
}

inline bool IsPlainNameByte(char byte) noexcept { return BehindAt(byte) == Behind::kGoesOn; }

// Four bytes at a time, as long as there are as many.
inline size_t SkipName(std::string_view text, size_t at) noexcept {
  for (; at + 4 <= text.size(); at += 4) {
    if (!IsPlainNameByte(text[at])) return at;
    if (!IsPlainNameByte(text[at + 1])) return at + 1;
    if (!IsPlainNameByte(text[at + 2])) return at + 2;
    if (!IsPlainNameByte(text[at + 3])) return at + 3;
  }
  while (at < text.size() && IsPlainNameByte(text[at])) ++at;
  return at;
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
