// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Writes db.query.text token by token, into a buffer that never needs to grow: what is shown is
// never longer than what was read.
//
// Threads: not safe for concurrent use. Ownership: the text and the buffer stay the caller's.
// Errors: none.

#pragma once

#include <cstddef>
#include <string_view>

#include "sql_lexer.h"

namespace otelwrap::mysql {

enum class Literals { kMasked, kShown };

class QueryTextWriter {
 public:
  // REQUIRES: room for min(text.size(), max_bytes) bytes at `out`.
  QueryTextWriter(std::string_view text, Literals literals, char* out, size_t max_bytes) noexcept;

  // REQUIRES: tokens come in the order of the text. What no one takes out is shown.
  void See(const Token& token) noexcept {
    if (!IsShown(token.kind)) TakeOut(token);
  }
  // Leaves out a part of the text that begins where the last token ended.
  void Skip(std::string_view skipped) noexcept;
  bool IsFull() const noexcept { return full_; }
  // The number of bytes written.
  size_t Finish() noexcept;

 private:
  void TakeOut(const Token& token) noexcept;
  void ShowUpTo(const char* end) noexcept;
  void WriteRepaired(std::string_view text) noexcept;
  void KeepApart() noexcept;
  void WriteByte(char byte) noexcept;
  void WriteMask() noexcept { WriteByte('?'); }

  const Literals literals_;
  const char* unread_;  // up to its end: what is neither written nor taken out yet
  const char* const unread_end_;
  char* const out_;
  char* end_;
  char* const limit_;
  const bool plain_;  // the text has no byte of 0x80 or more, and no NUL
  bool full_ = false;
};

}  // namespace otelwrap::mysql
