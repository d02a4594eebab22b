// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "query_text.h"

#include <cstdint>
#include <cstring>

#include "sql_bytes.h"

namespace otelwrap::mysql {
namespace {

// No byte of 0x80 or more, and no NUL: eight bytes at a time, without a way out in between.
bool IsPlain(std::string_view text) noexcept {
  constexpr size_t kStep = sizeof(uint64_t);
  constexpr uint64_t kOnes = 0x0101010101010101U;
  constexpr uint64_t kHighBits = kOnes << 7U;
  uint64_t odd = 0;
  const auto look = [&odd](const char* at) noexcept {
    uint64_t bytes = 0;
    std::memcpy(&bytes, at, kStep);
    odd |= bytes | (bytes - kOnes);  // a NUL borrows, and nothing else does
  };
  if (text.size() < kStep) {
    for (const char byte : text) odd |= IsHigh(byte) || byte == '\0' ? kHighBits : 0;
    return odd == 0;
  }
  const char* const last = text.data() + text.size() - kStep;
  for (const char* at = text.data(); at < last; at += kStep) look(at);
  look(last);
  return (odd & kHighBits) == 0;
}

}  // namespace

QueryTextWriter::QueryTextWriter(std::string_view text, Literals literals, char* out,
                                 size_t max_bytes) noexcept
    : literals_(literals),
      unread_(text.data()),
      unread_end_(text.data() + text.size()),
      out_(out),
      end_(out),
      limit_(out + max_bytes),
      plain_(IsPlain(text)) {}

inline void QueryTextWriter::WriteByte(char byte) noexcept {
  if (end_ == limit_) full_ = true;
  if (!full_) *end_++ = byte;
}

inline void QueryTextWriter::ShowUpTo(const char* end) noexcept {
  const std::string_view shown(unread_, static_cast<size_t>(end - unread_));
  unread_ = end;
  if (full_ || shown.empty()) return;
  const bool fits = shown.size() <= static_cast<size_t>(limit_ - end_);
  if (!fits || !(plain_ || IsPlain(shown))) return WriteRepaired(shown);
  std::memcpy(end_, shown.data(), shown.size());
  end_ += shown.size();
}

void QueryTextWriter::TakeOut(const Token& token) noexcept {
  const bool raw = literals_ == Literals::kShown;
  if (raw && (token.kind == TokenKind::kLiteral || token.kind == TokenKind::kComment)) return;
  ShowUpTo(token.text.data());
  unread_ += token.text.size();
  token.kind == TokenKind::kComment ? KeepApart() : WriteMask();
}

// The words on both sides of a comment are two: SELECT/**/name.
void QueryTextWriter::KeepApart() noexcept {
  if (full_ || end_ == out_ || unread_ == unread_end_) return;
  const char next = *unread_;
  const bool begins = IsPlainNameByte(next) || next == '\'' || next == '"' || next == '`';
  if (begins && (IsPlainNameByte(end_[-1]) || end_[-1] == '?')) WriteByte(' ');
}

void QueryTextWriter::Skip(std::string_view skipped) noexcept {
  ShowUpTo(skipped.data());
  unread_ += skipped.size();
}

size_t QueryTextWriter::Finish() noexcept {
  ShowUpTo(unread_end_);
  return static_cast<size_t>(end_ - out_);
}

// What is no UTF-8 becomes `?`, byte by byte.
void QueryTextWriter::WriteRepaired(std::string_view text) noexcept {
  for (size_t i = 0; i < text.size() && !full_;) {
    const size_t size = text[i] == '\0' ? 0 : Utf8Size(text, i);
    if (size == 0) {
      WriteMask();
      ++i;
    } else if (size > static_cast<size_t>(limit_ - end_)) {
      full_ = true;
    } else {
      std::memcpy(end_, text.data() + i, size);
      end_ += size;
      i += size;
    }
  }
}

}  // namespace otelwrap::mysql
