// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What of a character set matters to who looks for the end of a quoted text: whether the second
// byte of a character may look like a backslash or a backtick.
//
// Threads: pure functions.

#pragma once

#include <otelwrap/common/utf8.h>

#include <cstddef>
#include <string_view>

namespace otelwrap::mysql {

enum class Charset {
  kUnknown,     // any of these
  kSingleByte,  // latin1 and its like
  kUtf8,        // no byte of a longer character is ASCII
  kGbk,         // gbk, gb18030: a second byte may be 0x40 to 0x7e
  kSjis,        // sjis, cp932
  kBig5,
};

Charset CharsetNamed(std::string_view name) noexcept;

// Whether the text may change the session's character set (SET NAMES): rather too often.
bool MaySetCharset(std::string_view sql) noexcept;

constexpr bool IsHigh(char byte) noexcept {
  return (static_cast<unsigned char>(byte) & 0x80U) != 0;
}

using common::Utf8Size;

// How many bytes both servers step over at a byte of 0x80 or more; 0 where they differ, or where it
// is not known.
size_t StepInString(Charset charset, std::string_view text, size_t at, bool escapes) noexcept;
size_t StepInQuotedName(Charset charset, std::string_view text, size_t at, char quote) noexcept;
size_t StepInName(Charset charset, std::string_view text, size_t at) noexcept;

}  // namespace otelwrap::mysql
