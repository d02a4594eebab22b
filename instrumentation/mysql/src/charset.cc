// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "charset.h"

#include <cstring>

#include "ascii.h"

namespace otelwrap::mysql {
namespace {

constexpr std::string_view kSingleByteSets[] = {
    "armscii8", "ascii",  "binary", "cp1250",  "cp1251", "cp1256",   "cp1257", "cp850", "cp852",
    "cp866",    "dec8",   "greek",  "geostd8", "hebrew", "hp8",      "koi8r",  "koi8u", "keybcs2",
    "latin1",   "latin2", "latin5", "latin7",  "macce",  "macroman", "swe7",   "tis620"};
constexpr std::string_view kUtf8Sets[] = {"utf8", "utf8mb3", "utf8mb4"};
constexpr std::string_view kGbkSets[] = {"gbk", "gb18030"};
constexpr std::string_view kSjisSets[] = {"sjis", "cp932"};

constexpr bool Between(unsigned char byte, int low, int high) noexcept {
  return byte >= low && byte <= high;
}

bool IsLead(Charset charset, unsigned char byte) noexcept {
  switch (charset) {
    case Charset::kGbk:
      return Between(byte, 0x81, 0xFE);
    case Charset::kSjis:
      return Between(byte, 0x81, 0x9F) || Between(byte, 0xE0, 0xFC);
    case Charset::kBig5:
      return Between(byte, 0xA1, 0xF9);
    default:
      return false;
  }
}

bool IsTrail(Charset charset, unsigned char byte) noexcept {
  if (Between(byte, 0x40, 0x7E)) return true;
  if (charset == Charset::kBig5) return Between(byte, 0xA1, 0xFE);
  return Between(byte, 0x80, charset == Charset::kSjis ? 0xFC : 0xFE);
}

// 2 for a character of two bytes, 1 for one of one byte, 0 for a lead byte without its second.
size_t DoubleByteSize(Charset charset, std::string_view text, size_t at) noexcept {
  if (!IsLead(charset, static_cast<unsigned char>(text[at]))) return 1;
  if (at + 1 == text.size()) return 0;
  return IsTrail(charset, static_cast<unsigned char>(text[at + 1])) ? 2 : 0;
}

bool IsDoubleByte(Charset charset) noexcept {
  return charset == Charset::kGbk || charset == Charset::kSjis || charset == Charset::kBig5;
}

bool NextIs(std::string_view text, size_t at, char byte) noexcept {
  return at + 1 < text.size() && text[at + 1] == byte;
}

// Whether there may be a SET in it: at its beginning, prepared, behind a comment, or in what
// follows.
bool MaySet(std::string_view sql) noexcept {
  constexpr std::string_view kVerbs[] = {"set", "exe", "pre"};
  size_t begin = 0;
  while (begin < sql.size() && IsBlank(sql[begin])) ++begin;
  const std::string_view verb = sql.substr(begin, kVerbs[0].size());
  const bool is_word = !verb.empty() && Lower(verb.front()) >= 'a' && Lower(verb.front()) <= 'z';
  if (!is_word || IsAnyOf(verb, kVerbs)) return true;
  return std::memchr(sql.data(), ';', sql.size()) != nullptr;
}

// NAMES, CHARACTER SET, CHARSET, character_set_client: in whatever it stands, a string too.
bool Mentions(std::string_view sql) noexcept {
  constexpr std::string_view kNames = "names";
  constexpr std::string_view kChar = "char";
  for (size_t i = 0; i < sql.size(); ++i) {
    const char letter = Lower(sql[i]);
    if (letter == 'n' && EqualsNoCase(sql.substr(i, kNames.size()), kNames)) return true;
    if (letter == 'c' && EqualsNoCase(sql.substr(i, kChar.size()), kChar)) return true;
  }
  return false;
}

}  // namespace

Charset CharsetNamed(std::string_view name) noexcept {
  if (name == "utf8mb4") return Charset::kUtf8;  // nearly always
  if (IsAnyOf(name, kUtf8Sets)) return Charset::kUtf8;
  if (IsAnyOf(name, kSingleByteSets)) return Charset::kSingleByte;
  if (IsAnyOf(name, kGbkSets)) return Charset::kGbk;
  if (IsAnyOf(name, kSjisSets)) return Charset::kSjis;
  return EqualsNoCase(name, "big5") ? Charset::kBig5 : Charset::kUnknown;
}

bool MaySetCharset(std::string_view sql) noexcept { return MaySet(sql) && Mentions(sql); }

// The servers take only whole characters here: a lead byte without its second stands alone.
size_t StepInString(Charset charset, std::string_view text, size_t at, bool escapes) noexcept {
  if (charset == Charset::kUnknown) return escapes && NextIs(text, at, '\\') ? 0 : 1;
  if (IsDoubleByte(charset)) return DoubleByteSize(charset, text, at) == 2 ? 2 : 1;
  return 1;
}

// MySQL goes by the lead byte alone, MariaDB looks at the whole character: they agree on whole
// ones.
size_t StepInQuotedName(Charset charset, std::string_view text, size_t at, char quote) noexcept {
  if (charset == Charset::kSingleByte) return 1;
  if (IsDoubleByte(charset)) return DoubleByteSize(charset, text, at);
  const size_t size = Utf8Size(text, at);
  if (charset == Charset::kUtf8 || size == 0) return size;
  return NextIs(text, at + size - 1, quote) ? 0 : size;
}

size_t StepInName(Charset charset, std::string_view text, size_t at) noexcept {
  if (charset == Charset::kUnknown) return NextIs(text, at, '`') ? 0 : 1;
  if (IsDoubleByte(charset)) return DoubleByteSize(charset, text, at) == 2 ? 2 : 1;
  return 1;
}

}  // namespace otelwrap::mysql
